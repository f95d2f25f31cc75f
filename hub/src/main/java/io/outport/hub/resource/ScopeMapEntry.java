package io.outport.hub.resource;

import java.time.Instant;
import java.util.List;

/**
 * A scope map as it is kept.
 *
 * @param builtIn whether it is one of ours, which nobody changes
 */
public record ScopeMapEntry(
    String name, Instant created, String description, boolean builtIn, List<String> actions) {

  /** Copies the lists. */
  public ScopeMapEntry {
    actions = List.copyOf(actions);
  }
}
