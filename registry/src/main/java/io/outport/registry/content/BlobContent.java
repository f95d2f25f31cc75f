package io.outport.registry.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
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

  /**
   * Where a client may get these bytes without us, for stores that send clients there; valid for
   * minutes. The client compares the digest then.
   */
  default Optional<URI> location() {
    return Optional.empty();
  }

  @Override
  void close();
}
