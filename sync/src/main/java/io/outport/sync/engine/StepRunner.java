package io.outport.sync.engine;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.outport.registry.content.MissingContent;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.ImageName;
import io.outport.sync.ParentException;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.plan.ManifestNode;
import io.outport.sync.plan.SyncStep;
import io.outport.sync.transfer.TransferPool;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Carries steps out. Blobs join their repository only just before the manifest that requires them,
 * so an image that never completes leaves nothing visible.
 */
final class StepRunner {
  private final Content content;
  private final TransferPool transfers;
  private final GraphReader manifests;

  StepRunner(Content content, TransferPool transfers, GraphReader manifests) {
    this.content = content;
    this.transfers = transfers;
    this.manifests = manifests;
  }

  /** Whether the step moves bytes into the store only, so that its order does not matter. */
  static boolean movesBytes(SyncStep step) {
    return step instanceof SyncStep.FetchBlob || step instanceof SyncStep.AdoptBlob;
  }

  /** Does one step; a repeat does nothing. */
  void run(SyncStep step, SyncRun run) {
    if (run.requested()) {
      throw new SyncInterruptedException("sync");
    }
    switch (step) {
      case SyncStep.FetchBlob(RepositoryName repository, Descriptor blob) ->
          transfers.bring(repository, blob, run, run::moved);
      case SyncStep.AdoptBlob(RepositoryName repository, Descriptor blob) ->
          transfers.bring(repository, blob, run, run::moved);
      case SyncStep.PutManifest(RepositoryName repository, ManifestNode node) ->
          put(repository, node, Set.of());
      case SyncStep.PutImage(RepositoryName repository, ManifestNode node, Tag tag) -> {
        put(repository, node, Set.of(tag));
        requireTag(repository, tag, node.digest());
      }
      case SyncStep.PutTag(RepositoryName repository, Tag tag, Digest digest) ->
          tag(repository, tag, digest);
      case SyncStep.MoveTag(RepositoryName repository, Tag tag, Digest from, Digest to) ->
          tag(repository, tag, to);
      case SyncStep.DeleteTag(RepositoryName repository, Tag tag) ->
          content.deleteTag(repository, tag);
      case SyncStep.DeleteManifest(RepositoryName repository, Digest digest) ->
          content.deleteManifest(repository, digest);
      case SyncStep.UnlinkBlob(RepositoryName repository, Digest digest) ->
          unlink(repository, digest);
    }
  }

  /** A manifest that was to go may have stayed, because what clients changed is not sent up. */
  private void unlink(RepositoryName repository, Digest digest) {
    var _ = content.metadata().unlinkUnreferenced(repository, List.of(digest), Instant.MAX);
  }

  private void put(RepositoryName repository, ManifestNode node, Set<Tag> tags) {
    MissingContent missing =
        node.sparse() ? MissingContent.ACCEPTED_IN_INDEX : MissingContent.REFUSED;
    content.adoptManifest(repository, manifests.bytes(repository, node.digest()), tags, missing);
    Reference manifest = Reference.of(node.digest());
    if (content.metadata().findManifest(repository, manifest).isEmpty()) {
      throw left(new ImageName(repository, manifest), "deleted");
    }
  }

  private void tag(RepositoryName repository, Tag tag, Digest digest) {
    StoredManifest manifest = content.readManifest(repository, Reference.of(digest));
    // It is visible, so what it lacks, if anything, was accepted then.
    content.putManifest(repository, manifest, Set.of(tag), MissingContent.ACCEPTED);
    requireTag(repository, tag, digest);
  }

  private void requireTag(RepositoryName repository, Tag tag, Digest digest) {
    if (!content.metadata().findTag(repository, tag).equals(Optional.of(digest))) {
      throw left(new ImageName(repository, tag), "changed");
    }
  }

  private static ParentException left(ImageName image, String what) {
    return new ParentException(
        ParentException.Kind.UNAVAILABLE,
        "'%s' was %s at this site too, and stays as it is until that is sent up"
            .formatted(image, what),
        null);
  }
}
