package io.outport.sync;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.Optional;

/** One thing to bring in line with the parent: a tag of a repository, or a manifest by digest. */
public record ImageName(RepositoryName repository, Reference reference)
    implements Comparable<ImageName> {

  /** The tag, unless this names a manifest by its digest. */
  public Optional<Tag> tag() {
    return reference instanceof Tag tag ? Optional.of(tag) : Optional.empty();
  }

  /** The digest, unless this names a tag. */
  public Optional<Digest> digest() {
    return reference instanceof Reference.ByDigest named
        ? Optional.of(named.digest())
        : Optional.empty();
  }

  /** By repository; tags before digests, because a tag brings its manifests along. */
  @Override
  public int compareTo(ImageName other) {
    int byRepository = repository.compareTo(other.repository);
    if (byRepository != 0) {
      return byRepository;
    }
    int byForm = Boolean.compare(tag().isEmpty(), other.tag().isEmpty());
    return byForm != 0 ? byForm : reference.toString().compareTo(other.reference.toString());
  }

  /** As clients write it: {@code repository:tag} or {@code repository@digest}. */
  @Override
  public String toString() {
    return repository + (tag().isPresent() ? ":" : "@") + reference;
  }
}
