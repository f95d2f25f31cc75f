package io.outport.agent.cluster;

import java.util.List;
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
    Map<String, String> labels,
    List<Taint> taints) {

  /** Copies the collections. */
  public NodeFacts {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
  }

  /** One that keeps nobody away. */
  public NodeFacts(
      String name,
      String architecture,
      String runtime,
      boolean ready,
      int cores,
      Map<String, String> labels) {
    this(name, architecture, runtime, ready, cores, labels, List.of());
  }

  /** Whether its images are pulled by containerd. */
  public boolean hasContainerd() {
    return runtime.startsWith("containerd://");
  }
}
