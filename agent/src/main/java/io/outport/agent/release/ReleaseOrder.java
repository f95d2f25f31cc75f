package io.outport.agent.release;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a release should become.
 *
 * @param chart a packed chart
 * @param values nested; hold secrets
 */
public record ReleaseOrder(
    ReleaseName name, Path chart, Map<String, Object> values, ReleaseMark mark) {

  /** Copies the map. */
  public ReleaseOrder {
    values = Map.copyOf(values);
  }

  /** Without values (law L10). */
  @Override
  public String toString() {
    return "ReleaseOrder[%s %s]".formatted(name, mark);
  }
}
