package io.outport.hubapi.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of content at a site that its notification patterns ask for.
 *
 * @param sequence the site's own numbering: grows from event to event, with gaps
 * @param tag null where the change is of a manifest alone
 * @param mediaType null where the manifest is gone, as is {@code size} (in bytes)
 * @param connectedRegistry where it happened, for a site below the one that reports; null for the
 *     one that reports
 */
public record ArtifactEvent(
    long sequence,
    Instant time,
    Action action,
    String repository,
    @Nullable String tag,
    String digest,
    @Nullable String mediaType,
    @Nullable Long size,
    @Nullable String connectedRegistry) {

  /** What happened. */
  public enum Action {
    PUSH,
    DELETE
  }
}
