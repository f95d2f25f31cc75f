package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.UploadId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The uploads that clients make, and their names: {@code push-<start>-<random>-<check>}.
 *
 * <p>The name carries the second it started, so that old ones are found after a restart, and a
 * check over the repository, so that a session is known only where it was opened (L11): whoever
 * changes the check names an upload that does not exist. Other uploads in the store, such as the
 * transfers of a sync, do not have such names and cannot be reached from here.
 */
final class UploadSessions {
  private static final Pattern NAME =
      Pattern.compile("push-([0-9a-f]{9})-([0-9a-f]{32})-([0-9a-f]{16})");
  private static final int RANDOM_BYTES = 16;
  private static final int CHECK_LENGTH = 16;

  private final BlobStore blobs;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final long maxBlobBytes;

  UploadSessions(BlobStore blobs, RandomGenerator random, InstantSource clock, long maxBlobBytes) {
    this.blobs = blobs;
    this.random = random;
    this.clock = clock;
    this.maxBlobBytes = maxBlobBytes;
  }

  /** Opens a fresh session of the repository; the caller closes it. */
  BlobUpload start(RepositoryName repository) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String seconds = HexFormat.of().toHexDigits(clock.instant().getEpochSecond(), 9);
    String secret = HexFormat.of().formatHex(bytes);
    return blobs.openUpload(
        new UploadId("push-%s-%s-%s".formatted(seconds, secret, check(secret, repository))));
  }

  /**
   * Opens the session that the request names; the caller closes it.
   *
   * @throws OciException {@code BLOB_UPLOAD_UNKNOWN}
   */
  BlobUpload open(Exchange exchange) {
    return find(exchange).orElseThrow(() -> unknown(exchange.repository()));
  }

  static OciException unknown(RepositoryName repository) {
    return new OciException(
        ErrorCode.BLOB_UPLOAD_UNKNOWN,
        "upload unknown: '%s' has no such session; start a new one".formatted(repository));
  }

  /** Opens the session that the request names, where it still is; the caller closes it. */
  Optional<BlobUpload> find(Exchange exchange) {
    return findId(exchange).flatMap(blobs::findUpload);
  }

  /** Whether the request names a session that this repository has, or once had. */
  boolean isNamedHere(Exchange exchange) {
    return findId(exchange).isPresent();
  }

  private Optional<UploadId> findId(Exchange exchange) {
    Matcher name = NAME.matcher(exchange.tail());
    return name.matches() && name.group(3).equals(check(name.group(2), exchange.repository()))
        ? Optional.of(new UploadId(exchange.tail()))
        : Optional.empty();
  }

  /**
   * Appends the request's body. A body that breaks the rules leaves the session as it was; one
   * whose client went away leaves what came.
   *
   * @throws RefusalException (416) when the chunk does not start where the session ends
   * @throws OciException {@code SIZE_INVALID} when the body is not as long as its range, {@code
   *     TOO_LARGE} when the blob would grow beyond the limit
   */
  void append(Exchange exchange, BlobUpload upload) throws IOException {
    Optional<ContentRange> range = ContentRange.find(exchange.header("Content-Range"));
    long start = upload.size();
    if (range.isPresent() && range.get().start() != start) {
      throw new RefusalException(outOfOrder(exchange.repository(), upload));
    }
    requireRoom(start + Math.max(0, exchange.contentLength()));
    blobs.requireRoom(Math.max(0, exchange.contentLength()));
    long expected = range.map(ContentRange::length).orElse(Long.MAX_VALUE);
    try {
      long received = copy(exchange.body(), upload, expected);
      if (range.isPresent() && received != expected) {
        throw unlikeItsRange(expected);
      }
    } catch (OciException e) {
      upload.truncate(start);
      throw e;
    }
  }

  /** What a session answers about itself; {@code Range} is inclusive and has no unit. */
  Reply describe(int status, RepositoryName repository, BlobUpload upload) {
    return describe(Reply.of(status), repository, upload);
  }

  /** Where a finished blob is. */
  static Reply created(RepositoryName repository, Digest digest) {
    return Reply.of(201)
        .with("Location", "/v2/%s/blobs/%s".formatted(repository, digest))
        .with("Docker-Content-Digest", digest.toString());
  }

  /** Cancels an upload that failed; what goes wrong with that is told along with the failure. */
  static void drop(BlobUpload upload, Exception failure) {
    try {
      upload.cancel();
    } catch (StoreException | IllegalStateException e) {
      // The medium failed: its bytes go with the next purge.
      failure.addSuppressed(e);
    }
  }

  /** Drops the sessions that started longer ago than this and are not in use; says how many. */
  int purge(Duration age) {
    Instant oldest = clock.instant().minus(age);
    return (int)
        blobs.listUploads().stream()
            .filter(id -> startedBefore(id, oldest))
            .filter(this::cancel)
            .count();
  }

  private long copy(RequestBody body, BlobUpload upload, long expected) throws IOException {
    long received = 0;
    for (Optional<ByteBuffer> next = body.next(); next.isPresent(); next = body.next()) {
      received += next.get().remaining();
      if (received > expected) {
        throw unlikeItsRange(expected);
      }
      requireRoom(upload.size() + next.get().remaining());
      upload.append(next.get());
    }
    return received;
  }

  private void requireRoom(long size) {
    if (size > maxBlobBytes) {
      throw new OciException(
          ErrorCode.TOO_LARGE, "blob is larger than the limit of %d bytes".formatted(maxBlobBytes));
    }
  }

  private boolean cancel(UploadId id) {
    try {
      Optional<BlobUpload> upload = blobs.findUpload(id);
      upload.ifPresent(BlobUpload::cancel);
      return upload.isPresent();
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.BUSY) {
        return false;
      }
      throw e;
    }
  }

  private static boolean startedBefore(UploadId id, Instant oldest) {
    Matcher name = NAME.matcher(id.value());
    return name.matches()
        && Instant.ofEpochSecond(HexFormat.fromHexDigitsToLong(name.group(1))).isBefore(oldest);
  }

  private static Reply outOfOrder(RepositoryName repository, BlobUpload upload) {
    return describe(
        Errors.reply(
            HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE.code(),
            ErrorCode.RANGE_INVALID,
            "the chunk does not start where the upload ends, at byte %d".formatted(upload.size()),
            ""),
        repository,
        upload);
  }

  private static Reply describe(Reply reply, RepositoryName repository, BlobUpload upload) {
    String id = upload.id().value();
    return reply
        .with("Location", "/v2/%s/blobs/uploads/%s".formatted(repository, id))
        .with("Range", "0-" + Math.max(0, upload.size() - 1))
        .with("Docker-Upload-UUID", id);
  }

  private static OciException unlikeItsRange(long expected) {
    return new OciException(
        ErrorCode.SIZE_INVALID,
        "the body is not as long as its Content-Range, %d bytes: send the chunk again"
            .formatted(expected));
  }

  private static String check(String secret, RepositoryName repository) {
    byte[] text = (secret + " " + repository).getBytes(StandardCharsets.UTF_8);
    return Digest.ofBytes(text).hex().substring(0, CHECK_LENGTH);
  }
}
