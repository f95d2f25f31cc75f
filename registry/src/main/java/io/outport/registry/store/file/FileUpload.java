package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.UploadId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * One caller's use of an upload on disk.
 *
 * <p>open → spent, when the disk failed to force or to cut: only {@link #close} is left, and the
 * next opener continues at the last checkpoint. open → ended, by commit, cancel or close.
 */
final class FileUpload implements BlobUpload {
  private enum State {
    OPEN,
    SPENT,
    ENDED
  }

  /** A change of the files; after a failure they are spent. */
  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }

  private final UploadDesk desk;
  private final UploadId id;
  private final UploadFile file;
  private State state = State.OPEN;

  FileUpload(UploadDesk desk, UploadId id, UploadFile file) {
    this.desk = desk;
    this.id = id;
    this.file = file;
  }

  @Override
  public UploadId id() {
    return id;
  }

  @Override
  public long size() {
    requireNotEnded();
    return file.size();
  }

  @Override
  public long checkpointed() {
    requireNotEnded();
    return file.checkpointed();
  }

  @Override
  public void append(ByteBuffer bytes) {
    requireOpen();
    try {
      file.append(bytes);
    } catch (IOException failure) {
      throw failed("append to", failure);
    }
  }

  @Override
  public void checkpoint() {
    requireOpen();
    spendOnFailure("checkpoint", file::checkpoint);
  }

  @Override
  public void truncate(long size) {
    requireOpen();
    Objects.checkFromToIndex(size, file.size(), Long.MAX_VALUE);
    spendOnFailure("truncate", () -> file.truncate(size));
  }

  @Override
  public void commit(Digest expected) {
    requireOpen();
    requireMatch(expected);
    spendOnFailure("force", file::force);
    spendOnFailure("publish", () -> desk.shelf().publish(file, expected));
    end();
  }

  @Override
  public void cancel() {
    requireOpen();
    removeData("cancel");
    end();
  }

  @Override
  public void close() {
    switch (state) {
      case OPEN -> {
        state = State.ENDED;
        closeFile();
        desk.release(id, file.rest());
      }
      case SPENT -> closeSpent();
      case ENDED -> {}
    }
  }

  /**
   * Cuts the tail that may be lost. Not where the data is gone: then it was moved to its blob and
   * could not be moved back, and this file is that blob.
   */
  private void closeSpent() {
    state = State.ENDED;
    if (!desk.hasData(id)) {
      closeFile();
      desk.end(id);
      return;
    }
    try {
      file.fallBack();
      closeFile();
      desk.release(id, file.rest());
    } catch (IOException ignored) {
      // The disk fails still: the next opener cuts the tail, or fails to open.
      closeFile();
      desk.releaseDistrusted(id);
    }
  }

  private void removeData(String action) {
    try {
      desk.removeData(id);
    } catch (IOException failure) {
      throw failed(action, failure);
    }
  }

  private void requireMatch(Digest expected) {
    Digest actual;
    try {
      actual = file.digest(expected.algorithm());
    } catch (IOException failure) {
      throw failed("read back", failure);
    }
    if (!actual.equals(expected)) {
      throw new OciException(
          ErrorCode.DIGEST_INVALID,
          "upload '%s' hashes to %s, not to %s: send the blob again"
              .formatted(id.value(), actual, expected));
    }
  }

  private void spendOnFailure(String action, Change change) {
    try {
      change.run();
    } catch (IOException failure) {
      state = State.SPENT;
      throw failed(action, failure);
    }
  }

  private void end() {
    state = State.ENDED;
    closeFile();
    desk.end(id);
  }

  /** Nothing is lost when this fails: what must be durable was forced before. */
  private void closeFile() {
    try {
      file.close();
    } catch (IOException ignored) {
      // See above; the caller can do nothing about a descriptor.
    }
  }

  private void requireOpen() {
    requireNotEnded();
    if (state == State.SPENT) {
      throw new StoreException(
          StoreException.Kind.FAILED,
          "upload '%s' met a failure of the disk: close it and open it again".formatted(id.value()),
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
