package io.outport.registry.content;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a registry's own history, written in the same transaction as the change itself: the
 * source of every message to a site, so that a crash can lose neither the change nor its message.
 *
 * @param sequence grows by at least one from entry to entry and is never used again
 * @param tagOrNull the tag's text for tag changes; read it through {@link #tag()}
 */
public record Change(
    long sequence,
    Instant time,
    Kind kind,
    RepositoryName repository,
    @Nullable String tagOrNull,
    Digest digest) {

  /** What happened. */
  public enum Kind {
    /** A manifest became visible. */
    MANIFEST_PUSHED,
    /** A manifest and the tags on it are gone. */
    MANIFEST_DELETED,
    /** A tag now points at the manifest. */
    TAGGED,
    /** A tag is gone; the manifest stays. */
    UNTAGGED
  }

  /** The tag's text, for the two tag kinds. */
  public Optional<String> tag() {
    return Optional.ofNullable(tagOrNull);
  }
}
