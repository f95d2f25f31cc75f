package io.outport.registry.store.s3;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.Checkpoints;
import io.outport.registry.store.file.PrefixHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One caller's use of an upload.
 *
 * <p>open → spent, when the folder or the bucket failed at a checkpoint, a cut or a commit: only
 * {@link #close} is left, and the next opener looks at what is there. open → ended, by commit,
 * cancel or close.
 */
final class S3Upload implements BlobUpload {
  private enum State {
    OPEN,
    SPENT,
    ENDED
  }

  /** A change of the bytes; after a failure they must be looked at again. */
  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }

  private final StagingDesk desk;
  private final UploadId id;
  private final StagedBytes bytes;
  private final Checkpoints checkpoints;
  private PrefixHash hash;
  private State state = State.OPEN;

  S3Upload(
      StagingDesk desk, UploadId id, StagedBytes bytes, PrefixHash hash, Checkpoints checkpoints) {
    this.desk = desk;
    this.id = id;
    this.bytes = bytes;
    this.hash = hash;
    this.checkpoints = checkpoints;
  }

  @Override
  public UploadId id() {
    return id;
  }

  @Override
  public long size() {
    requireNotEnded();
    return bytes.size();
  }

  @Override
  public long checkpointed() {
    requireNotEnded();
    return checkpoints.largest();
  }

  @Override
  public void append(ByteBuffer next) {
    requireOpen();
    ByteBuffer taken = next.duplicate();
    try {
      bytes.append(next);
    } catch (IOException failure) {
      throw failed("append to", failure);
    }
    hash.update(taken);
  }

  @Override
  public void checkpoint() {
    requireOpen();
    spendOnFailure(
        "checkpoint",
        () -> {
          bytes.force();
          checkpoints.add(bytes.size(), hash.digest());
          desk.writeCheckpoints(id, checkpoints);
        });
  }

  @Override
  public void truncate(long size) {
    requireOpen();
    Objects.checkFromToIndex(size, bytes.size(), Long.MAX_VALUE);
    if (size < bytes.size()) {
      spendOnFailure("truncate", () -> cut(size));
    }
  }

  /** Checkpoints go first: one that bytes appended later do not meet would drop those. */
  private void cut(long size) throws IOException {
    if (checkpoints.largest() > size) {
      checkpoints.cut(size);
      desk.writeCheckpoints(id, checkpoints);
    }
    bytes.truncate(size);
    hash = new PrefixHash(DigestAlgorithm.SHA256);
    hash.readTo(bytes, size);
  }

  @Override
  public void commit(Digest expected) {
    requireOpen();
    spendOnFailure("read back", () -> requireMatch(expected));
    spendOnFailure("publish", () -> desk.shelf().publish(id, bytes, hash.sums(), expected));
    try {
      end();
    } catch (IOException | StoreException ignored) {
      // The blob is there; what is left of the upload can be opened, and cancelled, as any other.
      close();
    }
  }

  @Override
  public void cancel() {
    requireOpen();
    spendOnFailure("cancel", this::end);
  }

  @Override
  public void close() {
    if (state == State.ENDED) {
      return;
    }
    StagingDesk.@Nullable Rest rest =
        state == State.OPEN ? new StagingDesk.Rest(hash, checkpoints, bytes.parts()) : null;
    state = State.ENDED;
    closeBytes();
    desk.release(id, rest);
  }

  private void requireMatch(Digest expected) throws IOException {
    Digest actual = digest(expected.algorithm());
    if (!actual.equals(expected)) {
      throw new OciException(
          ErrorCode.DIGEST_INVALID,
          "upload '%s' hashes to %s, not to %s: send the blob again"
              .formatted(id.value(), actual, expected));
    }
  }

  /** Reads the bytes again for any algorithm but SHA-256. */
  private Digest digest(DigestAlgorithm algorithm) throws IOException {
    if (algorithm == DigestAlgorithm.SHA256) {
      return hash.digest();
    }
    var other = new PrefixHash(algorithm);
    other.readTo(bytes, bytes.size());
    return other.digest();
  }

  private void end() throws IOException {
    bytes.remove();
    state = State.ENDED;
    closeBytes();
    desk.release(id, null);
  }

  private void spendOnFailure(String action, Change change) {
    try {
      change.run();
    } catch (IOException failure) {
      state = State.SPENT;
      throw failed(action, failure);
    } catch (StoreException failure) {
      state = State.SPENT;
      throw failure;
    }
  }

  /** Nothing is lost when this fails: what must be durable was forced before. */
  private void closeBytes() {
    try {
      bytes.close();
    } catch (IOException ignored) {
      // See above; the caller can do nothing about a descriptor.
    }
  }

  private void requireOpen() {
    requireNotEnded();
    if (state == State.SPENT) {
      throw new StoreException(
          StoreException.Kind.FAILED,
          "upload '%s' met a failure of the store: close it and open it again"
              .formatted(id.value()),
          null);
    }
  }

  private void requireNotEnded() {
    if (state == State.ENDED) {
      throw new IllegalStateException("upload '%s' has ended".formatted(id.value()));
    }
  }

  private StoreException failed(String action, IOException failure) {
    return desk.failed("%s upload '%s'".formatted(action, id.value()), failure);
  }
}
