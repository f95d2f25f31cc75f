package io.outport.sync.engine;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.sync.ImageName;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.ProgressListener;
import io.outport.sync.SiteScope;
import io.outport.sync.SyncEvent;
import io.outport.sync.plan.LocalRepository;
import io.outport.sync.plan.Planner;
import io.outport.sync.plan.SyncStep;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes away what the parent no longer has. It acts only on the parent's own word about the very
 * thing (or on the site's configuration), never on a listing that did not come through.
 */
final class Cleaner {
  private final Parent parent;
  private final ContentView local;
  private final StepRunner steps;
  private final ProgressListener listener;

  Cleaner(Parent parent, ContentView local, StepRunner steps, ProgressListener listener) {
    this.parent = parent;
    this.local = local;
    this.steps = steps;
    this.listener = listener;
  }

  /** Removes repositories that a mirror is not to keep. */
  void dropUncovered(SiteScope scope, SyncRun run) {
    for (RepositoryName name : local.listRepositories()) {
      if (!scope.covers(name)) {
        LocalRepository repository = local.read(name);
        carryOut(Planner.clean(repository, Set.of(), repository.manifests().keySet()), run);
      }
    }
  }

  /** Removes tags that are not on the parent's list, and manifests that it says are gone. */
  void cleanListed(Map<RepositoryName, Set<Tag>> listed, SiteScope scope, SyncRun run) {
    for (RepositoryName name : local.listRepositories()) {
      Set<Tag> keep = listed.get(name);
      if (keep != null && scope.covers(name)) {
        LocalRepository repository = local.read(name);
        carryOut(Planner.clean(repository, keep, goneFrom(repository, keep, run)), run);
      }
    }
  }

  /** Removes one thing that the parent has just said it does not have. */
  void remove(ImageName absent, SiteScope.Upkeep upkeep, Optional<Digest> untagged, SyncRun run) {
    RepositoryName name = absent.repository();
    switch (absent.reference()) {
      case Tag tag -> {
        Optional<Digest> here = local.findTag(name, tag);
        boolean ours = upkeep == SiteScope.Upkeep.KEEP_OWN && !here.equals(untagged);
        if (here.isPresent() && !ours) {
          carryOut(List.of(new SyncStep.DeleteTag(name, tag)), run);
        }
      }
      case Reference.ByDigest(Digest digest) -> {
        if (local.holdsManifest(name, digest)) {
          LocalRepository repository = local.read(name);
          List<SyncStep> clean =
              Planner.clean(repository, repository.tags().keySet(), Set.of(digest));
          carryOut(upkeep == SiteScope.Upkeep.KEEP_OWN ? withoutBlobs(clean) : clean, run);
        }
      }
    }
    run.settled(absent);
  }

  /**
   * Where clients push, a blob that nothing names may be the first of an image on its way; how long
   * it has been so is for the garbage collector to judge.
   */
  private static List<SyncStep> withoutBlobs(List<SyncStep> clean) {
    return clean.stream().filter(step -> !(step instanceof SyncStep.UnlinkBlob)).toList();
  }

  /** Asks about each manifest that no staying tag needs; a call that fails means "not gone". */
  private Set<Digest> goneFrom(LocalRepository repository, Set<Tag> keep, SyncRun run) {
    Set<Digest> roots = new HashSet<>();
    repository.tags().entrySet().stream()
        .filter(entry -> keep.contains(entry.getKey()))
        .forEach(entry -> roots.add(entry.getValue()));
    Set<Digest> needed = repository.reachableFrom(roots);
    return repository.manifests().keySet().stream()
        .filter(digest -> !needed.contains(digest))
        .map(digest -> new ImageName(repository.name(), Reference.of(digest)))
        .filter(image -> !run.isVisible(image) && isGone(image, run))
        .flatMap(image -> image.digest().stream())
        .collect(Collectors.toSet());
  }

  private boolean isGone(ImageName image, SyncRun run) {
    if (run.requested()) {
      run.skipped();
      return false;
    }
    try {
      return parent.resolve(image.repository(), image.reference()).isEmpty();
    } catch (ParentException e) {
      if (e.linkLost()) {
        run.ended(e);
      }
      return false;
    }
  }

  private void carryOut(List<SyncStep> clean, SyncRun run) {
    for (SyncStep step : clean) {
      steps.run(step, run);
      Optional<ImageName> removed =
          switch (step) {
            case SyncStep.DeleteTag(RepositoryName name, Tag tag) ->
                Optional.of(new ImageName(name, tag));
            case SyncStep.DeleteManifest(RepositoryName name, Digest digest) ->
                Optional.of(new ImageName(name, Reference.of(digest)));
            default -> Optional.empty();
          };
      removed.ifPresent(image -> announce(image, run));
    }
  }

  private void announce(ImageName removed, SyncRun run) {
    run.removed();
    listener.heard(new SyncEvent.ImageRemoved(removed));
  }
}
