package io.outport.sync.plan;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.Optional;

/** What the site holds, as far as a plan to copy must know. */
public interface LocalView {
  /** Whether the manifest is visible in the repository. */
  boolean holdsManifest(RepositoryName repository, Digest digest);

  /** Whether the blob is visible in the repository. */
  boolean holdsBlob(RepositoryName repository, Digest digest);

  /** Whether the store has the blob's bytes, for whichever repository. */
  boolean storesBlob(Digest digest);

  /** What the tag names. */
  Optional<Digest> findTag(RepositoryName repository, Tag tag);
}
