package io.outport.registry.content;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the bytes mean: which repository holds which blobs, manifests, tags and referrers, and the
 * history of changes.
 *
 * <p>Contract, the same for every implementation and held by {@code MetadataStoreContract}:
 *
 * <ul>
 *   <li>Each method is one transaction: it happens wholly and durably, or not at all, and as if no
 *       other ran at the same time.
 *   <li>A repository exists while it holds a manifest or a blob.
 *   <li>Lists are sorted by Unicode code point (which is also the byte order of their texts). A
 *       negative limit is a programmer error ({@link IllegalArgumentException}).
 *   <li>Times are in milliseconds, by the clock that the store was given.
 *   <li>All methods are safe for use by many threads. Failures are {@link StoreException}s.
 *   <li>The store checks no law but what {@link #putManifest} and {@link #unlinkUnreferenced} say:
 *       that is {@link Content}'s work, which calls in an order that keeps the laws even when the
 *       process ends between two calls.
 * </ul>
 */
public interface MetadataStore extends AutoCloseable {

  /**
   * Says that the repository holds this blob. A repeat changes nothing but {@link BlobLink#since},
   * and that only while no manifest names the blob and not more often than once in a minute.
   */
  void linkBlob(RepositoryName repository, Digest digest, long size);

  /**
   * Begins {@link BlobLink#since} anew of a blob that the repository holds, as a repeat of {@link
   * #linkBlob} would; changes nothing where it does not hold it, or not any more.
   */
  void renewBlob(RepositoryName repository, Digest digest);

  /** The size of a blob that the repository holds; empty where it does not hold it. */
  OptionalLong findBlob(RepositoryName repository, Digest digest);

  /** As {@link #listBlobs}, of one blob; empty where the repository does not hold it. */
  Optional<BlobLink> findLink(RepositoryName repository, Digest digest);

  /** Blobs of the repository after {@code after} (its text), {@code limit} at most, sorted. */
  List<BlobLink> listBlobs(RepositoryName repository, String after, int limit);

  /** Some repositories, {@code limit} at most, that hold the blob, sorted. */
  List<RepositoryName> listRepositoriesWithBlob(Digest digest, int limit);

  /** Takes the blob out of the repository; false where it was not in it. */
  boolean unlinkBlob(RepositoryName repository, Digest digest);

  /**
   * Takes those of these blobs out of the repository that no manifest of it names, and whose {@link
   * BlobLink#since} is not after this moment. They count as unlinked since then.
   *
   * @return which it took, in no order
   */
  List<Digest> unlinkUnreferenced(
      RepositoryName repository, List<Digest> digests, Instant notAfter);

  /** When a repository last let go of the blob; empty where none did since it was forgotten. */
  Optional<Instant> findUnlinkTime(Digest digest);

  /** Forgets when the blob was unlinked, because its bytes are gone. */
  void forgetUnlinkTime(Digest digest);

  /**
   * Makes a manifest visible and moves the tags to it, all at once: the manifest, its place among
   * the referrers of its subject, each tag, and one {@link Change} for the manifest (only when it
   * was not visible before) and one for each tag that moved (none for a tag that stays). A manifest
   * that is visible already stays as it is, with the media type of its first push. Blobs that it
   * adopts join the repository in the same step.
   *
   * @return the required blobs that the repository lacks; nothing was changed unless there are none
   */
  Set<Digest> putManifest(
      RepositoryName repository, StoredManifest manifest, References references, Set<Tag> tags);

  /** The manifest that the tag points at, or that has the digest, in this repository. */
  Optional<StoredManifest> findManifest(RepositoryName repository, Reference reference);

  /** Which manifest the tag points at. */
  Optional<Digest> findTag(RepositoryName repository, Tag tag);

  /**
   * Removes a manifest and every tag on it; false where it was absent. Recorded as one {@code
   * UNTAGGED} for each tag and then {@code MANIFEST_DELETED}. What refers to it stays.
   */
  boolean deleteManifest(RepositoryName repository, Digest digest);

  /** Removes one tag, with its change; false where it was absent. */
  boolean deleteTag(RepositoryName repository, Tag tag);

  /** Whether the repository exists. */
  boolean hasRepository(RepositoryName repository);

  /** Tags after {@code after} (exclusive; empty text for the first), {@code limit} at most. */
  List<Tag> listTags(RepositoryName repository, String after, int limit);

  /** Repositories after {@code after} (exclusive), {@code limit} at most. */
  List<RepositoryName> listRepositories(String after, int limit);

  /** Digests of all manifests of the repository after {@code after} (its text), sorted. */
  List<Digest> listManifests(RepositoryName repository, String after, int limit);

  /** The manifests that name this subject, sorted by digest. */
  List<StoredManifest> listReferrers(RepositoryName repository, Digest subject);

  /** Changes with a sequence above {@code sequence}, oldest first, {@code limit} at most. */
  List<Change> listChanges(long sequence, int limit);

  /** The sequence of the newest change; 0 where there never was one. */
  long lastSequence();

  /** The smallest sequence that {@link #listChanges} can continue from without a gap. */
  long oldestContinuableSequence();

  /**
   * Forgets the oldest changes up to the first that is not older than this, so that what stays has
   * no gap even where the clock went back; sequences go on.
   */
  void trimChanges(Instant olderThan);

  /**
   * The same store for another kind of writer; closing it does nothing. A store that only hubs and
   * tests use may know no unsent changes: then all writers are owners.
   */
  default MetadataStore as(Writer writer) {
    return this;
  }

  /**
   * Begins a turn of the {@link Writer#SYNC}, of which there is one at a time: until it ends, what
   * clients change stays as they left it, also once that was sent. For the sync may have looked at
   * the parent before.
   */
  default Turn beginTurn() {
    return () -> {};
  }

  /** Ends when it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** What is unsent with a sequence above this, oldest first, {@code limit} at most. */
  default List<Unsent> listUnsent(long sequence, int limit) {
    return List.of();
  }

  /**
   * Says that the parent has heard of it. Where it changed again meanwhile, it stays unsent, with
   * what the parent has now as its base.
   */
  default void settle(Unsent done, Optional<Digest> atParent) {}

  /**
   * Says that the parent is about to be given an image under the tag: should the answer be lost,
   * and the tag change again here, what the parent has then is this site's own.
   *
   * @param atParent what the tag names there now, which becomes the base
   */
  default void offer(Unsent item, Optional<Digest> atParent, Digest image) {}

  @Override
  void close();
}
