package io.outport.registry.store.s3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.BlockSums;
import io.outport.registry.store.file.PrefixHash;
import io.outport.registry.store.s3.Bucket.ObjectFacts;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The visible blobs: how they come, are read, are found damaged and go. */
final class BlobShelf {
  private static final Logger log = LoggerFactory.getLogger(BlobShelf.class);

  /** Blobs up to this size are read whole and compared with their digest; others have sums. */
  static final int WHOLE_BYTES = 1 << 20;

  /** How long an address is valid that a client is sent to; a read that has begun goes on. */
  static final Duration LINK_LIFETIME = Duration.ofMinutes(10);

  /** Most damaged blobs that are kept for a person to look at. */
  static final int QUARANTINED = 16;

  /** Larger damaged blobs are not kept. */
  private static final long QUARANTINED_BYTES = 1L << 30;

  /** Most memory for the sums of blobs. */
  private static final long KNOWN_BYTES = 8L << 20;

  private static final String COMMITTED = "outport-committed";
  private static final String UPLOAD = "outport-upload";

  private final Bucket bucket;
  private final S3Settings.Reads reads;
  private final InstantSource clock;
  private final ExecutorService threads;
  private final Consumer<Digest> damaged;
  private final Openings openings = new Openings();
  private final Cache<Digest, BlockSums> known =
      Caffeine.newBuilder()
          .maximumWeight(KNOWN_BYTES)
          .weigher((Digest digest, BlockSums sums) -> sums.count() * Integer.BYTES + 200)
          .executor(Runnable::run)
          .build();

  BlobShelf(Bucket bucket, S3Settings.Reads reads, S3BlobStore.Surroundings surroundings) {
    this.bucket = bucket;
    this.reads = reads;
    this.clock = surroundings.clock();
    this.threads = surroundings.threads();
    this.damaged = surroundings.damaged();
  }

  boolean isVisible(Digest digest) {
    return !openings.isDoomed(digest);
  }

  Optional<ObjectFacts> find(Digest digest) {
    return isVisible(digest)
        ? bucket.find(S3Keys.blob(digest)).filter(facts -> isVisible(digest))
        : Optional.empty();
  }

  /**
   * When it was committed. An object that somebody else put here has only the server's own time, in
   * whole seconds.
   */
  static Instant commitTime(ObjectFacts facts) {
    String written = facts.metadata().get(COMMITTED);
    return written == null ? facts.modified().plusSeconds(1) : Instant.parse(written);
  }

  Optional<BlobContent> open(Digest digest) {
    if (!openings.enter(digest)) {
      return Optional.empty();
    }
    Optional<ObjectFacts> facts = Optional.empty();
    try {
      facts = bucket.find(S3Keys.blob(digest));
    } finally {
      if (facts.isEmpty()) {
        leave(digest);
      }
    }
    return facts.map(found -> new S3Content(this, digest, found.size()));
  }

  /** Ends a reading; the last one of a deleted blob takes its object along. */
  void leave(Digest digest) {
    openings.leave(digest);
    try {
      deleteWhenFree(digest);
    } catch (StoreException failure) {
      log.atWarn()
          .setMessage("left a deleted blob in the bucket; the next collection finds it again")
          .addKeyValue("digest", digest)
          .addKeyValue("reason", failure.getMessage())
          .log();
    }
  }

  /** Where a client may get it, if reads are redirected. */
  Optional<URI> link(Digest digest) {
    return switch (reads) {
      case STREAMED -> Optional.empty();
      case REDIRECTED -> Optional.of(bucket.link(S3Keys.blob(digest), LINK_LIFETIME));
    };
  }

  InputStream read(Digest digest, long offset, long length) throws IOException {
    return length == 0
        ? InputStream.nullInputStream()
        : bucket.read(S3Keys.blob(digest), offset, length);
  }

  /** The sums of a blob of this size; made again where they are lost. Empty as {@link #judge}. */
  Optional<BlockSums> sums(Digest digest, long size) throws IOException {
    Optional<BlockSums> sums =
        Optional.ofNullable(known.getIfPresent(digest))
            .or(() -> readSums(digest, size))
            .filter(found -> found.size() == size);
    sums.ifPresent(found -> known.put(digest, found));
    return sums.isPresent() ? sums : judge(digest);
  }

  private Optional<BlockSums> readSums(Digest digest, long size) {
    return bucket
        .readWhole(S3Keys.sums(digest), (int) BlockSums.writtenBytes(size))
        .flatMap(bytes -> BlockSums.find(ByteBuffer.wrap(bytes), size));
  }

  /**
   * Compares a whole blob with its digest, because its sums are lost or do not meet: makes those
   * anew, or puts the blob aside and is empty.
   */
  Optional<BlockSums> judge(Digest digest) throws IOException {
    known.invalidate(digest);
    Optional<ObjectFacts> facts = bucket.find(S3Keys.blob(digest));
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    var hash = new PrefixHash(digest.algorithm());
    try (InputStream stream = read(digest, 0, facts.get().size())) {
      hash.readTo(source(stream), facts.get().size());
    }
    if (!hash.digest().equals(digest)) {
      var _ = quarantine(digest, facts.get());
      return Optional.empty();
    }
    BlockSums sums = hash.sums();
    writeSums(digest, sums);
    known.put(digest, sums);
    return Optional.of(sums);
  }

