package io.outport.agent.preflight;

import io.outport.agent.cluster.NodeFacts;
import io.outport.agent.cluster.Taint;
import io.outport.agent.settings.SiteSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The nodes on which the chart would have pods run.
 *
 * @param labels that a node must have
 * @param tolerations as a pod has them: {@code key}, {@code operator}, {@code value}, {@code
 *     effect}
 */
record NodeChoice(Map<String, String> labels, List<Map<?, ?>> tolerations) {
  private static final String OS = "kubernetes.io/os";
  private static final String LINUX = "linux";

  /** Of what passes, and of what the pods of every node tolerate by themselves. */
  private static final String OF_KUBERNETES = "node.kubernetes.io/";

  /** The chart's own, where the settings say nothing: all. */
  private static final List<Map<?, ?>> EVERYTHING = List.of(Map.of("operator", "Exists"));

  /** Copies the collections. */
  NodeChoice {
    labels = Map.copyOf(labels);
    tolerations = List.copyOf(tolerations);
  }

  /** Where the site itself may run. */
  static NodeChoice ofSite(SiteSettings settings) {
    Map<String, String> labels = new HashMap<>();
    if (settings.values().get("nodeSelector") instanceof Map<?, ?> selector) {
      selector.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
    }
    labels.put(OS, LINUX);
    return new NodeChoice(labels, tolerations(settings.values(), List.of()));
  }

  /** The nodes that are made to trust the site. */
  static NodeChoice ofTrust(SiteSettings settings) {
    Map<String, String> labels =
        settings.labelledNodesOnly()
            ? Map.of(OS, LINUX, "containerd-configured-by", "connected-registry")
            : Map.of(OS, LINUX);
    return settings.values().get("trustDistribution") instanceof Map<?, ?> trust
        ? new NodeChoice(labels, tolerations(trust, EVERYTHING))
        : new NodeChoice(labels, EVERYTHING);
  }

  private static List<Map<?, ?>> tolerations(Map<?, ?> values, List<Map<?, ?>> otherwise) {
    return values.get("tolerations") instanceof List<?> given
        ? given.stream()
            .flatMap(
                each -> each instanceof Map<?, ?> one ? Stream.<Map<?, ?>>of(one) : Stream.of())
            .toList()
        : otherwise;
  }

  /** Whether pods may run there. */
  boolean takes(NodeFacts node) {
    return labels.entrySet().stream().allMatch(each -> has(node, each.getKey(), each.getValue()))
        && node.taints().stream().filter(Taint::repels).allMatch(this::tolerates);
  }

  /** Kubelets label their nodes; one that does not say what it is counts as Linux. */
  private static boolean has(NodeFacts node, String key, String value) {
    return value.equals(node.labels().getOrDefault(key, key.equals(OS) ? LINUX : ""));
  }

  private boolean tolerates(Taint taint) {
    return taint.key().startsWith(OF_KUBERNETES)
        || tolerations.stream().anyMatch(each -> covers(each, taint));
  }

  private static boolean covers(Map<?, ?> toleration, Taint taint) {
    String key = text(toleration, "key");
    boolean exists = text(toleration, "operator").equals("Exists");
    boolean same = exists || text(toleration, "value").equals(taint.value());
    boolean effect = List.of("", taint.effect()).contains(text(toleration, "effect"));
    return effect && same && (key.equals(taint.key()) || (key.isEmpty() && exists));
  }

  private static String text(Map<?, ?> values, String key) {
    return values.get(key) instanceof String text ? text : "";
  }
}
