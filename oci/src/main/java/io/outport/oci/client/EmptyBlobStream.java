package io.outport.oci.client;

import java.nio.ByteBuffer;

/** The rest of a blob whose bytes are all there: nothing to ask a registry for. */
record EmptyBlobStream(long offset) implements BlobStream {
  @Override
  public int read(ByteBuffer target) {
    return -1;
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
