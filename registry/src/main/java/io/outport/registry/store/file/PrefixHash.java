package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The running hash, and the sums, of the first {@link #size} bytes of a file. */
public final class PrefixHash {
  private static final int BUFFER_BYTES = 128 * 1024;

  /** Where bytes can be read. */
  @FunctionalInterface
  public interface Source {
    /** Reads some bytes; -1 at the end. */
    int read(ByteBuffer target, long position) throws IOException;
  }

  private final DigestAlgorithm algorithm;
  private final MessageDigest hasher;
  private final BlockSums.Running sums = new BlockSums.Running();
  private long size;

  /** Of no bytes yet. */
  public PrefixHash(DigestAlgorithm algorithm) {
    this.algorithm = algorithm;
    this.hasher = algorithm.newHasher();
  }

  /** How many bytes it covers. */
  public long size() {
    return size;
  }

  /** Takes bytes that were written behind the prefix; the buffer's position stays. */
  public void update(ByteBuffer bytes) {
    size += bytes.remaining();
    hasher.update(bytes.duplicate());
    sums.update(bytes);
  }

  /** Reads on until the prefix is this long. */
  public void readTo(Source file, long end) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(end - size, 1, BUFFER_BYTES));
    while (size < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - size));
      if (file.read(buffer, size) < 0) {
        throw new EOFException("the file ends at byte %d of %d".formatted(size, end));
      }
      update(buffer.flip());
    }
  }

  /** The sums of the prefix; more bytes may follow. */
  public BlockSums sums() {
    return sums.toSums();
  }

  /** The digest of the prefix; more bytes may follow. */
  public Digest digest() {
    try {
      MessageDigest copy = (MessageDigest) hasher.clone();
      return Digest.ofHash(algorithm, copy.digest());
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the Java platform's hashes can be cloned", impossible);
    }
  }
}
