package io.outport.registry.store.s3;

import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * An answer's body, whose failures are {@link IOException}s. Closing it before its end breaks the
 * connection, which is cheaper than to read on.
 */
final class ObjectStream extends InputStream {
  private final ResponseInputStream<?> body;
  private long left;

  /** The body of this many bytes. */
  ObjectStream(ResponseInputStream<?> body, long length) {
    this.body = body;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    try {
      int count = body.read(target, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new IOException("the server's answer lacks its last %d bytes".formatted(left));
      }
      left -= count;
      return count;
    } catch (SdkException failure) {
      throw new IOException("the server's answer broke off", failure);
    }
  }

  @Override
  public void close() throws IOException {
    if (left > 0) {
      body.abort();
    } else {
      body.close();
    }
  }
}
