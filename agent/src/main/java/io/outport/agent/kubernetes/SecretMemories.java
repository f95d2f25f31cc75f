package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.cluster.ClusterException;
import io.outport.agent.reconcile.Memory;
import io.outport.agent.reconcile.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@link MemoryStore} in a secret per extension: what worked holds the values, so passwords. */
public final class SecretMemories implements MemoryStore {
  private static final String MEMORY = "extension-memory";
  private static final String EXTENSION = "extension";
  private static final String DOCUMENT = "memory.json";
  private static final int NAME_DIGITS = 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final KubernetesClient client;
  private final String namespace;

  /** Keeps them in this namespace. */
  public SecretMemories(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public Memory read(String extension) {
    Secret secret =
        Api.ask(
            "what is remembered of %s cannot be read".formatted(extension),
            () -> client.secrets().inNamespace(namespace).withName(name(extension)).get());
    if (secret == null) {
      return Memory.EMPTY;
    }
    try {
      return JSON.readValue(Api.decoded(secret).getOrDefault(DOCUMENT, ""), Memory.class);
    } catch (JacksonException e) {
      throw new ClusterException(
          "secret %s/%s is damaged: delete it, then only the way back to what worked before is lost"
              .formatted(namespace, name(extension)),
          e);
    }
  }

  @Override
  public void write(String extension, Memory memory) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(name(extension))
            .withNamespace(namespace)
            .addToLabels(Api.KIND, MEMORY)
            .endMetadata()
            .withType("Opaque")
            .addToData(EXTENSION, Api.encoded(extension))
            .addToData(DOCUMENT, Api.encoded(JSON.writeValueAsString(memory)))
            .build();
    Api.put(client, secret);
  }

  @Override
  public void forget(String extension) {
    Api.ask(
        "what is remembered of %s cannot be deleted".formatted(extension),
        () -> client.secrets().inNamespace(namespace).withName(name(extension)).delete());
  }

  @Override
  public Set<String> list() {
    return Api.ask(
            "what is remembered cannot be listed",
            () -> client.secrets().inNamespace(namespace).withLabel(Api.KIND, MEMORY).list())
        .getItems()
        .stream()
        .map(secret -> Api.decoded(secret).getOrDefault(EXTENSION, ""))
        .filter(extension -> !extension.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Extensions' names have other letters than secrets' may have. */
  private static String name(String extension) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      byte[] digest = hash.digest(extension.getBytes(StandardCharsets.UTF_8));
      return "outport-memory-" + HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
