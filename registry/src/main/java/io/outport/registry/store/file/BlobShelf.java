package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The visible blobs: how a verified file becomes one, is read, and goes. */
final class BlobShelf {
  private static final Logger log = LoggerFactory.getLogger(BlobShelf.class);
  private static final int STRIPES = 64;

  private final FileLayer layer;
  private final StoreTree tree;
  private final DurableFolders folders;
  private final BlobLedger ledger;
  private final Quarantine quarantine;
  private final Consumer<Digest> damaged;
  private final BlockBuffers buffers = new BlockBuffers();

  /**
   * Blobs whose name is there but not durable yet: hidden, because who sees a blob may build on it,
   * and the loss of power would take it away again. A reader looks for the file first and here
   * second; the writer adds first and moves the file second.
   */
  private final Set<Digest> arriving = ConcurrentHashMap.newKeySet();

  /** One writer per digest at a time; a lock is shared by the digests of one stripe. */
  private final List<ReentrantLock> stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

  /** Whoever wants to know of damaged blobs is told when they are out of sight. */
  BlobShelf(
      FileLayer layer,
      StoreTree tree,
      DurableFolders folders,
      BlobLedger ledger,
      Quarantine quarantine,
      Consumer<Digest> damaged) {
    this.layer = layer;
    this.tree = tree;
    this.folders = folders;
    this.ledger = ledger;
    this.quarantine = quarantine;
    this.damaged = damaged;
  }

  OptionalLong findSize(Digest digest) throws IOException {
    try {
      long size = Files.size(tree.blob(digest));
      return isVisible(digest) ? OptionalLong.of(size) : OptionalLong.empty();
    } catch (NoSuchFileException absent) {
      return OptionalLong.empty();
    }
  }

