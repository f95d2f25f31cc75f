package io.outport.oci.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Where a blob to be pushed is read from; may be opened several times, by different threads. */
@FunctionalInterface
public interface BlobSource {
  /** Opens the blob's bytes from this offset to the end; the caller closes the stream. */
  InputStream openAt(long offset) throws IOException;

  /** A source of bytes in memory. */
  static BlobSource of(byte[] bytes) {
    return offset ->
        new ByteArrayInputStream(
            bytes, Math.toIntExact(offset), bytes.length - Math.toIntExact(offset));
  }
}
