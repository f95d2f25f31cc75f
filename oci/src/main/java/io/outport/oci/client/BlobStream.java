package io.outport.oci.client;

import java.nio.ByteBuffer;

/**
 * The bytes of a blob on their way; used by one thread. The digest is not checked here: the reader
 * may hold the hash of the bytes before {@link #offset()}.
 */
public interface BlobStream extends AutoCloseable {

  /** Where in the blob the first byte read lies: 0 when the server ignored the range. */
  long offset();

  /**
   * Reads at least one byte, waiting for it.
   *
   * @param target has room for at least one byte
   * @return bytes read, or -1 after the last byte of the blob
   * @throws RegistryException {@code CUT} when the body ends early, {@code STALLED} when it goes
   *     silent or too slow, {@code CORRUPT} when it is longer than the descriptor says. All bytes
   *     returned before are good; open the blob again at the next offset
   */
  int read(ByteBuffer target);

  /** Gives the connection back, or drops it when bytes are left; never throws. */
  @Override
  void close();
}
