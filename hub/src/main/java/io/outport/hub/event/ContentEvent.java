package io.outport.hub.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of content, at the hub or at a connected registry.
 *
 * @param sequence its place in its feed
 * @param id the same whenever the event is read again
 * @param tag null where the change is of a manifest and no tag
 * @param mediaType null where it is not known, as is {@code size} (of the manifest, in bytes)
 * @param site the connected registry's name; null for the hub itself
 */
public record ContentEvent(
    long sequence,
    String id,
    Instant time,
    Action action,
    String repository,
    @Nullable String tag,
    String digest,
    @Nullable String mediaType,
    @Nullable Long size,
    @Nullable String site) {

  /** What happened. */
  public enum Action {
    PUSH("push"),
    DELETE("delete");

    private final String label;

    Action(String label) {
      this.label = label;
    }

    /** The action as a webhook names it. */
    public String label() {
      return label;
    }
  }

  ContentEvent withManifest(String manifestType, long manifestSize) {
    return new ContentEvent(
        sequence, id, time, action, repository, tag, digest, manifestType, manifestSize, site);
  }
}
