package io.outport.sync;

import java.nio.ByteBuffer;

/** A blob's bytes on their way from the parent; used by one thread. */
public interface BlobSource extends AutoCloseable {

  /** Where in the blob the first byte read belongs: what was asked for, or 0 when ignored. */
  long offset();

  /**
   * Reads some bytes as soon as there are any.
   *
   * @return how many, at least 1 when the buffer has room; -1 at the blob's true end
   * @throws ParentException {@code UNREACHABLE} when the body breaks off before its announced end
   */
  int read(ByteBuffer target);

  /** Ends the transfer at once: what was not read yet is not waited for. */
  @Override
  void close();
}
