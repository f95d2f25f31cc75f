package io.outport.hubapi.gateway;

import java.util.List;

/** Events of a site, oldest first, {@link #MAX_EVENTS} at most. */
public record ArtifactEventBatch(List<ArtifactEvent> events) {
  /** Most events of one call. */
  public static final int MAX_EVENTS = 200;

  /** Copies the list. */
  public ArtifactEventBatch {
    events = List.copyOf(events);
  }
}
