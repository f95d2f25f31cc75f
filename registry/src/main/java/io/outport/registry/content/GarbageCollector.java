package io.outport.registry.content;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.GarbageReport.Item;
import io.outport.registry.content.GarbageReport.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Removes what nobody can reach, while everything else goes on (law L4): blobs that no manifest of
 * their repository names leave it, and bytes that no repository holds leave the store. Manifests
 * stay, tagged or not, since whoever knows a digest may pull it.
 *
 * <p>A blob is safe while it is held by a {@link Leases lease}, and for a grace time after it came
 * or came again, after the last manifest that named it was deleted, and after somebody took it out
 * of a repository. All of these times are the stores' own, so they outlast the process. Work goes
 * in pages and small transactions: nobody waits for more than one of those, and memory does not
 * grow with the store.
 */
public final class GarbageCollector {
  private static final int PAGE = 1_000;

  /** Most blobs that leave a repository in one transaction. */
  private static final int BATCH = 32;

  /** Repositories that a dry run asks about one blob; one that more hold counts as held. */
  private static final int MAX_HOLDERS = 1_000;

  /** Lets others have the database and the disk after each removal. */
  private static final Duration BREATH = Duration.ofMillis(1);

  private final Content content;
  private final InstantSource clock;
  private final Waiting waiting;

  /** Held by the collection under way. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Collects in this content. */
  public GarbageCollector(Content content, InstantSource clock, Waiting waiting) {
    this.content = content;
    this.clock = clock;
    this.waiting = waiting;
  }

  /**
   * Collects once.
   *
   * @param grace how long a blob stays that nobody names yet, or any more
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
      List<BlobLink> page = metadata.listBlobs(repository, "", PAGE);
      while (!page.isEmpty()) {
        List<BlobLink> garbage = page.stream().filter(this::isGarbage).toList();
        for (int at = 0; at < garbage.size(); at += BATCH) {
          unlink(repository, garbage.subList(at, Math.min(at + BATCH, garbage.size())));
        }
        page = metadata.listBlobs(repository, page.getLast().digest().toString(), PAGE);
      }
    }

    private boolean isGarbage(BlobLink link) {
      return !link.referenced() && !link.since().isAfter(cutoff);
    }

    private void unlink(RepositoryName repository, List<BlobLink> links)
        throws InterruptedException {
      Map<Digest, BlobLink> byDigest = new HashMap<>();
      links.forEach(link -> byDigest.put(link.digest(), link));
      List<Digest> digests = links.stream().map(BlobLink::digest).toList();
      // What a manifest took since the list is spared by the transaction.
      List<Digest> gone =
          content
              .leases()
              .claim(
                  digests,
                  free -> dryRun ? free : metadata.unlinkUnreferenced(repository, free, cutoff));
      for (Digest digest : gone) {
        long size = Optional.ofNullable(byDigest.get(digest)).map(BlobLink::size).orElse(0L);
        tally.add(new Item(repository.value(), digest, size, Reason.UNREFERENCED));
      }
      breathe();
    }

    void deleteOrphans() throws InterruptedException {
      List<Digest> page = content.blobs().listDigests("", PAGE);
      while (!page.isEmpty()) {
        for (Digest digest : page) {
          if (isOrphan(digest)) {
            delete(digest);
          }
        }
        page = content.blobs().listDigests(page.getLast().toString(), PAGE);
      }
    }

    private boolean isOrphan(Digest digest) {
      return isHeldByNone(digest)
          && Stream.of(content.blobs().findCommitTime(digest), metadata.findUnlinkTime(digest))
              .flatMap(Optional::stream)
              .noneMatch(time -> time.isAfter(cutoff));
    }

    /** A dry run counts as gone from a repository what it would have taken out. */
    private boolean isHeldByNone(Digest digest) {
      int limit = dryRun ? MAX_HOLDERS : 1;
      List<RepositoryName> holders = metadata.listRepositoriesWithBlob(digest, limit);
      return holders.isEmpty()
          || (dryRun
              && holders.size() < limit
              && holders.stream()
                  .flatMap(holder -> metadata.findLink(holder, digest).stream())
                  .allMatch(this::isGarbage));
    }

    private void delete(Digest digest) throws InterruptedException {
      long size = content.blobs().findSize(digest).orElse(0);
      List<Digest> gone =
          content.leases().claim(List.of(digest), free -> dryRun ? free : deleteNow(digest));
      if (!gone.isEmpty()) {
        tally.add(new Item("", digest, size, Reason.ORPHANED));
        breathe();
      }
    }

    /** The time goes first: with the bytes gone nobody would come back for it. */
    private List<Digest> deleteNow(Digest digest) {
      if (!isOrphan(digest)) {
        return List.of();
      }
      metadata.forgetUnlinkTime(digest);
      return content.blobs().delete(digest) ? List.of(digest) : List.of();
    }

    private void breathe() throws InterruptedException {
      if (!dryRun) {
        waiting.pass(BREATH);
      }
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
