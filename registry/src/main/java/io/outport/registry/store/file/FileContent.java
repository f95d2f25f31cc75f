package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.CheckedFile;
import io.outport.registry.content.DamagedBlobException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A blob's file; the open channel keeps the bytes readable when the name is gone. All reading is by
 * whole blocks, each compared with its sum.
 */
final class FileContent implements BlobContent, CheckedFile {
  private static final int BLOCK = BlockSums.BLOCK_BYTES;

  /** Finds out what is wrong with a blob, and puts it right or aside. */
  @FunctionalInterface
  interface Judge {
    /** What is known now, where the blob itself is whole and only its sums were not. */
    Optional<KnownBlob> judge(Digest digest) throws IOException;
  }

  private final Digest digest;
  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final BlockBuffers buffers;
  private final Judge judge;
  private volatile KnownBlob known;

  FileContent(
      Digest digest,
      Path file,
      FileChannel channel,
      long size,
      KnownBlob known,
      BlockBuffers buffers,
      Judge judge) {
    this.digest = digest;
    this.file = file;
    this.channel = channel;
    this.size = size;
    this.known = known;
    this.buffers = buffers;
    this.judge = judge;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream read(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, size);
    return new Range(offset, offset + length);
  }

  @Override
  public Optional<CheckedFile> file() {
    return Optional.of(this);
  }

  @Override
  public int blockBytes() {
    return BLOCK;
  }

  @Override
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void read(ByteBuffer target, long offset) throws IOException {
    if (offset % BLOCK != 0) {
      throw new IllegalArgumentException("no block begins at " + offset);
    }
    int start = target.position();
    limit(target, offset);
    if (!fill(target, offset)) {
      var _ = judge.judge(digest);
      throw new DamagedBlobException(
          digest,
          "file '%s' ends at byte %d of %d"
              .formatted(file, offset + target.position() - start, size));
    }
    for (int at = start; at < target.limit(); at += BLOCK) {
      require((int) ((offset + at - start) / BLOCK), block(target, at));
    }
  }

  @Override
  public boolean readTrusted(ByteBuffer target, long offset) throws IOException {
    int start = target.position();
    limit(target, offset);
    if (!isTrusted(offset, target.remaining()) || !fill(target, offset)) {
      return false;
    }
    KnownBlob blob = known;
    for (int at = start; at < target.limit(); at += BLOCK) {
      int block = (int) ((offset + at - start) / BLOCK);
      if (!blob.sums().vouchFor(block, block(target, at))) {
        return false;
      }
      blob.noteRight(block);
    }
    return true;
  }

  @Override
  public boolean isTrusted(long offset, long length) {
    for (long block = offset / BLOCK; block * BLOCK < offset + length; block++) {
      if (!known.isTrusted((int) block)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void check(long offset, long length) throws IOException {
    for (long block = offset / BLOCK; block * BLOCK < offset + length; block++) {
      if (!known.isTrusted((int) block)) {
        readBlock(block);
      }
    }
  }

  @Override
  public void recheck(long offset, long length) throws IOException {
    if (isUnchanged()) {
      return;
    }
    for (long block = offset / BLOCK; block * BLOCK < offset + length; block++) {
      readBlock(block);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw IoFailures.translate("close a blob", file, failure);
    }
  }

  private void readBlock(long block) throws IOException {
    ByteBuffer buffer = buffers.take();
    try {
      read(buffer, block * BLOCK);
    } finally {
      buffers.give(buffer);
    }
  }

  private void limit(ByteBuffer target, long offset) {
    target.limit((int) Math.min(target.limit(), target.position() + size - offset));
  }

  private static ByteBuffer block(ByteBuffer target, int at) {
    return target.slice(at, Math.min(BLOCK, target.limit() - at));
  }

  /** False where the file ends before the target is full. */
  private boolean fill(ByteBuffer target, long offset) throws IOException {
    int start = target.position();
    while (target.hasRemaining()) {
      if (channel.read(target, offset + target.position() - start) < 0) {
        return false;
      }
    }
    return true;
  }

  private void require(int block, ByteBuffer bytes) throws IOException {
    if (!known.sums().vouchFor(block, bytes)) {
      judge.judge(digest).ifPresent(better -> known = better);
      if (!known.sums().vouchFor(block, bytes)) {
        throw new DamagedBlobException(
            digest,
            "file '%s' differs in the %d bytes from %d on"
                .formatted(file, bytes.remaining(), (long) block * BLOCK));
      }
    }
    known.noteRight(block);
  }

  /** A file whose name is gone cannot be asked any more: then it must be read. */
  private boolean isUnchanged() throws IOException {
    try {
      return FileStamp.of(file).equals(known.stamp());
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Reads at its own position, so that many ranges of one channel can be read at once. */
  private final class Range extends InputStream {
    private final long end;
    private long position;

    /** The block that the position is in, from its start on; empty before the first. */
    private ByteBuffer block = ByteBuffer.allocate(0);

    Range(long position, long end) {
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

    private void take() throws IOException {
      long start = position - position % BLOCK;
      ByteBuffer next = ByteBuffer.allocate((int) Math.min(BLOCK, size - start));
      FileContent.this.read(next, start);
      block = next.flip().position((int) (position - start));
    }
  }
}
