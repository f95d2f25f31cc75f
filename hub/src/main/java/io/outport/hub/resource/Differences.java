package io.outport.hub.resource;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** The keys of what differs between two states: was added, taken away, or is another. */
record Differences(Set<String> scopeMaps, Set<String> tokens, Set<String> sites) {

  static Differences between(Resources before, Resources after) {
    return new Differences(
        keys(before.scopeMaps(), after.scopeMaps()),
        keys(before.tokens(), after.tokens()),
        keys(before.sites(), after.sites()));
  }

  boolean isEmpty() {
    return scopeMaps.isEmpty() && tokens.isEmpty() && sites.isEmpty();
  }

  // States share the maps that did not change, which makes most looks cost nothing.
  @SuppressWarnings("ReferenceEquality")
  static <T> Set<String> keys(SortedMap<String, T> before, SortedMap<String, T> after) {
    if (before == after) {
      return Set.of();
    }
    Set<String> keys = new TreeSet<>();
    after.forEach(
        (key, entry) -> {
          if (!entry.equals(before.get(key))) {
            keys.add(key);
          }
        });
    before.keySet().stream().filter(key -> !after.containsKey(key)).forEach(keys::add);
    return keys;
  }
}
