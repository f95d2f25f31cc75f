package io.outport.registry.store.s3;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.FolderLock;
import io.outport.registry.store.file.IoFailures;
import io.outport.registry.store.file.SpaceFloor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A {@link BlobStore} in a bucket, with a folder on this machine for what of uploads is too short
 * to be an object. The location and the folder belong to one process at a time; {@code DESIGN.md}
 * beside this file says what is where and why.
 */
public final class S3BlobStore implements BlobStore {
  /**
   * Size in bytes of the parts of an upload: 10,000 of them, which is as many as a server puts
   * together, are more than the largest blob.
   */
  static final int PART_BYTES = 32 << 20;

  /** Unfinished assemblies that are older belong to nobody. */
  static final Duration ASSEMBLY_AGE = Duration.ofHours(24);

  static final Map<String, String> NO_METADATA = Map.of();

  private static final int VERSION = 1;
  private static final Pattern FORMAT = Pattern.compile("outport-s3-blobs ([0-9]{1,9})\n");
  private static final int MAX_FORMAT_BYTES = 100;

  /**
   * What a store needs besides its places.
   *
   * @param freeSpaceFloor bytes that uploads leave free on this machine; by the size of the volume
   *     where empty
   * @param damaged hears of each damaged blob after it is out of sight
   * @param threads copy parts at the same time; they may wait
   */
  public record Surroundings(
      InstantSource clock,
      OptionalLong freeSpaceFloor,
      Consumer<Digest> damaged,
      ExecutorService threads) {}

  private final Bucket bucket;
  private final FolderLock lock;
  private final Path root;
  private final SpaceFloor floor;
  private final int partBytes;
  private final BlobShelf shelf;
  private final StagingDesk desk;

  private S3BlobStore(
      Bucket bucket,
      FolderLock lock,
      Path root,
      int partBytes,
      S3Settings.Reads reads,
      Surroundings surroundings) {
    this.bucket = bucket;
    this.lock = lock;
    this.root = root;
    this.partBytes = partBytes;
    this.floor = SpaceFloor.of(root, surroundings.freeSpaceFloor);
    this.shelf = new BlobShelf(bucket, reads, surroundings);
    var place = new StagedBytes.Place(bucket, new StagingFolder(root), floor, partBytes);
    this.desk = new StagingDesk(root, place, shelf);
  }

  /**
   * Opens the store at this location, making it where there is nothing yet.
   *
   * @param staging a folder of this machine, made where there is none
   * @throws StoreException of kind {@code UNUSABLE} when the bucket cannot be reached or used, or
   *     holds something else there, {@code BUSY} when another process of this machine has the
   *     folder; nothing was changed then
   */
  public static S3BlobStore open(S3Settings settings, Path staging, Surroundings surroundings) {
    AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
    Bucket.Link link;
    try {
      link =
          new Bucket.Link(
              settings,
              S3Clients.client(settings, credentials).build(),
              S3Clients.presigner(settings, credentials));
    } catch (SdkException failure) {
      throw new StoreException(
          Kind.UNUSABLE,
          "cannot open '%s': no region is known, give it with --s3-region or AWS_REGION"
              .formatted(settings.location()),
          failure);
    }
    return open(link, staging, PART_BYTES, surroundings);
  }

  /** As above, over a link that a test may make fail; it is closed with the store. */
  static S3BlobStore open(
      Bucket.Link link, Path staging, int partBytes, Surroundings surroundings) {
    Path root = staging.toAbsolutePath().normalize();
    var bucket = new Bucket(link);
    FolderLock lock = null;
    boolean opened = false;
    try {
      // First, so that a bucket that is no good leaves no folder here.
      prepare(bucket, link.settings().location());
      Files.createDirectories(root);
      lock = FolderLock.take(root);
      new StagingFolder(root).make();
      bucket.abortAssemblies(surroundings.clock.instant().minus(ASSEMBLY_AGE));
      opened = true;
      return new S3BlobStore(bucket, lock, root, partBytes, link.settings().reads(), surroundings);
    } catch (IOException failure) {
      throw IoFailures.translateOpening(root, failure);
    } catch (StoreException failure) {
      throw bucket.failures().translateOpening(failure);
    } finally {
      if (!opened) {
        closeAll(bucket, lock, root);
      }
    }
  }

