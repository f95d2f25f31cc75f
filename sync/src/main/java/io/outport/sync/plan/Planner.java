package io.outport.sync.plan;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares and says what to do; pure, so the same inputs give the same steps. */
public final class Planner {
  private Planner() {}

  /**
   * What brings these images to the site. A blob that several images need is fetched by the first
   * and adopted by the others.
   */
  public static List<ImagePlan> copy(List<ImageGraph> images, LocalView local) {
    Set<Digest> coming = new HashSet<>();
    return images.stream().map(image -> new ImagePlan(image, copy(image, local, coming))).toList();
  }

  /**
   * What takes away from a repository.
   *
   * @param keep whether a tag stays
   * @param gone manifests that the parent no longer has; those that a staying tag needs stay
   */
  public static List<SyncStep> clean(LocalRepository local, Set<Tag> keep, Set<Digest> gone) {
    List<SyncStep> steps = new ArrayList<>();
    Set<Digest> roots = new HashSet<>();
    for (Map.Entry<Tag, Digest> entry : local.tags().entrySet()) {
      if (keep.contains(entry.getKey())) {
        roots.add(entry.getValue());
      } else {
        steps.add(new SyncStep.DeleteTag(local.name(), entry.getKey()));
      }
    }
    Set<Digest> needed = local.reachableFrom(roots);
    List<Digest> doomed =
        local.manifests().keySet().stream()
            .filter(digest -> gone.contains(digest) && !needed.contains(digest))
            .toList();
    steps.addAll(deletions(local, doomed));
    return steps;
  }

  private static List<SyncStep> copy(ImageGraph image, LocalView local, Set<Digest> coming) {
    RepositoryName repository = image.image().repository();
    List<ManifestNode> missing =
        image.manifests().stream()
            .filter(node -> !local.holdsManifest(repository, node.digest()))
            .toList();
    List<SyncStep> steps = new ArrayList<>();
    for (Descriptor blob : blobsOf(missing)) {
      blobStep(repository, blob, local, coming).ifPresent(steps::add);
    }
    Optional<Tag> tag = image.image().tag();
    Optional<ManifestNode> last = tag.flatMap(_ -> last(image, missing));
    missing.stream()
        .filter(node -> !last.equals(Optional.of(node)))
        .forEach(node -> steps.add(new SyncStep.PutManifest(repository, node)));
    tag.flatMap(
            name ->
                last.<SyncStep>map(node -> new SyncStep.PutImage(repository, node, name))
                    .or(() -> tagStep(image, name, local)))
        .ifPresent(steps::add);
    return steps;
  }

  /**
   * The image's own manifest where it may come after all others, its referrers too; one of which
   * may be an index that lists it.
   */
  private static Optional<ManifestNode> last(ImageGraph image, List<ManifestNode> missing) {
    boolean listed =
        missing.stream()
            .flatMap(node -> node.children().stream())
            .anyMatch(child -> child.digest().equals(image.root()));
    return missing.stream().filter(node -> !listed && node.digest().equals(image.root())).findAny();
  }

  private static Iterable<Descriptor> blobsOf(List<ManifestNode> nodes) {
    Set<Digest> seen = new HashSet<>();
    return nodes.stream()
        .flatMap(node -> node.blobs().stream())
        .filter(blob -> seen.add(blob.digest()))
        .toList();
  }

  private static Optional<SyncStep> blobStep(
      RepositoryName repository, Descriptor blob, LocalView local, Set<Digest> coming) {
    if (local.holdsBlob(repository, blob.digest())) {
      return Optional.empty();
    }
    boolean here = local.storesBlob(blob.digest()) || !coming.add(blob.digest());
    return Optional.of(
        here ? new SyncStep.AdoptBlob(repository, blob) : new SyncStep.FetchBlob(repository, blob));
  }

  private static Optional<SyncStep> tagStep(ImageGraph image, Tag tag, LocalView local) {
    RepositoryName repository = image.image().repository();
    Optional<Digest> current = local.findTag(repository, tag);
    if (current.isEmpty()) {
      return Optional.of(new SyncStep.PutTag(repository, tag, image.root()));
    }
    return current
        .filter(digest -> !digest.equals(image.root()))
        .map(digest -> new SyncStep.MoveTag(repository, tag, digest, image.root()));
  }

  private static List<SyncStep> deletions(LocalRepository local, List<Digest> doomed) {
    Map<Digest, Integer> heights = local.heights();
    List<SyncStep> steps = new ArrayList<>();
    doomed.stream()
        .sorted(Comparator.comparingInt((Digest digest) -> -heights.getOrDefault(digest, 0)))
        .forEach(digest -> steps.add(new SyncStep.DeleteManifest(local.name(), digest)));
    Set<Digest> loose = new LinkedHashSet<>();
    Set<Digest> used = new HashSet<>();
    Set<Digest> gone = Set.copyOf(doomed);
    local
        .manifests()
        .forEach(
            (digest, node) -> {
              Set<Digest> target = gone.contains(digest) ? loose : used;
              node.blobs().forEach(blob -> target.add(blob.digest()));
            });
    loose.removeAll(used);
    loose.forEach(digest -> steps.add(new SyncStep.UnlinkBlob(local.name(), digest)));
    return steps;
  }
}
