package io.outport.oci.client;

import java.nio.ByteBuffer;

/** A blob's body, held to the number of bytes that its descriptor leaves. */
final class HttpBlobStream implements BlobStream {
  private final Response response;
  private final long offset;
  private long left;

  HttpBlobStream(Response response, long offset, long expected) {
    this.response = response;
    this.offset = offset;
    this.left = expected;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public int read(ByteBuffer target) {
    if (!target.hasRemaining()) {
      throw new IllegalArgumentException("the target has no room");
    }
    int read = left > 0 ? readBounded(target) : response.read(ByteBuffer.allocate(1));
    if (read < 0 && left > 0) {
      throw Failures.cut(response.action(), response.uri(), null);
    }
    if (read > left) {
      throw response.corrupt("sent more bytes than the descriptor says");
    }
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public void close() {
    response.close();
  }

  /** Never hands out a byte beyond the descriptor's size. */
  private int readBounded(ByteBuffer target) {
    if (target.remaining() <= left) {
      return response.read(target);
    }
    int limit = target.limit();
    target.limit(target.position() + (int) left);
    try {
      return response.read(target);
    } finally {
      target.limit(limit);
    }
  }
}