  private static PrefixHash.Source source(InputStream stream) {
    byte[] piece = new byte[ObjectBody.PIECE_BYTES];
    return (target, position) -> {
      int count = stream.read(piece, 0, Math.min(piece.length, target.remaining()));
      if (count < 0) {
        throw new EOFException("the object ends at byte " + position);
      }
      target.put(piece, 0, count);
      return count;
    };
  }

  /**
   * Makes bytes visible that match the digest; a blob of that digest is replaced. On failure
   * nothing was changed, as far as the server can still be asked.
   */
  void publish(UploadId id, StagedBytes bytes, BlockSums sums, Digest digest) {
    openings.beginPublish(digest);
    boolean written = false;
    try {
      if (bytes.size() > WHOLE_BYTES) {
        writeSums(digest, sums);
      }
      known.invalidate(digest);
      write(id, bytes, digest);
      written = true;
    } finally {
      openings.endPublish(digest, written);
      if (!written) {
        deleteWhenFree(digest);
      }
    }
  }

  /** Removes a blob; false where there is none. */
  boolean delete(Digest digest) {
    return withdraw(digest, facts -> true);
  }

  /** Puts a blob aside whose bytes are wrong; false where there is none. */
  boolean quarantine(Digest digest) {
    return bucket.find(S3Keys.blob(digest)).map(facts -> quarantine(digest, facts)).orElse(false);
  }

  /** Not where it was replaced since it was looked at: then it is another. */
  private boolean quarantine(Digest digest, ObjectFacts found) {
    if (!withdraw(digest, facts -> facts.equals(found) && putAside(digest, facts))) {
      return false;
    }
    log.atError()
        .setMessage("put a damaged blob aside; it comes back by a push")
        .addKeyValue("digest", digest)
        .log();
    damaged.accept(digest);
    return true;
  }

  private boolean putAside(Digest digest, ObjectFacts facts) {
    if (hasRoomAside(facts)) {
      bucket.copy(S3Keys.blob(digest), S3Keys.quarantine(digest));
    }
    return true;
  }

  private boolean hasRoomAside(ObjectFacts facts) {
    return facts.size() <= QUARANTINED_BYTES
        && bucket.list(S3Keys.QUARANTINE, S3Keys.QUARANTINE, QUARANTINED).size() < QUARANTINED;
  }

  private boolean withdraw(Digest digest, Predicate<ObjectFacts> wanted) {
    if (!openings.doom(digest)) {
      return false;
    }
    boolean found = false;
    try {
      found = bucket.find(S3Keys.blob(digest)).filter(wanted).isPresent();
    } finally {
      if (!found) {
        openings.spare(digest);
      }
    }
    if (found) {
      deleteWhenFree(digest);
    }
    return found;
  }

  /** The sums go last: without the blob they are nothing, without them it is read whole once. */
  private void deleteWhenFree(Digest digest) {
    if (!openings.beginDelete(digest)) {
      return;
    }
    try {
      bucket.delete(S3Keys.blob(digest));
      known.invalidate(digest);
      bucket.delete(S3Keys.sums(digest));
    } finally {
      openings.endDelete(digest);
    }
  }

  private void writeSums(Digest digest, BlockSums sums) {
    ByteBuffer bytes = sums.toBytes();
    byte[] body = new byte[bytes.remaining()];
    bytes.get(body);
    bucket.put(S3Keys.sums(digest), new ObjectBody.Bytes(body), S3BlobStore.NO_METADATA);
  }

  private void write(UploadId id, StagedBytes bytes, Digest digest) {
    String key = S3Keys.blob(digest);
    Map<String, String> stamp = Map.of(COMMITTED, clock.instant().toString(), UPLOAD, id.value());
    try {
      put(key, bytes, stamp);
    } catch (StoreException failure) {
      if (!hasArrived(key, stamp, failure)) {
        throw failure;
      }
      // The answer was lost on its way, the object was not.
    }
  }

  private void put(String key, StagedBytes bytes, Map<String, String> stamp) {
    List<String> parts = bytes.partKeys();
    if (parts.isEmpty()) {
      bucket.put(key, bytes.tail(), stamp);
      return;
    }
    Assembly assembly = bucket.assemble(key, stamp);
    boolean finished = false;
    try {
      assembly.addAll(parts, threads);
      if (bytes.tail().length() > 0) {
        assembly.add(bytes.tail());
      }
      assembly.finish();
      finished = true;
    } finally {
      if (!finished) {
        assembly.abort();
      }
    }
  }

  private boolean hasArrived(String key, Map<String, String> stamp, StoreException failure) {
    try {
      return bucket
          .find(key)
          .filter(facts -> facts.metadata().entrySet().containsAll(stamp.entrySet()))
          .isPresent();
    } catch (StoreException second) {
      failure.addSuppressed(second);
      return false;
    }
  }
}
