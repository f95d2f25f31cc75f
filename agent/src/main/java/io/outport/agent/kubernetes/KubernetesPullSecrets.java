package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.chart.HubAccount;
import io.outport.agent.reconcile.PullSecrets;
import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@link PullSecrets} as secrets of type {@code kubernetes.io/dockerconfigjson}. */
public final class KubernetesPullSecrets implements PullSecrets {
  /** A node that begins to pull with it gets this long. */
  static final Duration MARGIN = Duration.ofMinutes(20);

  private static final Logger LOG = LoggerFactory.getLogger(KubernetesPullSecrets.class);
  private static final String LABEL = "pull-secret";
  private static final String CONFIG = ".dockerconfigjson";
  private static final String EXPIRES = "io.outport/expires-on";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final KubernetesClient client;
  private final HubAccount account;
  private final String home;
  private final InstantSource clock;

  /**
   * Writes this account's passwords.
   *
   * @param home the agent's namespace, whose secret its own image is pulled with
   */
  public KubernetesPullSecrets(
      KubernetesClient client, HubAccount account, String home, InstantSource clock) {
    this.client = client;
    this.account = account;
    this.home = home;
    this.clock = clock;
  }

  @Override
  public void ensure(String namespace) {
    makeNamespace(namespace);
    Optional<Secret> there = find(namespace);
    try {
      AgentCredentials valid = account.credentials();
      if (there.filter(secret -> fits(secret, valid)).isEmpty()) {
        Api.put(client, secret(namespace, valid));
      }
    } catch (AgentException failure) {
      // An image may be on its node already: the one that is there must do.
      if (there.isEmpty()) {
        throw failure;
      }
      LOG.atDebug().addKeyValue("namespace", namespace).log("kept an old pull secret");
    }
  }

  @Override
  public void renew() {
    // By name: what an earlier version had applied for the agent itself bears no label.
    ensure(home);
    List<Secret> all = list();
    try {
      AgentCredentials valid = account.credentials();
      all.stream()
          .filter(secret -> !fits(secret, valid))
          .map(secret -> secret.getMetadata().getNamespace())
          .forEach(this::ensure);
    } catch (AgentException failure) {
      LOG.atDebug().addKeyValue("secrets", all.size()).log("kept old pull secrets");
    }
  }

  @Override
  public void remove(String namespace) {
    if (namespace.equals(home)) {
      // The agent's own image needs it still.
      return;
    }
    Api.ask(
        "secret %s/%s cannot be deleted".formatted(namespace, NAME),
        () -> client.secrets().inNamespace(namespace).withName(NAME).delete());
  }

  private Optional<Secret> find(String namespace) {
    return Optional.ofNullable(
        Api.ask(
            "secret %s/%s cannot be read".formatted(namespace, NAME),
            () -> client.secrets().inNamespace(namespace).withName(NAME).get()));
  }

  private List<Secret> list() {
    return Api.ask(
            "pull secrets cannot be listed",
            () -> client.secrets().inAnyNamespace().withLabel(Api.KIND, LABEL).list())
        .getItems();
  }

  private void makeNamespace(String name) {
    Api.ask(
        "namespace %s cannot be made".formatted(name),
        () -> {
          Namespace there = client.namespaces().withName(name).get();
          return there != null
              ? there
              : client
                  .resource(namespace(name))
                  .createOr(ours -> client.namespaces().withName(name).get());
        });
  }

  /** Where a cluster lets in little by itself: what has nodes trust a site writes their files. */
  private static Namespace namespace(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("pod-security.kubernetes.io/enforce", "privileged")
        .endMetadata()
        .build();
  }

  /** Also by account and host: one of an earlier enrolment, or of another hub, is of no use. */
  private boolean fits(Secret secret, AgentCredentials valid) {
    Map<String, String> users = new TreeMap<>();
    hosts(secret.getMetadata().getNamespace(), valid)
        .forEach(host -> users.put(host, valid.username()));
    return !endsSoon(secret) && users.equals(users(secret));
  }

  /** By host; none where the secret is damaged. */
  private static Map<String, String> users(Secret secret) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    Map<String, String> users = new TreeMap<>();
    try {
      JSON.readTree(Base64.getDecoder().decode(data.getOrDefault(CONFIG, "")))
          .path("auths")
          .properties()
          .forEach(each -> users.put(each.getKey(), each.getValue().path("username").asString("")));
      return users;
    } catch (JacksonException | IllegalArgumentException ignored) {
      // Changed by somebody: renewed.
      return Map.of();
    }
  }

  private boolean endsSoon(Secret secret) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    try {
      Instant end = Instant.parse(annotations == null ? "" : annotations.getOrDefault(EXPIRES, ""));
      return end.minus(MARGIN).isBefore(clock.instant());
    } catch (DateTimeException ignored) {
      // Not ours, or changed by somebody: renewed.
      return true;
    }
  }

  /** The agent's own image is pulled by the name that its file has for the hub. */
  private Set<String> hosts(String namespace, AgentCredentials credentials) {
    Set<String> hosts = new TreeSet<>(Set.of(credentials.loginServer()));
    if (namespace.equals(home)) {
      hosts.add(account.address());
    }
    return hosts;
  }

  private Secret secret(String namespace, AgentCredentials credentials) {
    String pair = credentials.username() + ":" + credentials.password();
    Map<String, Object> entry =
        Map.of(
            "username", credentials.username(),
            "password", credentials.password(),
            "auth", Api.encoded(pair));
    Map<String, Object> hosts = new TreeMap<>();
    hosts(namespace, credentials).forEach(host -> hosts.put(host, entry));
    return new SecretBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace(namespace)
        .addToLabels(Api.KIND, LABEL)
        .addToAnnotations(EXPIRES, credentials.expiresOn().toString())
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(CONFIG, Api.encoded(JSON.writeValueAsString(Map.of("auths", hosts))))
        .build();
  }
}
