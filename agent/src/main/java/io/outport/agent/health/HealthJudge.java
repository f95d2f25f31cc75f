package io.outport.agent.health;

import io.outport.agent.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges a snapshot: from the cluster's many words to what is wrong and what to do. */
public final class HealthJudge {
  /** A container that ended once may have waited for something that comes; twice is a loop. */
  private static final int LOOP_RESTARTS = 2;

  private static final int MAX_WORDS = 600;
  private static final Set<String> CONFIGURATION_REASONS =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  private static final String DISTRUST = "NodeNotTrusting";
  private static final List<String> OF_NODES = List.of(DISTRUST, Health.Broken.NODE_WAITS);
  private static final String AGAIN = "the node is looked at again every few seconds";

  private HealthJudge() {}

  /** What is told of nodes that did not trust the site before a change either. */
  public static List<Problem> asBefore(List<String> distrust) {
    String remedy = "it was so before the last change, which is not undone for it; " + AGAIN;
    return Problem.first(
        distrust.stream().map(each -> new Problem(DISTRUST, "trust", cut(each), remedy)).toList(),
        others -> distrust(DISTRUST, others, remedy));
  }

  private static Problem distrust(String code, int others, String remedy) {
    String message = "and %d more nodes do not trust the site".formatted(others);
    return new Problem(code, "trust", message, remedy);
  }

  /** How this is. */
  public static Health judge(ReleaseSnapshot snapshot) {
    List<Problem> problems = new ArrayList<>();
    snapshot.volumes().stream().flatMap(HealthJudge::volume).forEach(problems::add);
    snapshot.pods().stream().flatMap(pod -> pod(pod).stream()).forEach(problems::add);
    snapshot.workloads().stream().flatMap(HealthJudge::refusal).forEach(problems::add);
    if (!problems.isEmpty()) {
      return new Health.Broken(distinct(problems));
    }
    if (snapshot.workloads().isEmpty()) {
      return new Health.Starting("nothing of it is in the cluster yet");
    }
    List<String> pulling =
        snapshot.pods().stream().filter(Pod::pulls).map(HealthJudge::pulling).toList();
    String missing =
        Stream.concat(snapshot.workloads().stream().flatMap(HealthJudge::missing), pulling.stream())
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? new Health.Ready()
        : new Health.Starting(cut(missing), !pulling.isEmpty());
  }

  private static Stream<String> missing(Workload each) {
    return each.isReady()
        ? Stream.of()
        : Stream.of(
            "%s %s has %d of %d pods ready"
                .formatted(each.kind(), each.name(), each.ready(), each.wanted()));
  }

  private static String pulling(Pod pod) {
    return "the image of pod %s is being pulled".formatted(pod.name());
  }

  /** Many pods of one DaemonSet say the same, and many nodes are bad. */
  private static List<Problem> distinct(List<Problem> problems) {
    List<Problem> distinct = new ArrayList<>();
    for (Problem problem : problems) {
      boolean said =
          distinct.stream()
              .anyMatch(
                  each ->
                      each.code().equals(problem.code())
                          && each.message().equals(problem.message()));
      if (!said) {
        distinct.add(problem);
      }
    }
    Stream<Problem> others =
        distinct.stream().filter(problem -> !OF_NODES.contains(problem.code()));
    Stream<Problem> nodes = OF_NODES.stream().flatMap(code -> firstNodes(code, distinct).stream());
    return Stream.concat(others, nodes).limit(Problem.MAX_PROBLEMS).toList();
  }

  private static List<Problem> firstNodes(String code, List<Problem> problems) {
    List<Problem> nodes = problems.stream().filter(problem -> problem.code().equals(code)).toList();
    return Problem.first(nodes, others -> distrust(code, others, AGAIN));
  }

  private static Stream<Problem> volume(Volume volume) {
    if (volume.bound() || (volume.waitsForPod() && volume.reason().isEmpty())) {
      return Stream.of();
    }
    return Stream.of(
        new Problem(
            "VolumePending",
            "volume claim " + volume.name(),
            "is not bound" + because(volume.reason()),
            "check pvc.storageClassName and pvc.storageRequest and that its provisioner runs"));
  }

  private static Stream<Problem> refusal(Workload workload) {
    return workload.isReady() || workload.refusal().isEmpty()
        ? Stream.of()
        : Stream.of(
            new Problem(
                Health.Broken.REFUSED,
                "%s %s".formatted(workload.kind(), workload.name()),
                "its pods are not let in" + because(workload.refusal()),
                "have what refuses them let them in: a quota, an admission webhook, or the"
                    + " namespace's label pod-security.kubernetes.io/enforce"));
  }

  private static Optional<Problem> pod(Pod pod) {
    if (pod.ready()) {
      return Optional.empty();
    }
    String where = "pod " + pod.name();
    if (PullFailure.isOne(pod)) {
      return Optional.of(PullFailure.explain(where, pod, because(pod.waitingMessage())));
    }
    if (CONFIGURATION_REASONS.contains(pod.waitingReason())) {
      return Optional.of(
          new Problem(
              "ContainerRefused",
              where,
              "cannot be started" + because(pod.waitingMessage()),
              "mend what it says; kubectl describe tells more"));
    }
    if (pod.restarts() >= LOOP_RESTARTS || pod.waitingReason().equals("CrashLoopBackOff")) {
      return Optional.of(LastWords.explain(where, cut(pod.lastWords())));
    }
    if (!pod.schedulingMessage().isEmpty()) {
      return Optional.of(
          new Problem(
              "NoNode",
              where,
              "finds no node" + because(pod.schedulingMessage()),
              "free or add what it names; a volume that is not bound is named too"));
    }
    if (!pod.distrust().equals(Distrust.NONE)) {
      String code = pod.distrust().passing() ? Health.Broken.NODE_WAITS : DISTRUST;
      return Optional.of(new Problem(code, where, cut(pod.distrust().words()), AGAIN));
    }
    return pod.mountMessage().isEmpty() ? Optional.empty() : Optional.of(mount(pod, where));
  }

  private static Problem mount(Pod pod, String where) {
    return new Problem(
        Health.Broken.NOT_MOUNTED,
        where,
        "waits for a volume" + because(pod.mountMessage()),
        "a secret that is missing comes when cert-manager has signed the certificate: look at"
            + " kubectl describe certificate");
  }

  private static String because(String words) {
    return words.isBlank() ? "" : ": " + cut(words.strip());
  }

  private static String cut(String words) {
    return words.length() <= MAX_WORDS ? words : "…" + words.substring(words.length() - MAX_WORDS);
  }
}
