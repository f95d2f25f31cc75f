package io.outport.sync.up;

import io.outport.oci.client.BlobSource;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import java.util.List;
import java.util.Optional;

/**
 * The parent's registry, as far as sending up must know it.
 *
 * <p>Contract: every method may be repeated, and a repeat changes nothing more; failures are {@link
 * io.outport.sync.ParentException}s and leave the parent as it was, or with the change made. An
 * interrupted thread's call fails soon, with its interrupt flag set. Safe for use by many threads.
 */
public interface Upstream {

  /** What the reference names there now; empty where it is absent. */
  Optional<Digest> find(RepositoryName repository, Reference reference);

  /** All tags of the repository; none where there is no repository. */
  List<Tag> listTags(RepositoryName repository);

  /** Whether the repository holds the blob. */
  boolean hasBlob(RepositoryName repository, Digest digest);

  /**
   * Sends a blob; an upload that was cut goes on where the parent has got to.
   *
   * @throws java.io.UncheckedIOException when the source fails
   */
  void pushBlob(RepositoryName repository, Descriptor blob, BlobSource source);

  /** Sends a manifest, whose blobs are there, under a tag or its digest. */
  void pushManifest(RepositoryName repository, Reference reference, StoredManifest manifest);

  /** Removes a tag, or a manifest with its tags; absent is removed. */
  void delete(RepositoryName repository, Reference reference);
}
