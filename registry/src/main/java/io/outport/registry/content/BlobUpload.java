package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.nio.ByteBuffer;

/**
 * Bytes on their way to becoming a blob. Closing keeps what was appended, for a later {@link
 * BlobStore#findUpload}; {@link #commit} and {@link #cancel} end the upload for good.
 *
 * <p>States: open → (append | truncate)* → committed | cancelled | closed. Every call but {@link
 * #id} in a state other than open is a programmer error ({@link IllegalStateException}).
 *
 * <p>When the medium fails at {@link #checkpoint}, {@link #truncate} or {@link #commit}, what came
 * after the last checkpoint may be lost: the upload then takes {@link #close} alone (all else is a
 * {@link StoreException}), and opening it again continues at that checkpoint.
 */
public interface BlobUpload extends AutoCloseable {

  /** The id that opens this upload again. */
  UploadId id();

  /** Bytes appended so far, those of earlier processes included. */
  long size();

  /**
   * Appends all remaining bytes of the buffer.
   *
   * @throws StoreException of kind {@code FULL} when the medium is full; what was appended before
   *     this call is kept
   */
  void append(ByteBuffer bytes);

  /**
   * Makes what was appended durable and remembers the digest of this prefix, so that a later
   * process can tell good bytes from torn ones.
   */
  void checkpoint();

  /** The largest prefix, in bytes, that a checkpoint vouches for. */
  long checkpointed();

  /**
   * Drops the bytes from {@code size} on. Hashing starts over, so it costs one read of the rest.
   *
   * @throws IndexOutOfBoundsException when there are fewer bytes
   */
  void truncate(long size);

  /**
   * Checks the digest, makes the bytes durable and the blob visible, and ends the upload. A blob
   * that is visible already is fine: the same bytes are there either way.
   *
   * @throws io.outport.oci.model.OciException {@code DIGEST_INVALID} when the bytes differ; the
   *     upload stays open with its bytes
   */
  void commit(Digest expected);

  /** Drops the bytes and ends the upload. */
  void cancel();

  /** Ends the use of this upload by this caller; the bytes stay. Repeats do nothing. */
  @Override
  void close();
}
