package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.cluster.Holds;
import java.util.Map;
import java.util.Optional;

/**
 * {@link Holds} by an annotation of the agent's namespace, which people set and remove with {@code
 * kubectl annotate}.
 */
public final class KubernetesHolds implements Holds {
  /** The annotation. */
  public static final String ANNOTATION = "outport.io/hold";

  private static final int MAX_LENGTH = 256;
  private static final String NO_WORDS = "no reason was given";

  private final KubernetesClient client;
  private final String namespace;

  /** Looks at this namespace. */
  public KubernetesHolds(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public Optional<String> hold() {
    Namespace found =
        Api.ask(
            "namespace %s cannot be read".formatted(namespace),
            () -> client.namespaces().withName(namespace).get());
    Map<String, String> annotations = found == null ? null : found.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations)
        .flatMap(all -> Optional.ofNullable(all.get(ANNOTATION)))
        .map(words -> words.isBlank() ? NO_WORDS : words.strip())
        .map(words -> words.substring(0, Math.min(words.length(), MAX_LENGTH)));
  }
}
