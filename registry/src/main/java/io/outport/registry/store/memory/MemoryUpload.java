package io.outport.registry.store.memory;

import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.UploadId;
import java.nio.ByteBuffer;
import java.util.Objects;

/** One caller's use of an upload in memory. */
final class MemoryUpload implements BlobUpload {
  private final MemoryBlobStore store;
  private final UploadId id;
  private final UploadedBytes bytes;
  private boolean ended;

  MemoryUpload(MemoryBlobStore store, UploadId id, UploadedBytes bytes) {
    this.store = store;
    this.id = id;
    this.bytes = bytes;
  }

  @Override
  public UploadId id() {
    return id;
  }

  @Override
  public long size() {
    return open().size();
  }

  @Override
  public void append(ByteBuffer buffer) {
    open().append(buffer);
  }

  @Override
  public void checkpoint() {
    open().checkpoint();
  }

  @Override
  public long checkpointed() {
    return open().checkpointed();
  }

  @Override
  public void truncate(long size) {
    Objects.checkFromToIndex(size, open().size(), Long.MAX_VALUE);
    bytes.truncate(size);
  }

  @Override
  public void commit(Digest expected) {
    byte[] content = open().toByteArray();
    Digest actual = Digest.ofBytes(expected.algorithm(), content);
    if (!actual.equals(expected)) {
      throw new OciException(
          ErrorCode.DIGEST_INVALID,
          "upload '%s' hashes to %s, not to %s: send the blob again"
              .formatted(id.value(), actual, expected));
    }
    store.publish(expected, content);
    end();
  }

  @Override
  public void cancel() {
    open();
    end();
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      bytes.release();
    }
  }

  /** Still held while it is forgotten, so that nobody opens the bytes of an ended upload. */
  private void end() {
    ended = true;
    store.forget(id);
  }

  private UploadedBytes open() {
    if (ended) {
      throw new IllegalStateException("upload '%s' has ended".formatted(id.value()));
    }
    return bytes;
  }
}
