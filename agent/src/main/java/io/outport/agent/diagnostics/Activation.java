package io.outport.agent.diagnostics;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which site an extension is, and whether it is activated, as far as its cluster can tell. The
 * first line is read by programs: it names the connected registry that a hub is asked for.
 */
final class Activation {
  private static final String CONNECTION = "connectionString";
  private static final int MAX_PODS = 20;

  private Activation() {}

  /** The site's own pods, not those that bring trust to nodes. */
  static List<Pod> pods(KubernetesClient client, DesiredExtension extension) {
    return client
        .pods()
        .inNamespace(extension.releaseNamespace())
        .withLabel("app.kubernetes.io/name", "connected-registry")
        .withLabel("app.kubernetes.io/instance", extension.releaseName())
        .list()
        .getItems();
  }

  static String of(DesiredExtension extension, List<Pod> pods) {
    String instances =
        pods.isEmpty()
            ? "there is no pod of it\n"
            : pods.stream().limit(MAX_PODS).map(Activation::pod).collect(Collectors.joining());
    return site(extension) + "\n" + instances;
  }

  private static String site(DesiredExtension extension) {
    String text = extension.protectedSettings().getOrDefault(CONNECTION, "");
    if (text.isEmpty()) {
      return "the protected settings have no %s\n".formatted(CONNECTION);
    }
    try {
      ConnectionString connection = ConnectionString.parse(text);
      return """
      connected registry  %s
      sync token          %s
      parent              %s://%s
      """
          .formatted(
              connection.name(),
              connection.tokenName(),
              connection.protocol(),
              connection.parentEndpoint());
    } catch (Refusal refusal) {
      return refusal.getMessage() + "\n";
    }
  }

  private static String pod(Pod pod) {
    List<ContainerStatus> all =
        pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
    String phase = pod.getStatus() == null ? "no status" : pod.getStatus().getPhase();
    return "pod %s (%s)%n".formatted(pod.getMetadata().getName(), phase)
        + all.stream().map(Activation::container).collect(Collectors.joining());
  }

  /** A site opens its port only once it holds an activation. */
  private static String container(ContainerStatus status) {
    boolean serves = Boolean.TRUE.equals(status.getReady());
    return (serves
            ? "  serves, so its volume holds an activation\n"
            : "  does not serve, so it may have no activation: see its log\n")
        + ended("ended", status.getState())
        + ended("ended before", status.getLastState());
  }

  private static String ended(String when, ContainerState state) {
    return Optional.ofNullable(state)
        .map(ContainerState::getTerminated)
        .map(end -> "  %s with exit code %s: %s%n".formatted(when, end.getExitCode(), words(end)))
        .orElse("");
  }

  private static String words(ContainerStateTerminated end) {
    return end.getMessage() == null ? String.valueOf(end.getReason()) : end.getMessage().strip();
  }
}
