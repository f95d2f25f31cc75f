package io.outport.agent.health;

import io.outport.agent.problem.Problem;
import java.util.List;

/**
 * A node that Kubernetes calls not ready, and that a release's DaemonSet has something to do on.
 *
 * @param since when that began, in the API server's words; empty where they are none
 */
public record AwayNode(String name, String since) {
  private static final String CODE = "NodeAway";

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
    return Problem.first(
        nodes.stream().map(each -> each.told(then)).toList(),
        others ->
            new Problem(
                CODE, "nodes", "and %d more are away".formatted(others), "kubectl get nodes"));
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
