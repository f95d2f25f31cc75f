package io.outport.registry.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.outport.registry.content.CheckedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a range of a blob's file becomes pieces that a connection can send, each checked. */
sealed interface Pieces {

  /** Where the piece that begins at {@code at} ends at the latest: pieces end where blocks do. */
  default long nextAfter(long at) {
    return at - at % bytes() + bytes();
  }

  /** Largest size of a piece: a multiple of the file's blocks. */
  int bytes();

  /** Makes a piece without waiting; empty where that cannot be. On the event loop. */
  Optional<Object> find(long at, long end) throws IOException;

  /**
   * Makes a piece, however long it takes.
   *
   * @throws io.outport.registry.content.DamagedBlobException when it is not the blob's
   */
  Object make(long at, long end) throws IOException;

  /** Pieces in memory: what was checked is what is sent. */
  record Copied(CheckedFile file, ByteBufAllocator memory) implements Pieces {
    /** A few records of TLS, which fit into a processor's own cache. */
    private static final int BYTES = 256 * 1024;

    @Override
    public int bytes() {
      return BYTES;
    }

    @Override
    public Optional<Object> find(long at, long end) throws IOException {
      return Optional.ofNullable(read(at, end, file::readTrusted));
    }

    @Override
    public Object make(long at, long end) throws IOException {
      Object piece =
          read(
              at,
              end,
              (target, offset) -> {
                file.read(target, offset);
                return true;
              });
      return Objects.requireNonNull(piece);
    }

    @FunctionalInterface
    private interface Reading {
      boolean read(ByteBuffer target, long offset) throws IOException;
    }

    /** Reads to the end of the last block, which can only be checked whole. */
    private @Nullable Object read(long at, long end, Reading reading) throws IOException {
      long start = at - at % file.blockBytes();
      int length =
          Math.toIntExact(Math.ceilDiv(end - start, file.blockBytes()) * file.blockBytes());
      ByteBuf bytes = memory.directBuffer(length);
      boolean whole = false;
      try {
        whole = reading.read(bytes.internalNioBuffer(0, length), start);
        bytes.setIndex((int) (at - start), (int) (end - start));
        return whole ? new DefaultHttpContent(bytes) : null;
      } finally {
        if (!whole) {
          bytes.release();
        }
      }
    }
  }

  /** Pieces that the kernel takes from the file itself. */
  record Regions(CheckedFile file) implements Pieces {
    private static final int BYTES = 1024 * 1024;

    @Override
    public int bytes() {
      return BYTES;
    }

    @Override
    public Optional<Object> find(long at, long end) {
      return file.isTrusted(at, end - at)
          ? Optional.of(new OpenRegion(file, at, end - at))
          : Optional.empty();
    }

    @Override
    public Object make(long at, long end) throws IOException {
      file.check(at, end - at);
      return new OpenRegion(file, at, end - at);
    }
  }

  /** A part of a file whose owner closes it. */
  final class OpenRegion extends DefaultFileRegion {
    private OpenRegion(CheckedFile file, long position, long count) {
      super(file.channel(), position, count);
    }

    @Override
    protected void deallocate() {}
  }
}
