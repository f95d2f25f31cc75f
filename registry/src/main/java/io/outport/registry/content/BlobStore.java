package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes by their digest. A store knows nothing of repositories: who may read a blob is decided by
 * {@link MetadataStore} (law L11).
 *
 * <p>Contract, the same for every implementation and held by {@code BlobStoreContract}:
 *
 * <ul>
 *   <li>A blob is visible only after its bytes matched the digest and are durable (L1).
 *   <li>After a crash at any instruction the store opens with no repair by hand; committed blobs
 *       are there, uncommitted ones are not, and open uploads may be shorter than was appended
 *       (L6).
 *   <li>Bytes that are not those of the digest, because the medium changed them, are never handed
 *       out as if they were: the reader gets a {@link DamagedBlobException}, and the blob is gone
 *       from then on ({@link #quarantine}).
 *   <li>All methods are safe for use by many threads; one upload is used by one thread at a time.
 *   <li>Failures of the medium are {@link StoreException}s and leave the store as it was.
 * </ul>
 */
public interface BlobStore extends AutoCloseable {

  /** The size in bytes of a visible blob; empty where there is none. */
  OptionalLong findSize(Digest digest);

  /**
   * When a visible blob was last committed, by the medium's own clock and never too early; empty
   * where there is none.
   */
  Optional<Instant> findCommitTime(Digest digest);

  /** Opens a visible blob for reading; the caller closes it. Empty where there is none. */
  Optional<BlobContent> open(Digest digest);

  /**
   * Opens the upload with this id, creating an empty one where there is none: an upload outlives
   * its process, so the same id continues where the bytes on the medium end.
   *
   * @throws StoreException of kind {@code BUSY} when the upload is open already
   */
  BlobUpload openUpload(UploadId id);

  /** Opens an upload that exists; empty where there is none. Throws as {@link #openUpload}. */
  Optional<BlobUpload> findUpload(UploadId id);

  /** Ids of all uploads that are neither committed nor cancelled, in no order. */
  List<UploadId> listUploads();

  /**
   * Makes sure that this many more bytes may be stored, so that who is about to send or to write
   * them is told before. Space that must stay free is the store's own business.
   *
   * @throws StoreException of kind {@code FULL} when they may not
   */
  void requireRoom(long bytes);

  /** Removes a blob's bytes; a repeat, or an absent blob, answers false. */
  boolean delete(Digest digest);

  /**
   * Takes a blob out of sight whose bytes are not those of its digest, so that it can come again;
   * where the medium has room they are kept for a person to look at. False where there is none.
   */
  boolean quarantine(Digest digest);

  /**
   * Digests of visible blobs after {@code after} (exclusive; empty text for the first), sorted by
   * their text, {@code limit} at most.
   */
  List<Digest> listDigests(String after, int limit);

  @Override
  void close();
}