  /** The mark shows also that this process may read and write there. */
  private static void prepare(Bucket bucket, S3Location location) {
    Optional<byte[]> mark = bucket.readWhole(S3Keys.FORMAT, MAX_FORMAT_BYTES);
    if (mark.isPresent()) {
      requireKnown(new String(mark.get(), StandardCharsets.UTF_8), location);
    } else if (!bucket.list("", "", 1).isEmpty()) {
      throw unusable("'%s' holds other things: name an empty place".formatted(location));
    }
    byte[] text = "outport-s3-blobs %d\n".formatted(VERSION).getBytes(StandardCharsets.UTF_8);
    bucket.put(S3Keys.FORMAT, new ObjectBody.Bytes(text), NO_METADATA);
  }

  private static void requireKnown(String mark, S3Location location) {
    Matcher format = FORMAT.matcher(mark);
    if (!format.matches()) {
      throw unusable(
          "'%s' is not a blob store: its 'format' is not ours, name another place"
              .formatted(location));
    }
    int version = Integer.parseInt(format.group(1));
    if (version > VERSION) {
      throw unusable(
          "'%s' was written by a newer Outport (layout %d, this one knows %d): start that version"
              .formatted(location, version, VERSION));
    }
  }

  @Override
  public OptionalLong findSize(Digest digest) {
    return shelf.find(digest).stream().mapToLong(Bucket.ObjectFacts::size).findFirst();
  }

  @Override
  public Optional<Instant> findCommitTime(Digest digest) {
    return shelf.find(digest).map(BlobShelf::commitTime);
  }

  @Override
  public Optional<BlobContent> open(Digest digest) {
    return shelf.open(digest);
  }

  @Override
  public BlobUpload openUpload(UploadId id) {
    return desk.open(id);
  }

  @Override
  public Optional<BlobUpload> findUpload(UploadId id) {
    return desk.find(id).map(upload -> upload);
  }

  @Override
  public List<UploadId> listUploads() {
    return desk.list();
  }

  /** A bucket has no end: only what of an upload lies here for a while needs room. */
  @Override
  public void requireRoom(long bytes) {
    try {
      floor.require(Math.min(bytes, partBytes));
    } catch (IOException failure) {
      throw IoFailures.translate("ask for free space", root, failure);
    }
  }

  @Override
  public boolean delete(Digest digest) {
    return shelf.delete(digest);
  }

  @Override
  public boolean quarantine(Digest digest) {
    return shelf.quarantine(digest);
  }

  @Override
  public List<Digest> listDigests(String after, int limit) {
    List<Digest> page = new ArrayList<>();
    String last = after.isEmpty() ? S3Keys.BLOBS : S3Keys.after(after);
    while (page.size() < limit) {
      List<Bucket.Listed> objects = bucket.list(S3Keys.BLOBS, last, limit - page.size());
      if (objects.isEmpty()) {
        return page;
      }
      objects.stream()
          .flatMap(object -> S3Keys.digest(object.key()).stream())
          .filter(shelf::isVisible)
          .forEach(page::add);
      last = objects.getLast().key();
    }
    return page;
  }

  @Override
  public void close() {
    closeAll(bucket, lock, root);
  }

  private static void closeAll(Bucket bucket, @Nullable FolderLock lock, Path root) {
    bucket.close();
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException failure) {
      throw IoFailures.translate("close the store", root, failure);
    }
  }

  private static StoreException unusable(String message) {
    return new StoreException(Kind.UNUSABLE, message, null);
  }
}
