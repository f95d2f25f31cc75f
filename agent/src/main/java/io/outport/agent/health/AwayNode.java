package io.outport.agent.health;

import io.outport.agent.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * A node that Kubernetes calls not ready, and that a release's DaemonSet has something to do on.
 *
 * @param since when that began, in the API server's words; empty where they are none
 */
public record AwayNode(String name, String since) {
  private static final String CODE = "NodeAway";
  private static final int MAX_NAMED = 8;

  /** Whether these words of a pod are about this node. */
  boolean isMeantBy(String distrust) {
    return distrust.startsWith("node %s: ".formatted(name));
  }

  /**
   * What is told of them, the first by name.
   *
   * @param then what becomes of a node that is back, such as {@code "it trusts the site"}
   */
  public static List<Problem> told(List<AwayNode> nodes, String then) {
    List<Problem> told = new ArrayList<>();
    nodes.stream().limit(MAX_NAMED).forEach(each -> told.add(each.told(then)));
    if (nodes.size() > MAX_NAMED) {
      told.add(
          new Problem(
              CODE,
              "nodes",
              "and %d more are away".formatted(nodes.size() - MAX_NAMED),
              "kubectl get nodes names them"));
    }
    return told;
  }

  private Problem told(String then) {
    String began = since.isEmpty() ? "" : " since " + since;
    return new Problem(
        CODE,
        "node " + name,
        "is away%s (Kubernetes calls it not ready)".formatted(began),
        "%s once it is back; one that is gone for good: kubectl delete node %s"
            .formatted(then, name));
  }
}
