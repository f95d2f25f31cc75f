package io.outport.agent.health;

import io.outport.agent.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Judges how an image comes to nodes, by the pods there that are to have it pulled. */
public final class ImageJudge {
  private ImageJudge() {}

  /**
   * How it is.
   *
   * @param coming a pod for each node that does not have it yet, by the node's name
   * @param later how many nodes begin when one of these is done
   */
  public static Health judge(Map<String, Pod> coming, int later) {
    Map<String, Pod> nodes = new TreeMap<>(coming);
    if (nodes.isEmpty() && later == 0) {
      return new Health.Ready();
    }
    List<Problem> problems =
        nodes.entrySet().stream()
            .filter(each -> PullFailure.isOne(each.getValue()))
            .map(each -> problem(each.getKey(), each.getValue()))
            .limit(Problem.MAX_PROBLEMS)
            .toList();
    return problems.isEmpty()
        ? new Health.Starting(words(nodes, later), nodes.values().stream().anyMatch(Pod::pulls))
        : new Health.Broken(problems);
  }

  private static Problem problem(String node, Pod pod) {
    Problem problem = PullFailure.explain("node " + node, pod, because(pod));
    String remedy = problem.remedy() + "; what runs was not changed";
    return new Problem(problem.code(), problem.where(), problem.message(), remedy);
  }

  private static String because(Pod pod) {
    return pod.waitingMessage().isBlank() ? "" : ": " + pod.waitingMessage().strip();
  }

  private static String words(Map<String, Pod> nodes, int later) {
    String others = later == 0 ? "" : " and %d more".formatted(later);
    return "the new image is pulled by %s%s; what runs is not changed before"
        .formatted(nodes.keySet().stream().collect(Collectors.joining(", ")), others);
  }
}
