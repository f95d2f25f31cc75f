package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** Which nodes a DaemonSet still has to do its work on, and why they do not. */
final class NodeAbsence {
  private static final int MAX_NAMED = 5;

  private final KubernetesClient client;

  NodeAbsence(KubernetesClient client) {
    this.client = client;
  }

  /** Names of the nodes and what a person can do; empty where its pods are not there yet. */
  String words(DaemonSet set) {
    List<Pod> pods = pods(set);
    String refusal = refusal(set, pods);
    if (!refusal.isEmpty()) {
      return "; its pods are not let in: " + refusal;
    }
    List<String> waiting = waiting(pods);
    if (waiting.isEmpty()) {
      return "";
    }
    NodePresence nodes = new NodePresence(client);
    List<String> away = waiting.stream().filter(each -> !nodes.isThere(each)).toList();
    return away.isEmpty()
        ? "; at work: " + some(waiting)
        : ("; waits for %s, which Kubernetes calls not ready: bring it back, or remove it with"
                + " 'kubectl delete node', or go on without it with 'outport k8s-extension delete"
                + " --force' and run 'outport trust remove --root /' on it later")
            .formatted(some(away));
  }

  private String refusal(DaemonSet set, List<Pod> pods) {
    String namespace = set.getMetadata().getNamespace();
    return new Refusals(client.v1().events().inNamespace(namespace).list().getItems())
        .of(set.getMetadata().getName(), pods);
  }

  private List<Pod> pods(DaemonSet set) {
    return client
        .pods()
        .inNamespace(set.getMetadata().getNamespace())
        .withLabels(set.getSpec().getSelector().getMatchLabels())
        .list()
        .getItems();
  }

  private static List<String> waiting(List<Pod> pods) {
    return pods.stream()
        .filter(each -> !NodePresence.isReady(each))
        .flatMap(each -> NodePresence.nodeOf(each).stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static String some(List<String> nodes) {
    List<String> named = new ArrayList<>(nodes.stream().limit(MAX_NAMED).toList());
    if (nodes.size() > MAX_NAMED) {
      named.add("and %d more".formatted(nodes.size() - MAX_NAMED));
    }
    return String.join(", ", named);
  }
}
