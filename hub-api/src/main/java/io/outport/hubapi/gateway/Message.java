package io.outport.hubapi.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of content at the parent that the site's repositories cover.
 *
 * @param sequence the parent's own numbering: grows, with gaps where a change was not for this site
 * @param tag null where the change is not of a tag
 */
public record Message(
    long sequence,
    Instant time,
    Kind kind,
    String repository,
    @Nullable String tag,
    String digest) {

  /** What happened; the names are those of the registry's history. */
  public enum Kind {
    MANIFEST_PUSHED,
    MANIFEST_DELETED,
    TAGGED,
    UNTAGGED
  }
}
