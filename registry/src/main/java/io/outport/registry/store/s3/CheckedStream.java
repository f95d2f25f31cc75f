package io.outport.registry.store.s3;

import io.outport.oci.model.Digest;
import io.outport.registry.content.DamagedBlobException;
import io.outport.registry.store.file.BlockSums;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of a blob, fetched by whole blocks, each compared with its sum before a byte of it is
 * handed out. A connection that breaks is made again where it broke, a few times.
 */
final class CheckedStream extends InputStream {
  private static final int BLOCK = BlockSums.BLOCK_BYTES;
  private static final int MAX_BREAKS = 3;

  private final BlobShelf shelf;
  private final Digest digest;
  private final long end;
  private BlockSums sums;
  private long position;
  private int breaks;
  private @Nullable InputStream object;

  /** The block that the position is in, from the position on; empty before the first. */
  private ByteBuffer block = ByteBuffer.allocate(0);

  CheckedStream(BlobShelf shelf, Digest digest, BlockSums sums, long position, long end) {
    this.shelf = shelf;
    this.digest = digest;
    this.sums = sums;
    this.position = position;
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (position == end) {
      return -1;
    }
    if (!block.hasRemaining()) {
      take();
    }
    int count = (int) Math.min(Math.min(length, block.remaining()), end - position);
    block.get(target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return (int) Math.min(block.remaining(), end - position);
  }

  @Override
  public void close() throws IOException {
    InputStream last = object;
    object = null;
    if (last != null) {
      last.close();
    }
  }

  private void take() throws IOException {
    long start = position - position % BLOCK;
    byte[] bytes = fetch(start);
    int number = (int) (start / BLOCK);
    if (!sums.vouchFor(number, ByteBuffer.wrap(bytes))) {
      close();
      shelf.judge(digest).ifPresent(better -> sums = better);
      bytes = fetch(start);
      if (!sums.vouchFor(number, ByteBuffer.wrap(bytes))) {
        throw new DamagedBlobException(
            digest, "its object differs in the %d bytes from %d on".formatted(bytes.length, start));
      }
    }
    block = ByteBuffer.wrap(bytes).position((int) (position - start));
  }

  private byte[] fetch(long start) throws IOException {
    byte[] bytes = new byte[(int) Math.min(BLOCK, sums.size() - start)];
    while (true) {
      try {
        if (object == null) {
          object = shelf.read(digest, start, lastByte() - start);
        }
        int count = object.readNBytes(bytes, 0, bytes.length);
        if (count == bytes.length) {
          return bytes;
        }
        throw new IOException("the object ends at byte " + (start + count));
      } catch (IOException failure) {
        close();
        if (++breaks > MAX_BREAKS) {
          throw failure;
        }
      }
    }
  }

  /** Where the block ends that the range ends in. */
  private long lastByte() {
    return Math.min(Math.ceilDiv(end, (long) BLOCK) * BLOCK, sums.size());
  }
}
