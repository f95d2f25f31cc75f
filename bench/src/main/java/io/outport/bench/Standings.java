package io.outport.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The servers' medians in one case. */
record Standings(Map<String, Sample> medians) {

  static Standings of(Map<String, List<Sample>> turns) {
    Map<String, Sample> medians = new LinkedHashMap<>();
    turns.forEach((name, samples) -> medians.put(name, Sample.median(samples)));
    return new Standings(medians);
  }

  Optional<Sample> find(String server) {
    return Optional.ofNullable(medians.get(server));
  }

  /** The median of a server that took part. */
  Sample of(String server) {
    return find(server).orElseThrow(() -> new IllegalStateException(server + " was not measured"));
  }
}