  /** When its file came to its name. */
  Optional<Instant> findCommitTime(Digest digest) throws IOException {
    try {
      Instant time = FileStamp.of(tree.blob(digest)).changed();
      return isVisible(digest) ? Optional.of(time) : Optional.empty();
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  Optional<BlobContent> open(Digest digest) throws IOException {
    Path file = tree.blob(digest);
    FileChannel channel = null;
    Optional<BlobContent> content = Optional.empty();
    try {
      FileStamp stamp = FileStamp.of(file);
      channel = FileChannel.open(file, StandardOpenOption.READ);
      content = isVisible(digest) ? open(digest, file, channel, stamp) : Optional.empty();
      return content;
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } finally {
      if (channel != null && content.isEmpty()) {
        channel.close();
      }
    }
  }

  /** A stamp that is older than the channel makes us read more, never less. */
  private Optional<BlobContent> open(Digest digest, Path file, FileChannel channel, FileStamp stamp)
      throws IOException {
    long size = channel.size();
    Optional<KnownBlob> known = ledger.find(digest, stamp, size);
    if (known.isEmpty()) {
      known = judge(digest);
    }
    return known.map(
        blob -> new FileContent(digest, file, channel, size, blob, buffers, this::judge));
  }

  /**
   * Compares a whole blob with its digest, because its sums are lost or do not meet: makes those
   * anew, or puts the blob aside.
   */
  Optional<KnownBlob> judge(Digest digest) throws IOException {
    Path file = tree.blob(digest);
    Optional<FileChannel> opened = openFile(file);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (FileChannel channel = opened.get()) {
      FileStamp stamp = FileStamp.of(file);
      Optional<KnownBlob> known = ledger.learn(digest, channel, stamp);
      if (known.isEmpty()) {
        var _ = quarantine(digest, stamp);
      }
      return known;
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /** Puts a blob aside whose bytes are wrong; false where there is none. */
  boolean quarantine(Digest digest) throws IOException {
    try {
      return quarantine(digest, FileStamp.of(tree.blob(digest)));
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  /**
   * Not where it was replaced since it had the stamp: then it is another that was not looked at.
   */
  private boolean quarantine(Digest digest, FileStamp stamp) throws IOException {
    Path file = tree.blob(digest);
    ReentrantLock turn = stripe(digest);
    turn.lock();
    try {
      if (!isVisible(digest) || !FileStamp.of(file).equals(stamp)) {
        return false;
      }
      quarantine.take(file, digest);
      hide(digest);
    } catch (NoSuchFileException absent) {
      return false;
    } finally {
      turn.unlock();
    }
    log.atError()
        .setMessage("put a damaged blob aside; it comes back by a push, or from the parent")
        .addKeyValue("digest", digest)
        .addKeyValue("folder", tree.quarantine())
        .log();
    damaged.accept(digest);
    return true;
  }

  /**
   * The blob is out of sight already, so whoever heals it must hear of that whatever fails here: a
   * name that comes back with the loss of power is found damaged again.
   */
  private void hide(Digest digest) {
    try {
      ledger.remove(digest);
      layer.forceFolder(tree.blobFolder(digest));
      quarantine.trim();
    } catch (IOException failure) {
      log.atWarn()
          .setMessage("could not tidy up behind a damaged blob")
          .addKeyValue("digest", digest)
          .setCause(failure)
          .log();
    }
  }

  private static Optional<FileChannel> openFile(Path file) throws IOException {
    try {
      return Optional.of(FileChannel.open(file, StandardOpenOption.READ));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  boolean isVisible(Digest digest) {
    return !arriving.contains(digest);
  }

  /**
   * Makes an upload's file visible whose bytes match the digest and are durable. A blob of that
   * digest is replaced, since only this one is known to be right. On failure the file is back where
   * it was, or, where that fails too, hidden until the next start.
   */
  void publish(UploadFile upload, Digest digest) throws IOException {
    Path target = tree.blob(digest);
    folders.make(tree.blobFolder(digest));
    ReentrantLock turn = stripe(digest);
    turn.lock();
    try {
      ledger.write(digest, upload.sums());
      if (findSize(digest).isPresent()) {
        layer.rename(upload.path(), target);
        layer.forceFolder(tree.blobFolder(digest));
      } else {
        move(upload.path(), target, digest);
        settle(upload.path(), target, digest);
      }
    } finally {
      turn.unlock();
    }
  }

  /** Removes a blob, durably; false where there is none. */
  boolean delete(Digest digest) throws IOException {
    Path file = tree.blob(digest);
    ReentrantLock turn = stripe(digest);
    turn.lock();
    try {
      if (findSize(digest).isEmpty()) {
        return false;
      }
      layer.delete(file);
      ledger.remove(digest);
      layer.forceFolder(tree.blobFolder(digest));
      return true;
    } finally {
      turn.unlock();
    }
  }

  /** Makes the names of all blobs durable, after a process ended in the middle of a publish. */
  void forceAll() throws IOException {
    List<Path> all = new ArrayList<>();
    tree.forEachBlobFolder(all::add);
    for (Path folder : all) {
      folders.make(folder);
      layer.forceFolder(folder);
    }
  }

  /** A digest that an earlier failure left hidden stays so until a publish succeeds. */
  private void move(Path data, Path target, Digest digest) throws IOException {
    boolean first = arriving.add(digest);
    try {
      layer.rename(data, target);
    } catch (IOException failure) {
      if (first) {
        arriving.remove(digest);
      }
      throw failure;
    }
  }

  private void settle(Path data, Path target, Digest digest) throws IOException {
    try {
      layer.forceFolder(tree.blobFolder(digest));
    } catch (IOException failure) {
      try {
        layer.rename(target, data);
      } catch (IOException second) {
        failure.addSuppressed(second);
        throw failure;
      }
      arriving.remove(digest);
      throw failure;
    }
    arriving.remove(digest);
  }

  private ReentrantLock stripe(Digest digest) {
    return stripes.get(Math.floorMod(digest.hashCode(), STRIPES));
  }
}
