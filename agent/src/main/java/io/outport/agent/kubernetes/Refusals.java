package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Why workloads have no pods: what makes them is refused, and says so in events alone. */
final class Refusals {
  private static final String REASON = "FailedCreate";
  private static final Set<String> DIRECT = Set.of("DaemonSet", "StatefulSet");
  private static final String INDIRECT = "ReplicaSet";

  private final List<Event> events;

  Refusals(List<Event> events) {
    this.events =
        events.stream()
            .filter(each -> REASON.equals(each.getReason()) && each.getInvolvedObject() != null)
            .toList();
  }

  /** The newest one of a workload, unless a pod of it was made since; empty for none. */
  String of(String workload, List<Pod> pods) {
    String newest =
        pods.stream()
            .map(each -> Optional.ofNullable(each.getMetadata().getCreationTimestamp()).orElse(""))
            .max(Comparator.naturalOrder())
            .orElse("");
    return events.stream()
        .filter(each -> isOf(workload, each.getInvolvedObject()))
        .filter(each -> Events.time(each).compareTo(newest) > 0)
        .max(Comparator.comparing(Events::time))
        .flatMap(each -> Optional.ofNullable(each.getMessage()))
        .orElse("");
  }

  private static boolean isOf(String workload, ObjectReference object) {
    String name = Optional.ofNullable(object.getName()).orElse("");
    return (DIRECT.contains(object.getKind()) && name.equals(workload))
        || (INDIRECT.equals(object.getKind())
            && name.matches(Pattern.quote(workload) + "-[a-z0-9]+"));
  }
}
