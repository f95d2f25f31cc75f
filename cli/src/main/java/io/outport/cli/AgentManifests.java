package io.outport.cli;

import io.outport.hubapi.model.ControlJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * @param pullSecret a docker-registry secret in the agent's namespace; empty for none
 */
record AgentManifests(
    String hub, String clusterId, String secret, String caPem, String image, String pullSecret) {
  /** Where the agent and what it keeps are. */
  static final String NAMESPACE = "outport-agent";

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  /** YAML that {@code kubectl apply -f -} takes. */
  String toYaml() {
    Map<String, Object> values =
        Map.of(
            "hub",
            hub,
            "clusterId",
            clusterId,
            "secret",
            secret,
            "ca",
            caPem,
            "image",
            image,
            "pullSecrets",
            pullSecret.isEmpty() ? List.of() : List.of(Map.of("name", pullSecret)));
    // JSON is YAML: no value can end its own text.
    return PLACE
        .matcher(template())
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    ControlJson.mapper().writeValueAsString(values.get(place.group(1)))));
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
