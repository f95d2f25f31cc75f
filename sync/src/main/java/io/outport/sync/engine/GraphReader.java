package io.outport.sync.engine;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.ImageName;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.SyncJournal;
import io.outport.sync.plan.ImageGraph;
import io.outport.sync.plan.ManifestNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows an image's references, asking the parent only for manifests that are neither visible nor
 * staged here.
 */
final class GraphReader {
  private final Parent parent;
  private final MetadataStore metadata;
  private final SyncJournal journal;
  private final SyncSettings settings;

  GraphReader(Parent parent, MetadataStore metadata, SyncJournal journal, SyncSettings settings) {
    this.parent = parent;
    this.metadata = metadata;
    this.journal = journal;
    this.settings = settings;
  }

  /**
   * Reads the graph.
   *
   * @throws ParentException when a part is not to be had, or the graph is over a limit
   * @throws io.outport.oci.model.OciException when a manifest is invalid
   */
  ImageGraph read(ImageName image, Digest root) {
    Map<Digest, ManifestNode> found = new LinkedHashMap<>();
    visit(image, root, 0, found);
    // Referrers come in rounds after what they refer to, so each finds its own children in place.
    List<Digest> round = List.copyOf(found.keySet());
    for (int i = 0; i < settings.maxReferrerRounds() && !round.isEmpty(); i++) {
      int before = found.size();
      for (Digest subject : round) {
        for (Descriptor referrer : parent.listReferrers(image.repository(), subject)) {
          visitIfThere(image, referrer.digest(), 0, found);
        }
      }
      round = found.keySet().stream().skip(before).toList();
    }
    return new ImageGraph(image, root, List.copyOf(found.values()));
  }

  /** The manifest's bytes, from the nearest place that has them. */
  StoredManifest bytes(RepositoryName repository, Digest digest) {
    Optional<StoredManifest> near =
        metadata
            .findManifest(repository, Reference.of(digest))
            .or(() -> journal.findStaged(digest));
    return near.orElseGet(
        () -> {
          StoredManifest fetched = parent.fetchManifest(repository, digest);
          journal.stage(fetched);
          return fetched;
        });
  }

  private void visit(ImageName image, Digest digest, int depth, Map<Digest, ManifestNode> found) {
    if (found.containsKey(digest)) {
      return;
    }
    if (depth >= settings.maxDepth() || found.size() >= settings.maxManifests()) {
      throw new ParentException(
          ParentException.Kind.PROTOCOL,
          "'%s' has more than %d manifests or %d levels of indexes, the limits of this site"
              .formatted(image, settings.maxManifests(), settings.maxDepth()),
          null);
    }
    ManifestNode node = ManifestNode.of(bytes(image.repository(), digest));
    boolean sparse = false;
    for (Descriptor child : node.children()) {
      sparse |= !visitIfThere(image, child.digest(), depth + 1, found);
    }
    found.put(digest, sparse ? node.asSparse() : node);
  }

  /**
   * Says false when the parent does not have it: an index may be sparse, and a referrer may go away
   * between its listing and its reading.
   */
  private boolean visitIfThere(
      ImageName image, Digest digest, int depth, Map<Digest, ManifestNode> found) {
    try {
      visit(image, digest, depth, found);
      return true;
    } catch (ParentException e) {
      if (e.kind() != ParentException.Kind.NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }
}
