package io.outport.registry.store.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import software.amazon.awssdk.core.sync.RequestBody;

/** Bytes that go to the bucket; they can be read again, for a second try. */
sealed interface ObjectBody {
  int PIECE_BYTES = 128 * 1024;

  /** How many bytes there are. */
  long length();

  /** Reads them from the start. */
  InputStream open();

  /** Bytes in memory; never changed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(byte[] bytes) implements ObjectBody {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /** The first bytes of an open file, which nobody changes meanwhile. */
  record FileHead(FileChannel file, long length) implements ObjectBody {
    @Override
    public InputStream open() {
      return new HeadStream(file, length);
    }
  }

  default RequestBody toRequest() {
    return RequestBody.fromContentProvider(this::open, length(), "application/octet-stream");
  }

  /** What the server compares before it keeps anything: any server knows this header. */
  default String md5() {
    try (InputStream stream = open()) {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
        md5.update(piece, 0, count);
      }
      return Base64.getEncoder().encodeToString(md5.digest());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("the Java platform lacks MD5", impossible);
    }
  }

  /** Reads at its own position, so that the writer's stays where it is. */
  final class HeadStream extends InputStream {
    private final FileChannel file;
    private final long end;
    private long position;

    HeadStream(FileChannel file, long end) {
      this.file = file;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int wanted = (int) Math.min(Math.min(length, PIECE_BYTES), end - position);
      int count = wanted == 0 ? -1 : file.read(ByteBuffer.wrap(target, offset, wanted), position);
      position += Math.max(0, count);
      return count;
    }
  }
}
