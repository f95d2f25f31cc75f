package io.outport.agent.reconcile;

import io.outport.hubapi.agent.DesiredExtension;
import java.util.Map;

/**
 * What a release was made of when it worked: enough to make it again.
 *
 * @param values as Helm got them; hold secrets
 */
public record GoodRelease(
    long generation, String fingerprint, DesiredExtension.Chart chart, Map<String, Object> values) {

  /** Copies the map. */
  public GoodRelease {
    values = Map.copyOf(values);
  }

  /** Without values (law L10). */
  @Override
  public String toString() {
    return "GoodRelease[generation %d %s]".formatted(generation, chart);
  }
}
