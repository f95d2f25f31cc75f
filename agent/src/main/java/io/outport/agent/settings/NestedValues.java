package io.outport.agent.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From dotted keys to the objects in objects that a chart takes. */
final class NestedValues {
  /** Deeper keys are nobody's. */
  static final int MAX_DEPTH = 8;

  private final Map<String, Object> root = new LinkedHashMap<>();

  /** Sets a value; false where another one is in the way. */
  boolean put(String key, Object value) {
    List<String> parts = parts(key);
    if (parts.size() > MAX_DEPTH) {
      return false;
    }
    Map<String, Object> inner = root;
    for (String part : parts.subList(0, parts.size() - 1)) {
      Optional<Map<String, Object>> next = object(inner, part);
      if (next.isEmpty()) {
        return false;
      }
      inner = next.get();
    }
    return inner.putIfAbsent(parts.getLast(), value) == null;
  }

  Map<String, Object> toMap() {
    return root;
  }

  @SuppressWarnings("unchecked") // only maps that were made here have these keys
  private static Optional<Map<String, Object>> object(Map<String, Object> in, String key) {
    Object value = in.computeIfAbsent(key, absent -> new LinkedHashMap<String, Object>());
    return value instanceof LinkedHashMap
        ? Optional.of((Map<String, Object>) value)
        : Optional.empty();
  }

  /**
   * A label's own dots are no steps: all behind {@code nodeSelector.} is one key; {@code \.} too.
   */
  private static List<String> parts(String key) {
    String labels = "nodeSelector.";
    if (key.startsWith(labels)) {
      return List.of("nodeSelector", key.substring(labels.length()).replace("\\.", "."));
    }
    List<String> parts = new ArrayList<>();
    for (String part : key.split("(?<!\\\\)\\.", -1)) {
      parts.add(part.replace("\\.", "."));
    }
    return parts;
  }
}
