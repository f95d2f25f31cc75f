package io.outport.sync;

import io.outport.oci.model.Digest;
import io.outport.registry.content.StoredManifest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the engine must remember across the end of its process, beside the content itself.
 *
 * <p>Contract, held by {@code SyncJournalContract}:
 *
 * <ul>
 *   <li>Each method is atomic and durable when it returns: after a crash at any instruction a new
 *       process finds the old or the new state.
 *   <li>Staged manifests are a cache with a bound: staging may drop others or keep nothing, and a
 *       damaged one is reported as absent, never returned.
 *   <li>All methods are safe for use by many threads. Failures of the medium are {@link
 *       io.outport.registry.content.StoreException}s.
 * </ul>
 */
public interface SyncJournal {

  /** Up to which of the parent's messages everything was done or is pending; empty before. */
  OptionalLong cursor();

  /** Moves the cursor; call it only when what it covers is durable. */
  void saveCursor(long sequence);

  /** Forgets the cursor, so that the next process compares everything. */
  void clearCursor();

  /** The images to try again, sorted by name. */
  List<PendingImage> listPending();

  /** Adds or replaces the entries of these images. */
  void savePending(List<PendingImage> images);

  /** Takes these images off the list; those that are not on it change nothing. */
  void clearPending(List<ImageName> images);

  /** Keeps a fetched manifest until the image that it belongs to is visible. */
  void stage(StoredManifest manifest);

  /** A staged manifest whose bytes match its digest. */
  Optional<StoredManifest> findStaged(Digest digest);

  /** What is staged, in no order; a damaged one may be named, too. */
  List<Digest> listStaged();

  /** Drops staged manifests; those that are not staged change nothing. */
  void unstage(List<Digest> digests);

  /** Drops every staged manifest. */
  void unstageAll();
}
