package io.outport.cli;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.EnrolmentSecret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cluster applies to run its agent: one stream of Kubernetes objects, which holds a secret.
 *
 * @param hub the hub's address
 * @param clusterId of the cluster at the hub
 * @param secret what the agent enrols with, once
 * @param caPem of the hub's authority; empty where its certificate is publicly trusted
 * @param image of the agent
 * @param pullSecret a docker-registry secret in the agent's namespace; empty for the agent's own
 */
record AgentManifests(
    String hub,
    String clusterId,
    EnrolmentSecret secret,
    String caPem,
    String image,
    String pullSecret) {
  /** Where the agent and what it keeps are. */
  static final String NAMESPACE = "outport-agent";

  /** Which the agent renews. */
  private static final String PULL_SECRET = "outport-pull";

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  /** YAML that {@code kubectl apply -f -} takes. */
  String toYaml() {
    Map<String, Object> values = new HashMap<>();
    values.put("hub", hub);
    values.put("clusterId", clusterId);
    values.put("secret", secret.secret());
    values.put("ca", caPem);
    values.put("image", image);
    values.put("dockerConfig", ControlJson.mapper().writeValueAsString(dockerConfig()));
    values.put(
        "pullSecrets", List.of(Map.of("name", pullSecret.isEmpty() ? PULL_SECRET : pullSecret)));
    // JSON is YAML: no value can end its own text.
    return PLACE
        .matcher(template())
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    ControlJson.mapper().writeValueAsString(values.get(place.group(1)))));
  }

  /** What nodes pull the agent's image with until it renews that itself. */
  private Map<String, Object> dockerConfig() {
    String pair = secret.username() + ":" + secret.secret();
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return Map.of(
        "auths",
        Map.of(
            URI.create(hub).getAuthority(),
            Map.of("username", secret.username(), "password", secret.secret(), "auth", encoded)));
  }

  /** Without the secret (law L10). */
  @Override
  public String toString() {
    return "AgentManifests[%s at %s]".formatted(clusterId, hub);
  }

  private static String template() {
    try (InputStream in = AgentManifests.class.getResourceAsStream("agent.yaml")) {
      if (in == null) {
        throw new IllegalStateException("the build left out agent.yaml");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read agent.yaml", e);
    }
  }
}
