package io.outport.agent.cluster;

import java.util.Map;

/**
 * A node.
 *
 * @param runtime such as {@code containerd://2.1.4}
 * @param cores that it has
 */
public record NodeFacts(
    String name,
    String architecture,
    String runtime,
    boolean ready,
    int cores,
    Map<String, String> labels) {

  /** Copies the map. */
  public NodeFacts {
    labels = Map.copyOf(labels);
  }

  /** Whether its images are pulled by containerd. */
  public boolean hasContainerd() {
    return runtime.startsWith("containerd://");
  }
}
