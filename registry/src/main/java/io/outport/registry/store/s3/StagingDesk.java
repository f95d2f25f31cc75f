package io.outport.registry.store.s3;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.Checkpoints;
import io.outport.registry.store.file.IoFailures;
import io.outport.registry.store.file.PrefixHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The uploads: who uses which, what the next user goes on from, and how they end. */
final class StagingDesk {
  /** Most uploads whose hash is remembered between two users; others are read again. */
  private static final int RESTS = 1024;

  /** Most parts of one upload: as many as a server puts together. */
  private static final int MAX_PARTS = 10_000;

  /** What a user leaves behind, so that the next one in this process need not read it all. */
  record Rest(PrefixHash hash, Checkpoints checkpoints, List<Long> parts) {}

  private final Path root;
  private final StagedBytes.Place place;
  private final BlobShelf shelf;
  private final Set<UploadId> inUse = ConcurrentHashMap.newKeySet();

  /** Guards {@link #rests}. */
  private final ReentrantLock resting = new ReentrantLock();

  /** Oldest first. */
  private final Map<UploadId, Rest> rests = new LinkedHashMap<>();

  StagingDesk(Path root, StagedBytes.Place place, BlobShelf shelf) {
    this.root = root;
    this.place = place;
    this.shelf = shelf;
  }

  /** Opens the upload, creating it where there is none. */
  S3Upload open(UploadId id) {
    return use(id, () -> resume(id));
  }

  /** Opens the upload where there is one. */
  Optional<S3Upload> find(UploadId id) {
    return has(id)
        ? Optional.ofNullable(use(id, () -> has(id) ? resume(id) : null))
        : Optional.empty();
  }

  List<UploadId> list() {
    try {
      Set<UploadId> all = new LinkedHashSet<>(place.folder().list());
      for (String folder : place.bucket().listFolders(S3Keys.UPLOADS)) {
        S3Keys.uploadId(folder).ifPresent(all::add);
      }
      return List.copyOf(all);
    } catch (IOException failure) {
      throw failed("list uploads", failure);
    }
  }

  /** The blobs that uploads become. */
  BlobShelf shelf() {
    return shelf;
  }

  /** Gives the upload back for the next user. */
  void release(UploadId id, @Nullable Rest rest) {
    remember(id, rest);
    inUse.remove(id);
  }

  void writeCheckpoints(UploadId id, Checkpoints checkpoints) throws IOException {
    place.folder().writeCheckpoints(id, checkpoints);
  }

  StoreException failed(String action, IOException failure) {
    return IoFailures.translate(action, root, failure);
  }

  private boolean has(UploadId id) {
    return place.folder().has(id)
        || !place.bucket().list(S3Keys.upload(id), S3Keys.upload(id), 1).isEmpty();
  }

  /** Opens an upload while nobody else can; null where there is none. */
  @FunctionalInterface
  private interface Opening {
    @Nullable S3Upload open() throws IOException;
  }

  @SuppressWarnings("NullAway") // null only where the opening gives it
  private S3Upload use(UploadId id, Opening opening) {
    if (!inUse.add(id)) {
      throw new StoreException(
          Kind.BUSY,
          "upload '%s' is in use by another request: wait for that one to end"
              .formatted(id.value()),
          null);
    }
    S3Upload upload = null;
    try {
      upload = opening.open();
      return upload;
    } catch (IOException failure) {
      throw failed("open upload '%s'".formatted(id.value()), failure);
    } finally {
      if (upload == null) {
        inUse.remove(id);
      }
    }
  }

  private S3Upload resume(UploadId id) throws IOException {
    Rest rest = takeRest(id);
    StagedBytes bytes = StagedBytes.open(place, id, rest == null ? listParts(id) : rest.parts());
    try {
      if (rest != null && rest.hash().size() == bytes.size()) {
        return new S3Upload(this, id, bytes, rest.hash(), rest.checkpoints());
      }
      return verify(id, bytes);
    } catch (IOException | RuntimeException failure) {
      bytes.close();
      throw failure;
    }
  }

  /** Those that follow each other from the first on. */
  private List<Long> listParts(UploadId id) {
    List<Long> sizes = new ArrayList<>();
    for (Bucket.Listed part :
        place.bucket().list(S3Keys.upload(id), S3Keys.upload(id), MAX_PARTS)) {
      if (!part.key().equals(S3Keys.part(id, sizes.size()))) {
        return sizes;
      }
      sizes.add(part.size());
    }
    return sizes;
  }

  /**
   * Hashes all bytes and compares at each checkpoint. A process that was killed leaves all it
   * wrote, so a tail behind good checkpoints stays; where one is not met, power was lost, and all
   * behind the last good one is dropped.
   */
  private S3Upload verify(UploadId id, StagedBytes bytes) throws IOException {
    place.folder().keepOnlyTail(id, bytes.parts().size());
    var hash = new PrefixHash(DigestAlgorithm.SHA256);
    var good = new Checkpoints();
    for (Map.Entry<Long, Digest> mark : place.folder().readCheckpoints(id).marks().entrySet()) {
      if (mark.getKey() > bytes.size() || !matches(mark, hash, bytes)) {
        writeCheckpoints(id, good);
        bytes.truncate(good.largest());
        hash = new PrefixHash(DigestAlgorithm.SHA256);
        break;
      }
      good.add(mark.getKey(), mark.getValue());
    }
    hash.readTo(bytes, bytes.size());
    return new S3Upload(this, id, bytes, hash, good);
  }

  private static boolean matches(Map.Entry<Long, Digest> mark, PrefixHash hash, StagedBytes bytes)
      throws IOException {
    hash.readTo(bytes, mark.getKey());
    return hash.digest().equals(mark.getValue());
  }

  private @Nullable Rest takeRest(UploadId id) {
    resting.lock();
    try {
      return rests.remove(id);
    } finally {
      resting.unlock();
    }
  }

  private void remember(UploadId id, @Nullable Rest rest) {
    resting.lock();
    try {
      rests.remove(id);
      if (rest != null) {
        rests.put(id, rest);
      }
      if (rests.size() > RESTS) {
        rests.remove(rests.keySet().iterator().next());
      }
    } finally {
      resting.unlock();
    }
  }
}
