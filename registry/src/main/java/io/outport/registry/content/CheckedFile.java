package io.outport.registry.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A blob's file, for those who want its bytes faster than a stream gives them: whole blocks into
 * their own memory, or by the kernel. Open while its {@link BlobContent} is. Methods wait for the
 * disk.
 */
public interface CheckedFile {
  /** Size of all blocks but the last, which may be shorter; blocks begin at its multiples. */
  int blockBytes();

  /** For the kernel to send from: what {@link #check} has passed, and not closed by the user. */
  FileChannel channel();

  /**
   * Fills the target with whole blocks; where it reaches beyond the blob's end it is filled up to
   * that.
   *
   * @param offset where a block begins
   * @throws DamagedBlobException when they are not the blob's; the target must not be used then
   */
  void read(ByteBuffer target, long offset) throws IOException;

  /**
   * As {@link #read}, for those who must not wait: only where all of the blocks were right less
   * than a minute ago, so that they are most likely still in memory. They are compared again.
   *
   * @return false when they were not, or are not right now; {@link #read} knows then
   */
  boolean readTrusted(ByteBuffer target, long offset) throws IOException;

  /** Whether {@link #check} would pass the range without reading it. */
  boolean isTrusted(long offset, long length);

  /**
   * Makes sure of the blocks that the range touches. Those that were right less than a minute ago
   * in a file that nobody wrote to since are right.
   *
   * @throws DamagedBlobException when one is not the blob's
   */
  void check(long offset, long length) throws IOException;

  /**
   * Makes sure, after the range was checked and used, that it was right all the while: reads it all
   * again where the file was written to or replaced since it was opened. Throws as {@link #check}.
   */
  void recheck(long offset, long length) throws IOException;
}
