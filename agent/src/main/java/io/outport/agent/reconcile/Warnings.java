package io.outport.agent.reconcile;

import io.outport.agent.health.AwayNode;
import io.outport.agent.health.HealthJudge;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.problem.Problem;
import java.util.List;
import java.util.stream.Stream;

/** What is told beside how a wish is: it keeps nothing from being as wished. */
final class Warnings {
  private Warnings() {}

  /**
   * Of what was wished, and of nodes.
   *
   * @param asBefore what is said of nodes that was said before the last change, too
   */
  static List<Problem> of(ReleasePlan plan, ReleaseSnapshot snapshot, List<String> asBefore) {
    String then =
        plan.findSite().isPresent() ? "it trusts the site" : "what it is to run comes to it";
    return Stream.of(
            plan.warnings(),
            AwayNode.told(snapshot.away(), then),
            HealthJudge.asBefore(asBefore),
            unheard(snapshot.unheard()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Problem> unheard(int nodes) {
    return nodes == 0
        ? List.of()
        : List.of(
            new Problem(
                "NodesNotHeard",
                "trust",
                "%d nodes are not ready and could not be asked why: they are too many, or do not"
                        .formatted(nodes)
                    + " answer",
                "they are asked again; kubectl logs of their trust pods tells"));
  }
}
