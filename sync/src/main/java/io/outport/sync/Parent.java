package io.outport.sync;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import java.util.List;
import java.util.Optional;

/**
 * The registry that a site copies from, as far as sync needs it.
 *
 * <p>Contract:
 *
 * <ul>
 *   <li>All methods are safe for use by many threads, block, and may be repeated: none changes
 *       anything at the parent.
 *   <li>A call that fails throws {@link ParentException} and may have failed anywhere on the way. A
 *       call that hangs fails by itself within a bounded time, in the middle of a body too.
 *   <li>What a digest names is checked by the callee for manifests and by the caller for blobs.
 *   <li>An interrupted thread's call fails soon, with its interrupt flag set.
 * </ul>
 */
public interface Parent {

  /** Every repository that the site's token may see; complete, or it throws. */
  List<RepositoryName> listRepositories();

  /** Every tag of the repository, complete or it throws; empty where there is no repository. */
  List<Tag> listTags(RepositoryName repository);

  /** Which manifest the reference names now; empty when there is none. */
  Optional<Descriptor> resolve(RepositoryName repository, Reference reference);

  /**
   * Reads a manifest, whose bytes have this digest.
   *
   * @throws ParentException {@code NOT_FOUND} or {@code CORRUPT} among others
   */
  StoredManifest fetchManifest(RepositoryName repository, Digest digest);

  /**
   * Opens a blob for reading from {@code offset} on; the caller closes it.
   *
   * @param blob its size is what the manifest promised
   */
  BlobSource openBlob(RepositoryName repository, Descriptor blob, long offset);

  /** What refers to the subject; empty where nothing does. */
  List<Descriptor> listReferrers(RepositoryName repository, Digest subject);
}
