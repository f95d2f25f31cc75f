package io.outport.sync.engine;

import io.outport.hubapi.gateway.Message;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Content;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.UploadId;
import io.outport.sync.ImageName;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.PendingImage;
import io.outport.sync.ProgressListener;
import io.outport.sync.SiteScope;
import io.outport.sync.Stop;
import io.outport.sync.SyncEvent;
import io.outport.sync.SyncJournal;
import io.outport.sync.SyncResult;
import io.outport.sync.transfer.TransferPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings a site in line with its parent. Every run is idempotent and may end at any instruction:
 * the next one goes on from what is there. Two runs never overlap; the second waits.
 */
public final class SyncEngine {
  private static final String TRANSFER_PREFIX = "transfer-";

  /** Repositories that a lost blob is asked for in, one after the other. */
  private static final int HOLDERS = 16;

  private final Parent parent;
  private final Content content;
  private final TransferPool transfers;
  private final SyncJournal journal;
  private final SyncSurroundings surroundings;
  private final ProgressListener listener;
  private final ContentView local;
  private final PendingList pending;
  private final Crew crew;
  private final Reconciler reconciler;
  private final Cleaner cleaner;

  /** Held by the run under way. */
  private final ReentrantLock turn = new ReentrantLock();

  private SyncEngine(
      Parent parent,
      Content content,
      SyncJournal journal,
      SyncSettings settings,
      SyncSurroundings surroundings,
      ProgressListener listener) {
    this.parent = new PatientParent(parent, settings, surroundings.pause(), surroundings.random());
    this.content = content;
    this.journal = journal;
    this.surroundings = surroundings;
    this.listener = listener;
    this.local = new ContentView(content);
    this.pending =
        new PendingList(
            journal, settings.imageBackoff(), surroundings.clock(), surroundings.random());
    this.crew = new Crew(surroundings.threads(), settings.imageConcurrency());
    var graphs = new GraphReader(this.parent, content.metadata(), journal, settings);
    this.transfers =
        new TransferPool(
            this.parent,
            content.blobs(),
            settings.transfers(),
            listener,
            surroundings.pause(),
            surroundings.random());
    var steps = new StepRunner(content, transfers, graphs);
    var blobs = new Crew(surroundings.threads(), settings.transfers().concurrency());
    this.reconciler = new Reconciler(this.parent, graphs, local, steps, crew, blobs, listener);
    this.cleaner = new Cleaner(this.parent, local, steps, listener);
  }

  /** An engine that copies from this parent into this content; nothing runs yet. */
  public static SyncEngine create(
      Parent parent,
      Content content,
      SyncJournal journal,
      SyncSettings settings,
      SyncSurroundings surroundings,
      ProgressListener listener) {
    return new SyncEngine(parent, content, journal, settings, surroundings, listener);
  }

  /**
   * Compares everything: lists the parent, copies what differs, and lets a mirror go of what the
   * parent does not have. When a listing fails, nothing that it would have named is removed.
   */
  public SyncResult syncAll(SiteScope scope, Stop stop) {
    return run(stop, run -> compareAll(scope, run));
  }

  /** Looks at what the messages speak of and at pending images whose time has come, only. */
  public SyncResult syncChanges(SiteScope scope, List<Message> messages, Stop stop) {
    return run(stop, run -> follow(scope, Touched.by(messages, scope), run));
  }

