package io.outport.registry.content;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.GarbageReport.Item;
import io.outport.registry.content.GarbageReport.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Removes what nobody can reach, while everything else goes on (law L4): blobs that no manifest of
 * their repository names leave it, and bytes that no repository holds leave the store. Manifests
 * stay, tagged or not, since whoever knows a digest may pull it.
 *
 * <p>A blob is safe while it is held by a {@link Leases lease}, and for a grace time after it came
 * or came again. Bytes that no repository ever held, as a killed process or a sync under way leaves
 * them, go when they were seen without one for the grace time: by the second collection, then.
 */
public final class GarbageCollector {
  private static final int PAGE = 1_000;

  /** Most orphans whose age is known; more are seen as new the next time. */
  private static final int MAX_ORPHANS = 1_000_000;

  /** Lets others have the database and the disk after each removal. */
  private static final Duration BREATH = Duration.ofMillis(1);

  private final Content content;
  private final InstantSource clock;
  private final Waiting waiting;

  /** Held by the collection under way, and guards what is below. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Bytes without a repository, and when they were first seen so. */
  private Map<Digest, Instant> orphans = new HashMap<>();

  /** Collects in this content. */
  public GarbageCollector(Content content, InstantSource clock, Waiting waiting) {
    this.content = content;
    this.clock = clock;
    this.waiting = waiting;
  }

  /**
   * Collects once.
   *
   * @param grace how long a blob stays that nobody names yet
   * @param dryRun whether only to say what would be removed
   * @throws StoreException of kind {@code BUSY} when a collection is under way; what was removed
   *     before any other failure stays so, and the next collection goes on
   * @throws InterruptedException when asked to stop
   */
  public GarbageReport run(Duration grace, boolean dryRun) throws InterruptedException {
    if (!turn.tryLock()) {
      throw new StoreException(
          StoreException.Kind.BUSY, "a collection is under way: wait for that one to end", null);
    }
    content.leases().beginCollection();
    try {
      var collection = new Collection(clock.instant().minus(grace), dryRun);
      collection.unlinkUnreferenced();
      collection.deleteOrphans();
      return collection.tally.toReport();
    } finally {
      content.leases().endCollection();
      turn.unlock();
    }
  }

  /** One collection. */
  private final class Collection {
    private final MetadataStore metadata = content.metadata();
    private final Instant cutoff;
    private final boolean dryRun;
    private final GarbageReport.Tally tally;

    /** Blobs that left repositories just now, or would have, so that their age is known. */
    private final Map<Digest, Set<RepositoryName>> unlinked = new HashMap<>();

    Collection(Instant cutoff, boolean dryRun) {
      this.cutoff = cutoff;
      this.dryRun = dryRun;
      this.tally = new GarbageReport.Tally(dryRun);
    }

    void unlinkUnreferenced() throws InterruptedException {
      List<RepositoryName> page = metadata.listRepositories("", PAGE);
      while (!page.isEmpty()) {
        for (RepositoryName repository : page) {
          unlinkUnreferenced(repository);
        }
        page = metadata.listRepositories(page.getLast().value(), PAGE);
      }
    }

    private void unlinkUnreferenced(RepositoryName repository) throws InterruptedException {
      // What is linked is listed before what is named: what comes in between is held or young.
      List<BlobLink> old =
          all(
                  after -> metadata.listBlobs(repository, after, PAGE),
                  link -> link.digest().toString())
              .stream()
              .filter(link -> !link.since().isAfter(cutoff))
              .toList();
      Set<Digest> named = old.isEmpty() ? Set.of() : named(repository);
      for (BlobLink link : old) {
        if (!named.contains(link.digest()) && unlink(repository, link.digest())) {
          unlinked.computeIfAbsent(link.digest(), _ -> new HashSet<>()).add(repository);
          tally.add(new Item(repository.value(), link.digest(), link.size(), Reason.UNREFERENCED));
        }
      }
    }

    private boolean unlink(RepositoryName repository, Digest digest) throws InterruptedException {
      return dryRun
          || removed(content.leases().claim(digest, () -> metadata.unlinkBlob(repository, digest)));
    }

    private Set<Digest> named(RepositoryName repository) {
      Set<Digest> named = new HashSet<>();
      for (Digest digest :
          all(after -> metadata.listManifests(repository, after, PAGE), Digest::toString)) {
        metadata
            .findManifest(repository, Reference.of(digest))
            .map(StoredManifest::parse)
            .ifPresent(document -> blobsOf(document).forEach(named::add));
      }
      return named;
    }

    void deleteOrphans() throws InterruptedException {
      List<Digest> stored = new ArrayList<>();
      content.blobs().forEachDigest(stored::add);
      Map<Digest, Instant> seen = new HashMap<>();
      for (Digest digest : stored) {
        if (isHeldByNone(digest)) {
          Instant since = orphans.getOrDefault(digest, clock.instant());
          boolean due = unlinked.containsKey(digest) || !since.isAfter(cutoff);
          if (!(due && delete(digest)) && seen.size() < MAX_ORPHANS) {
            seen.put(digest, since);
          }
        }
      }
      orphans = seen;
    }

    /** A dry run counts as gone from a repository what it would have taken out. */
    private boolean isHeldByNone(Digest digest) {
      Set<RepositoryName> left = dryRun ? unlinked.getOrDefault(digest, Set.of()) : Set.of();
      return left.containsAll(metadata.listRepositoriesWithBlob(digest, left.size() + 1));
    }

    private boolean delete(Digest digest) throws InterruptedException {
      long size = content.blobs().findSize(digest).orElse(0);
      boolean gone =
          dryRun
              || removed(
                  content
                      .leases()
                      .claim(digest, () -> isHeldByNone(digest) && content.blobs().delete(digest)));
      if (gone) {
        tally.add(new Item("", digest, size, Reason.ORPHANED));
      }
      return gone && !dryRun;
    }

    private boolean removed(boolean done) throws InterruptedException {
      if (done) {
        waiting.pass(BREATH);
      }
      return done;
    }
  }

  /** The blobs that a manifest names; an index's entries are manifests. */
  static List<Digest> blobsOf(Manifest document) {
    return document.blobs().stream().map(Descriptor::digest).toList();
  }

  /** All of a list that comes in pages. */
  static <T> List<T> all(Function<String, List<T>> pageAfter, Function<T, String> key) {
    List<T> all = new ArrayList<>();
    List<T> page = pageAfter.apply("");
    while (!page.isEmpty()) {
      all.addAll(page);
      page = pageAfter.apply(key.apply(page.getLast()));
    }
    return all;
  }
}
