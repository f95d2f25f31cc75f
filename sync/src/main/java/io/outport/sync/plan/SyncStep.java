package io.outport.sync.plan;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;

/** One thing to do at the site; doing it again changes nothing. */
public sealed interface SyncStep {

  /** The repository that changes. */
  RepositoryName repository();

  /** Brings a blob over the link. */
  record FetchBlob(RepositoryName repository, Descriptor blob) implements SyncStep {}

  /** Takes a blob from the site's own store, where it is or will be when this step's turn comes. */
  record AdoptBlob(RepositoryName repository, Descriptor blob) implements SyncStep {}

  /** Makes a manifest visible under its digest, after everything that it requires. */
  record PutManifest(RepositoryName repository, ManifestNode manifest) implements SyncStep {}

  /**
   * Makes an image's manifest visible and names it by the tag, in one, so that whoever reads the
   * site's history sees one push.
   */
  record PutImage(RepositoryName repository, ManifestNode manifest, Tag tag) implements SyncStep {}

  /** Gives a manifest a tag that the site did not have. */
  record PutTag(RepositoryName repository, Tag tag, Digest digest) implements SyncStep {}

  /** Moves a tag from the manifest that it served until now. */
  record MoveTag(RepositoryName repository, Tag tag, Digest from, Digest to) implements SyncStep {}

  /** Takes a tag away; its manifest stays. */
  record DeleteTag(RepositoryName repository, Tag tag) implements SyncStep {}

  /** Takes a manifest away. */
  record DeleteManifest(RepositoryName repository, Digest digest) implements SyncStep {}

  /** Takes a blob out of the repository after the last manifest that required it. */
  record UnlinkBlob(RepositoryName repository, Digest digest) implements SyncStep {}
}
