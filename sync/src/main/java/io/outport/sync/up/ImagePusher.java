package io.outport.sync.up;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.Content;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.Stop;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.plan.ManifestNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Sends images: what a manifest names goes before it, so nothing is visible at the parent that
 * lacks its parts (L2). What the parent has is not sent again.
 */
final class ImagePusher {
  /** Levels of indexes in indexes. */
  private static final int MAX_DEPTH = 8;

  private final Upstream parent;
  private final Content content;

  ImagePusher(Upstream parent, Content content) {
    this.parent = parent;
    this.content = content;
  }

  /** Sends a manifest of this site's under its digest, with all that it names. */
  void push(RepositoryName repository, StoredManifest manifest, Stop stop) {
    push(repository, manifest, 0, stop);
  }

  private void push(RepositoryName repository, StoredManifest manifest, int depth, Stop stop) {
    Reference reference = Reference.of(manifest.digest());
    if (parent.find(repository, reference).isPresent()) {
      return;
    }
    if (depth >= MAX_DEPTH) {
      throw new OciException(
          ErrorCode.MANIFEST_INVALID,
          "'%s@%s' has more than %d levels of indexes"
              .formatted(repository, manifest.digest(), MAX_DEPTH));
    }
    ManifestNode node = ManifestNode.of(manifest);
    for (Descriptor child : node.children()) {
      // A sparse index lacks some, here as there.
      Optional<StoredManifest> here =
          content.metadata().findManifest(repository, Reference.of(child.digest()));
      here.ifPresent(it -> push(repository, it, depth + 1, stop));
    }
    for (Descriptor blob : node.blobs()) {
      pushBlob(repository, blob, stop);
    }
    parent.pushManifest(repository, reference, manifest);
  }

  private void pushBlob(RepositoryName repository, Descriptor blob, Stop stop) {
    if (stop.requested()) {
      throw new SyncInterruptedException("sending up");
    }
    Digest digest = blob.digest();
    if (!parent.hasBlob(repository, digest)) {
      parent.pushBlob(repository, blob, offset -> open(repository, blob, offset));
    }
  }

  private InputStream open(RepositoryName repository, Descriptor blob, long offset)
      throws IOException {
    BlobContent source;
    try {
      source = content.openBlob(repository, blob.digest());
    } catch (OciException | StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
    try {
      return new Source(source.read(offset, source.size() - offset), source);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Lets go of the blob with its stream. */
  private static final class Source extends FilterInputStream {
    private final BlobContent blob;

    Source(InputStream bytes, BlobContent blob) {
      super(bytes);
      this.blob = blob;
    }

    @Override
    public void close() throws IOException {
      try (blob) {
        super.close();
      }
    }
  }
}
