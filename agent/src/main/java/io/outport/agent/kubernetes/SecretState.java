package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.cluster.ClusterException;
import io.outport.agent.link.AgentState;
import io.outport.agent.link.StateStore;
import io.outport.hubapi.agent.AgentKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link StateStore} in one secret of the agent's namespace. */
public final class SecretState implements StateStore {
  /** The secret's name. */
  public static final String NAME = "outport-agent-state";

  private static final String PRIVATE = "key.pem";
  private static final String PUBLIC = "key.pub.pem";
  private static final String NEXT_PRIVATE = "next-key.pem";
  private static final String NEXT_PUBLIC = "next-key.pub.pem";

  private final KubernetesClient client;
  private final String namespace;

  /** Keeps it in this namespace. */
  public SecretState(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public Optional<AgentState> read() {
    Secret secret =
        Api.ask(
            "the agent's state cannot be read",
            () -> client.secrets().inNamespace(namespace).withName(NAME).get());
    return secret == null ? Optional.empty() : Optional.of(state(Api.decoded(secret)));
  }

  @Override
  public void write(AgentState state) {
    Map<String, String> data = new HashMap<>();
    data.put("hub", state.hub());
    data.put("clusterId", state.clusterId());
    data.put(PRIVATE, state.key().privatePem());
    data.put(PUBLIC, state.key().publicPem());
    data.put("keyMade", state.keyMade().toString());
    data.put("enrolledWith", state.enrolledWith());
    data.put("loginServer", state.loginServer());
    AgentKey next = state.next();
    if (next != null) {
      data.put(NEXT_PRIVATE, next.privatePem());
      data.put(NEXT_PUBLIC, next.publicPem());
    }
    data.replaceAll((key, value) -> Api.encoded(value));
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace(namespace)
            .addToLabels(Api.KIND, "agent-state")
            .endMetadata()
            .withType("Opaque")
            .withData(data)
            .build();
    Api.put(client, secret);
  }

  private AgentState state(Map<String, String> data) {
    try {
      return new AgentState(
          text(data, "hub"),
          text(data, "clusterId"),
          AgentKey.ofPem(text(data, PRIVATE), text(data, PUBLIC)),
          Instant.parse(text(data, "keyMade")),
          next(data),
          data.getOrDefault("enrolledWith", ""),
          data.getOrDefault("loginServer", ""));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ClusterException(
          "secret %s/%s is damaged (%s): delete it and enrol the cluster again with 'outport cluster connect'"
              .formatted(namespace, NAME, e.getMessage()),
          e);
    }
  }

  private static @Nullable AgentKey next(Map<String, String> data) {
    return data.containsKey(NEXT_PRIVATE)
        ? AgentKey.ofPem(text(data, NEXT_PRIVATE), text(data, NEXT_PUBLIC))
        : null;
  }

  private static String text(Map<String, String> data, String key) {
    String text = data.get(key);
    if (text == null) {
      throw new IllegalArgumentException("it has no " + key);
    }
    return text;
  }
}
