package io.outport.registry.store.file;

import io.outport.registry.content.BlobContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** A blob's file; the open channel keeps the bytes readable when the name is gone. */
final class FileContent implements BlobContent {
  /** Most bytes per call: the JDK keeps a direct buffer of the largest size it saw per thread. */
  private static final int PIECE_BYTES = 256 * 1024;

  private final Path file;
  private final FileChannel channel;
  private final long size;

  FileContent(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
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
  public Optional<Path> file() {
    return Optional.of(file);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw IoFailures.translate("close a blob", file, failure);
    }
  }

  /** Reads at its own position, so that many ranges of one channel can be read at once. */
  private final class Range extends InputStream {
    private long position;
    private final long end;

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
      int wanted = (int) Math.min(Math.min(length, PIECE_BYTES), end - position);
      int count = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
      if (count < 0) {
        throw new EOFException(
            "file '%s' ends at byte %d of %d: it was cut".formatted(file, position, size));
      }
      position += count;
      return count;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, end - position);
    }
  }
}
