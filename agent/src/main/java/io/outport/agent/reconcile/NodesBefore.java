package io.outport.agent.reconcile;

import java.util.List;

/**
 * Which nodes did not trust the site before a change, which is not to blame for them.
 *
 * @param fingerprint of the wish that was the change, {@code @} and its generation
 * @param distrusting what was said of each of these nodes, its name and the reason
 */
public record NodesBefore(String fingerprint, List<String> distrusting) {

  /** Copies the list. */
  public NodesBefore {
    distrusting = List.copyOf(distrusting);
  }
}
