package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.outport.agent.health.AwayNode;
import io.outport.agent.health.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a DaemonSet is on the nodes that are there. On one that is switched off its pod stays as it
 * was, an old one hanging in its deletion, and the set's controller counts it as wanted for ever.
 */
final class DaemonLook {
  private final DaemonSet set;
  private final List<Pod> lost;
  private final NodePresence nodes;

  private DaemonLook(DaemonSet set, List<Pod> lost, NodePresence nodes) {
    this.set = set;
    this.lost = lost;
    this.nodes = nodes;
  }

  /** At it and its pods, those that are being deleted too. */
  static DaemonLook at(DaemonSet set, List<Pod> pods, NodePresence nodes) {
    List<Pod> lost =
        pods.stream().filter(each -> !NodePresence.isReady(each) && isLost(each, nodes)).toList();
    return new DaemonLook(set, lost, nodes);
  }

  private static boolean isLost(Pod pod, NodePresence nodes) {
    return NodePresence.nodeOf(pod).filter(node -> !nodes.isThere(node)).isPresent();
  }

  /** Its pods that tell nothing: their nodes are away, or gone for good. */
  List<Pod> lost() {
    return lost;
  }

  /** The nodes that it waits for. */
  List<AwayNode> away() {
    return slots().keySet().stream().flatMap(each -> nodes.findAway(each).stream()).toList();
  }

  /** By nodes that are away; what was on a node that is gone nobody counts. */
  private Map<String, List<Pod>> slots() {
    return lost.stream()
        .filter(each -> nodes.findAway(node(each)).isPresent())
        .collect(Collectors.groupingBy(DaemonLook::node, TreeMap::new, Collectors.toList()));
  }

  private static String node(Pod pod) {
    return NodePresence.nodeOf(pod).orElse("");
  }

  /** Without the nodes that are away. */
  Workload workload() {
    DaemonSetStatus status = set.getStatus() == null ? new DaemonSetStatus() : set.getStatus();
    List<List<Pod>> away =
        slots().values().stream()
            // Nodes on which the controller wants none are none that it counts.
            .skip(number(status.getNumberMisscheduled()))
            .toList();
    int replaced = (int) away.stream().filter(slot -> !isOld(slot)).count();
    int wanted = Math.max(0, number(status.getDesiredNumberScheduled()) - away.size());
    int updated = Math.max(0, number(status.getUpdatedNumberScheduled()) - replaced);
    return new Workload(
        "daemonset",
        set.getMetadata().getName(),
        wanted,
        Math.min(updated, number(status.getNumberReady())),
        updated >= wanted && isCurrent(status));
  }

  /** The controller deletes what is not of the newest template, at once where it is not ready. */
  private static boolean isOld(List<Pod> slot) {
    return slot.stream().anyMatch(each -> each.getMetadata().getDeletionTimestamp() != null);
  }

  private boolean isCurrent(DaemonSetStatus status) {
    Long generation = set.getMetadata().getGeneration();
    Long seen = status.getObservedGeneration();
    return Optional.ofNullable(generation)
        .map(wanted -> seen != null && seen >= wanted)
        .orElse(true);
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
