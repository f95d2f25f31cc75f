package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which nodes a DaemonSet still has to do its work on, and why they do not. */
final class NodeAbsence {
  private static final int MAX_NAMED = 5;
  private static final String READY = "Ready";
  private static final String TRUE = "True";

  private final KubernetesClient client;

  NodeAbsence(KubernetesClient client) {
    this.client = client;
  }

  /** Names of the nodes and what a person can do; empty where its pods are not there yet. */
  String words(DaemonSet set) {
    List<String> waiting = waiting(set);
    if (waiting.isEmpty()) {
      return "";
    }
    Set<String> ready = readyNodes();
    List<String> away = waiting.stream().filter(each -> !ready.contains(each)).toList();
    return away.isEmpty()
        ? "; at work: " + some(waiting)
        : ("; waits for %s, which Kubernetes calls not ready: bring it back, or remove it with"
                + " 'kubectl delete node', or go on without it with 'outport k8s-extension delete"
                + " --force' and run 'outport trust remove --root /' on it later")
            .formatted(some(away));
  }

  private List<String> waiting(DaemonSet set) {
    return client
        .pods()
        .inNamespace(set.getMetadata().getNamespace())
        .withLabels(set.getSpec().getSelector().getMatchLabels())
        .list()
        .getItems()
        .stream()
        .filter(each -> !isReady(each))
        .flatMap(each -> node(each).stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean isReady(Pod each) {
    return each.getStatus() != null
        && each.getStatus().getConditions().stream()
            .anyMatch(one -> READY.equals(one.getType()) && TRUE.equals(one.getStatus()));
  }

  /** Where it is, or where the DaemonSet's controller wants it while no scheduler has had it. */
  private static Optional<String> node(Pod each) {
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

  private Set<String> readyNodes() {
    return client.nodes().list().getItems().stream()
        .filter(NodeAbsence::isReady)
        .map(each -> each.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private static boolean isReady(Node each) {
    return each.getStatus() != null
        && each.getStatus().getConditions().stream()
            .anyMatch(one -> READY.equals(one.getType()) && TRUE.equals(one.getStatus()));
  }

  private static String some(List<String> nodes) {
    List<String> named = new ArrayList<>(nodes.stream().limit(MAX_NAMED).toList());
    if (nodes.size() > MAX_NAMED) {
      named.add("and %d more".formatted(nodes.size() - MAX_NAMED));
    }
    return String.join(", ", named);
  }
}
