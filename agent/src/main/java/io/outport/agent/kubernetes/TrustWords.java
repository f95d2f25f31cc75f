package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What pods that keep nodes' trust say of their nodes: a line of JSON for each change. Made for one
 * look at a release.
 */
final class TrustWords {
  private static final String NAME = "app.kubernetes.io/name";
  private static final String PODS = "connected-registry-trust";
  private static final int LAST_LINES = 5;

  /** Many nodes say the same, and each log is a call. */
  private static final int MAX_LOGS = 8;

  /** Others pass by themselves. */
  private static final Set<String> BAD = Set.of("Failed", "RestartNeeded");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final KubernetesClient client;
  private int logs;

  TrustWords(KubernetesClient client) {
    this.client = client;
  }

  /** Why the node does not trust the site, with the node's name; empty where nothing is wrong. */
  String of(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    boolean ours = labels != null && labels.getOrDefault(NAME, "").startsWith(PODS);
    boolean runs =
        pod.getStatus() != null
            && pod.getStatus().getContainerStatuses().stream().anyMatch(TrustWords::runs);
    if (!ours || !runs || logs++ >= MAX_LOGS) {
      return "";
    }
    return log(pod)
        .lines()
        .flatMap(TrustWords::status)
        .reduce((earlier, later) -> later)
        .filter(status -> BAD.contains(status.path("state").asString("")))
        .map(status -> "node %s: %s".formatted(node(pod), status.path("detail").asString("")))
        .orElse("");
  }

  private static boolean runs(ContainerStatus status) {
    return status.getState() != null && status.getState().getRunning() != null;
  }

  private String log(Pod pod) {
    try {
      String log =
          client
              .pods()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(pod.getMetadata().getName())
              .tailingLines(LAST_LINES)
              .getLog();
      return log == null ? "" : log;
    } catch (KubernetesClientException ignored) {
      // The pod is looked at again soon; without a word it is one that starts.
      return "";
    }
  }

  private static Stream<JsonNode> status(String line) {
    try {
      return line.startsWith("{") ? Stream.of(JSON.readTree(line)) : Stream.of();
    } catch (JacksonException ignored) {
      return Stream.of();
    }
  }

  private static String node(Pod pod) {
    return String.valueOf(pod.getSpec().getNodeName());
  }
}
