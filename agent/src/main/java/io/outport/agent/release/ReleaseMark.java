package io.outport.agent.release;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which wish a revision is of. It lies among the values, under {@code global}, so that Helm's own
 * record tells it in every state, also to an agent that remembers nothing.
 *
 * @param generation of the wish
 * @param fingerprint of chart and values: equal ones need no step
 */
public record ReleaseMark(long generation, String fingerprint) {
  /** Of a revision that somebody else made of a release of the agent's. */
  public static final ReleaseMark NO_WISH = new ReleaseMark(0, "not the agent's");

  private static final String GLOBAL = "global";
  private static final String OURS = "outport";
  private static final String GENERATION = "generation";
  private static final String FINGERPRINT = "fingerprint";

  /** Empty where somebody else made the revision. */
  public static Optional<ReleaseMark> find(Map<?, ?> values) {
    if (values.get(GLOBAL) instanceof Map<?, ?> global
        && global.get(OURS) instanceof Map<?, ?> ours
        && ours.get(GENERATION) instanceof Number generation
        && ours.get(FINGERPRINT) instanceof String fingerprint) {
      return Optional.of(new ReleaseMark(generation.longValue(), fingerprint));
    }
    return Optional.empty();
  }

  /** The values with the mark among them. */
  public Map<String, Object> addTo(Map<String, Object> values) {
    Map<String, Object> marked = new HashMap<>(values);
    Map<String, Object> global = new HashMap<>();
    if (values.get(GLOBAL) instanceof Map<?, ?> given) {
      given.forEach((key, value) -> global.put(String.valueOf(key), value));
    }
    global.put(OURS, Map.of(GENERATION, generation, FINGERPRINT, fingerprint));
    marked.put(GLOBAL, global);
    return marked;
  }
}
