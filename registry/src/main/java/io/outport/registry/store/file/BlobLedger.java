package io.outport.registry.store.file;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.outport.oci.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The sums of blobs, kept beside them. They may be lost at any time, since they can be made again
 * from a blob that matches its digest: so nothing waits for them to be durable, and no failure to
 * write them is one of the caller's.
 */
final class BlobLedger {
  /** Most memory for what is known of blobs. */
  private static final long KNOWN_BYTES = 8L << 20;

  private final FileLayer layer;
  private final StoreTree tree;
  private final InstantSource clock;
  private final Cache<Digest, KnownBlob> known =
      Caffeine.newBuilder()
          .maximumWeight(KNOWN_BYTES)
          .weigher((Digest digest, KnownBlob blob) -> blob.weight())
          .executor(Runnable::run)
          .build();

  BlobLedger(FileLayer layer, StoreTree tree, InstantSource clock) {
    this.layer = layer;
    this.tree = tree;
    this.clock = clock;
  }

  /** What is known of the blob's file as it is now; empty where its sums are lost. */
  Optional<KnownBlob> find(Digest digest, FileStamp stamp, long size) throws IOException {
    KnownBlob remembered = known.getIfPresent(digest);
    if (remembered != null && remembered.stamp().equals(stamp)) {
      return Optional.of(remembered);
    }
    Optional<BlockSums> sums =
        remembered != null && remembered.sums().size() == size
            ? Optional.of(remembered.sums())
            : read(digest, size);
    return sums.map(found -> remember(digest, found, stamp));
  }

  /** Keeps sums of a blob that is about to become visible. */
  void write(Digest digest, BlockSums sums) {
    known.invalidate(digest);
    Path file = tree.sums(digest);
    ByteBuffer bytes = sums.toBytes();
    int length = bytes.remaining();
    try (FileLayer.OpenFile output = layer.open(file)) {
      output.write(bytes, 0);
      output.truncate(length);
    } catch (IOException ignored) {
      // What is there of it is told by its own sum; the first reader makes them again.
    }
  }

  /**
   * Compares the whole file with the digest, and makes its sums anew.
   *
   * @return empty when the file is not the blob
   */
  Optional<KnownBlob> learn(Digest digest, FileChannel channel, FileStamp stamp)
      throws IOException {
    var hash = new PrefixHash(digest.algorithm());
    hash.readTo(channel::read, channel.size());
    if (!hash.digest().equals(digest)) {
      return Optional.empty();
    }
    write(digest, hash.sums());
    return Optional.of(remember(digest, hash.sums(), stamp));
  }

  /** Forgets a blob that is gone. */
  void remove(Digest digest) {
    known.invalidate(digest);
    try {
      layer.delete(tree.sums(digest));
    } catch (IOException ignored) {
      // Sums without a blob harm nobody, and are written over when it comes again.
    }
  }

  private KnownBlob remember(Digest digest, BlockSums sums, FileStamp stamp) {
    KnownBlob fresh = new KnownBlob(sums, stamp, clock);
    known.put(digest, fresh);
    return fresh;
  }

  private Optional<BlockSums> read(Digest digest, long size) throws IOException {
    Path file = tree.sums(digest);
    try {
      if (Files.size(file) != BlockSums.writtenBytes(size)) {
        return Optional.empty();
      }
      return BlockSums.find(ByteBuffer.wrap(Files.readAllBytes(file)), size);
    } catch (NoSuchFileException lost) {
      return Optional.empty();
    }
  }
}
