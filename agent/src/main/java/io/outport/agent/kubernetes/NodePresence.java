package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.health.AwayNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are there, ready, and which are not. The nodes are listed when it is first asked; so
 * it is made for one look.
 */
final class NodePresence {
  private static final String READY = "Ready";
  private static final String TRUE = "True";

  private final KubernetesClient client;
  private @Nullable Map<String, Optional<NodeCondition>> readiness;

  NodePresence(KubernetesClient client) {
    this.client = client;
  }

  /** Whether Kubernetes calls this node ready; not where there is no such node. */
  boolean isThere(String node) {
    return readiness()
        .getOrDefault(node, Optional.empty())
        .filter(NodePresence::isTrue)
        .isPresent();
  }

  /** The node of this name that there is, where it is not ready. */
  Optional<AwayNode> findAway(String node) {
    return Optional.ofNullable(readiness().get(node))
        .filter(ready -> ready.filter(NodePresence::isTrue).isEmpty())
        .map(ready -> ready.map(NodeCondition::getLastTransitionTime).orElse(""))
        .map(since -> new AwayNode(node, since));
  }

  private Map<String, Optional<NodeCondition>> readiness() {
    Map<String, Optional<NodeCondition>> known = readiness;
    if (known == null) {
      known =
          client.nodes().list().getItems().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      each -> each.getMetadata().getName(), NodePresence::readiness));
      readiness = known;
    }
    return known;
  }

  private static Optional<NodeCondition> readiness(Node each) {
    return each.getStatus() == null
        ? Optional.empty()
        : each.getStatus().getConditions().stream()
            .filter(one -> READY.equals(one.getType()))
            .findFirst();
  }

  private static boolean isTrue(NodeCondition ready) {
    return TRUE.equals(ready.getStatus());
  }

  static boolean isReady(Pod each) {
    return each.getStatus() != null
        && each.getStatus().getConditions().stream()
            .anyMatch(one -> READY.equals(one.getType()) && TRUE.equals(one.getStatus()));
  }

  /** Where it is, or where a DaemonSet's controller wants it while no scheduler has had it. */
  static Optional<String> nodeOf(Pod each) {
    String bound = each.getSpec().getNodeName();
    return bound == null ? wantedNode(each) : Optional.of(bound);
  }

  private static Optional<String> wantedNode(Pod each) {
    return Stream.ofNullable(each.getSpec().getAffinity())
        .flatMap(one -> Stream.ofNullable(one.getNodeAffinity()))
        .flatMap(one -> Stream.ofNullable(one.getRequiredDuringSchedulingIgnoredDuringExecution()))
        .flatMap(one -> one.getNodeSelectorTerms().stream())
        .flatMap(one -> one.getMatchFields().stream())
        .map(NodeSelectorRequirement::getValues)
        .flatMap(List::stream)
        .findFirst();
  }
}
