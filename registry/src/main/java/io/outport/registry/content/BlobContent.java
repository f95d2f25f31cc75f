package io.outport.registry.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A visible blob, open for reading; its bytes stay readable until close even if it is deleted. */
public interface BlobContent extends AutoCloseable {

  /** Whole size in bytes. */
  long size();

  /**
   * The bytes from {@code offset} on, {@code length} of them.
   *
   * @throws IndexOutOfBoundsException when the blob has no such range
   * @throws IOException when the medium fails; a stream ends early only by an exception. {@link
   *     DamagedBlobException} when its bytes are not the blob's: no wrong byte is handed out
   */
  InputStream read(long offset, long length) throws IOException;

  /** The file that holds exactly these bytes, for stores that have one. */
  Optional<CheckedFile> file();

  @Override
  void close();
}
