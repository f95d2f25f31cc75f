package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.outport.agent.cluster.ClusterException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Questions to the API server, whose refusals become words. */
final class Api {
  static final String RELEASE_NAME = "meta.helm.sh/release-name";
  static final String RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";
  static final String NAME = "app.kubernetes.io/name";
  static final String INSTANCE = "app.kubernetes.io/instance";

  /** Which of our secrets it is. */
  static final String KIND = "io.outport/kind";

  static final int NOT_FOUND = 404;
  static final int FORBIDDEN = 403;

  private Api() {}

  /**
   * Asks.
   *
   * @param what for the failure, such as {@code "the nodes cannot be listed"}
   * @throws ClusterException when the server refuses or does not answer
   */
  static <T> T ask(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException e) {
      throw new ClusterException("%s: %s".formatted(what, words(e)), e);
    }
  }

  /** The API server's own words, or why there are none. */
  static String words(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return e.getStatus().getMessage();
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return "the API server does not answer (%s)".formatted(why);
  }

  /** Makes it, or replaces the one that is there. */
  static void put(KubernetesClient client, Secret secret) {
    String name = secret.getMetadata().getName();
    ask(
        "secret %s cannot be written".formatted(name),
        () -> client.resource(secret).createOr(NonDeletingOperation::update));
  }

  static Map<String, String> decoded(Secret secret) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    return data.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey,
                each ->
                    new String(
                        Base64.getDecoder().decode(each.getValue()), StandardCharsets.UTF_8)));
  }

  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