  /**
   * Fetches a blob again that the store has lost. Waits for the run under way.
   *
   * @return false when no repository of the site holds it, so that nobody misses it
   * @throws ParentException what the last repository that holds it met
   * @throws io.outport.sync.SyncInterruptedException when stopped
   */
  public boolean heal(Digest digest, Stop stop) {
    turn.lock();
    try {
      ParentException last = null;
      for (RepositoryName holder : content.metadata().listRepositoriesWithBlob(digest, HOLDERS)) {
        long size = content.metadata().findBlob(holder, digest).orElse(-1);
        try {
          if (size >= 0) {
            transfers.bring(
                holder, Descriptor.of(MediaType.OCTET_STREAM, digest, size), stop, _ -> {});
            return true;
          }
        } catch (ParentException e) {
          last = e;
        }
      }
      if (last != null) {
        throw last;
      }
      return false;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Blobs of images that are on their way: no manifest names them yet, and over a thin link they
   * may wait for it longer than any grace time. A collection of garbage must leave them alone.
   */
  public List<Digest> awaitedBlobs() {
    return journal.listStaged().stream()
        .flatMap(digest -> journal.findStaged(digest).stream())
        .flatMap(SyncEngine::blobs)
        .distinct()
        .toList();
  }

  private static Stream<Digest> blobs(StoredManifest staged) {
    try {
      return staged.parse().blobs().stream().map(Descriptor::digest);
    } catch (OciException invalid) {
      return Stream.empty();
    }
  }

  /** When the next pending image wants {@link #syncChanges}; empty when none is pending. */
  public Optional<Instant> nextAttempt() {
    return pending.nextAttempt();
  }

  private void compareAll(SiteScope scope, SyncRun run) {
    if (scope.upkeep() == SiteScope.Upkeep.MIRROR) {
      cleaner.dropUncovered(scope, run);
    }
    Map<RepositoryName, Set<Tag>> listed = list(scope, run);
    Set<ImageName> wanted = new TreeSet<>(covered(pending.all(), scope));
    listed.forEach(
        (repository, tags) -> tags.forEach(tag -> wanted.add(new ImageName(repository, tag))));
    removeAbsent(reconciler.reconcile(List.copyOf(wanted), run), scope, Map.of(), run);
    if (scope.upkeep() == SiteScope.Upkeep.MIRROR) {
      cleaner.cleanListed(listed, scope, run);
    }
    if (run.isClean()) {
      dropStaleTransfers();
    }
  }

  private void follow(SiteScope scope, Touched touched, SyncRun run) {
    List<ImageName> due = covered(pending.due(), scope);
    Set<ImageName> tags = new TreeSet<>(touched.tags());
    due.stream().filter(image -> image.tag().isPresent()).forEach(tags::add);
    reconcile(tags, scope, touched, run);
    Set<ImageName> digests = new TreeSet<>(touched.deleted());
    due.stream().filter(image -> image.tag().isEmpty()).forEach(digests::add);
    // Most pushed manifests came along with their tag just now.
    touched.pushed().stream().filter(image -> !isHere(image)).forEach(digests::add);
    reconcile(digests, scope, touched, run);
  }

  private void reconcile(Set<ImageName> images, SiteScope scope, Touched touched, SyncRun run) {
    List<ImageName> absent = reconciler.reconcile(List.copyOf(images), run);
    removeAbsent(absent, scope, touched.untagged(), run);
  }

  private void removeAbsent(
      List<ImageName> absent, SiteScope scope, Map<ImageName, Digest> untagged, SyncRun run) {
    for (ImageName image : absent) {
      Optional<Digest> named = Optional.ofNullable(untagged.get(image));
      reconciler.attempt(image, run, it -> cleaner.remove(it, scope.upkeep(), named, run));
    }
  }

  private boolean isHere(ImageName image) {
    return image.digest().stream()
        .anyMatch(digest -> local.holdsManifest(image.repository(), digest));
  }

  /** The tags of every repository that the site keeps and whose listing came through. */
  private Map<RepositoryName, Set<Tag>> list(SiteScope scope, SyncRun run) {
    Map<RepositoryName, Set<Tag>> listed = new ConcurrentHashMap<>();
    crew.each(
        listRepositories(scope),
        repository -> {
          try {
            if (run.requested()) {
              run.skipped();
            } else {
              listed.put(repository, Set.copyOf(parent.listTags(repository)));
            }
          } catch (ParentException e) {
            run.unlisted(repository, e);
          }
        });
    return listed;
  }

  private List<RepositoryName> listRepositories(SiteScope scope) {
    Set<RepositoryName> names = new TreeSet<>();
    if (scope.patterns().stream().anyMatch(RepositoryPattern::isWildcard)) {
      parent.listRepositories().stream().filter(scope::covers).forEach(names::add);
      // A mirror may hold one that left the catalog: its empty list of tags is what cleans it.
      local.listRepositories().stream().filter(scope::covers).forEach(names::add);
    }
    scope.patterns().stream()
        .filter(pattern -> !pattern.isWildcard())
        .forEach(pattern -> names.add(new RepositoryName(pattern.value())));
    return List.copyOf(names);
  }

  /** Those in scope; the others are struck off, for nobody will ever ask for them. */
  private List<ImageName> covered(List<ImageName> images, SiteScope scope) {
    pending.forget(images.stream().filter(it -> !scope.covers(it.repository())).toList());
    return images.stream().filter(it -> scope.covers(it.repository())).toList();
  }

  private SyncResult run(Stop stop, Consumer<SyncRun> work) {
    Instant start = surroundings.clock().instant();
    turn.lock();
    try (MetadataStore.Turn _ = content.metadata().beginTurn()) {
      var run = new SyncRun(stop);
      try {
        work.accept(run);
      } catch (RuntimeException e) {
        run.ended(e);
      }
      return finish(run, start);
    } finally {
      turn.unlock();
    }
  }

  private SyncResult finish(SyncRun run, Instant start) {
    List<PendingImage> failed = pending.update(run);
    failed.forEach(
        each ->
            listener.heard(
                new SyncEvent.ImageFailed(each.image(), each.reason(), each.nextAttempt())));
    if (run.isClean() && journal.listPending().isEmpty()) {
      journal.unstageAll();
    } else {
      Stream<Digest> visible =
          run.visibleManifests().stream().flatMap(image -> image.digest().stream());
      journal.unstage(List.copyOf(new HashSet<>(visible.toList())));
    }
    Duration took = Duration.between(start, surroundings.clock().instant());
    return run.result(failed, took);
  }

  /** One that cannot be cancelled now must not stay in use: the next run tries again. */
  private static void drop(BlobUpload leftover) {
    try (leftover) {
      leftover.cancel();
    }
  }

  /** Leftovers of images that nobody wants any more; nothing is on its way while we have a turn. */
  private void dropStaleTransfers() {
    List<UploadId> stale = new ArrayList<>(content.blobs().listUploads());
    stale.removeIf(id -> !id.value().startsWith(TRANSFER_PREFIX));
    for (UploadId id : stale) {
      content.blobs().findUpload(id).ifPresent(SyncEngine::drop);
    }
  }
}
