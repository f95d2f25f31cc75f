package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hub.TestHub;
import io.outport.hubapi.agent.AgentClient;
import io.outport.hubapi.agent.AgentKey;
import io.outport.hubapi.agent.AgentLink;
import io.outport.hubapi.agent.AgentTokens;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ControlJson;
import io.outport.pki.TrustBundle;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A cluster at a real hub: its people by the control API, its agent by the agents' wire. */
final class TestFleet implements AutoCloseable {
  static final String CLUSTER = "site1";
  static final String EXTENSION = "registry1";
  private static final String VERSION = "?api-version=2025-03-01";

  private final TestHub hub;
  private final String bearer;
  private final AgentKey key;
  private final AgentClient agent;

  private TestFleet(TestHub hub, String bearer, AgentKey key) {
    this.hub = hub;
    this.bearer = bearer;
    this.key = key;
    this.agent = agentWith(key);
  }

  /** Makes the cluster; its agent has not enrolled. */
  static TestFleet start(TestHub hub) throws Exception {
    TestFleet fleet = again(hub, AgentKey.generate(new SecureRandom()));
    fleet.call("PUT", fleet.cluster(), "{}", 201);
    return fleet;
  }

  /** The cluster that is there, whose agent has this key. */
  static TestFleet again(TestHub hub, AgentKey key) throws Exception {
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s"
            .formatted(
                hub.context().clientId(),
                URLEncoder.encode(hub.context().clientSecret(), StandardCharsets.UTF_8));
    HttpRequest.Builder signIn =
        HttpRequest.newBuilder(hub.uri("/%s/oauth2/v2.0/token".formatted(hub.context().tenantId())))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    JsonNode answer = ControlJson.mapper().readTree(hub.send(signIn, "", "").body());
    return new TestFleet(hub, answer.path("access_token").asString(), key);
  }

  String cluster() {
    return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Kubernetes/connectedClusters/%s"
        .formatted(hub.context().subscriptionId(), hub.context().resourceGroup(), CLUSTER);
  }

  String extension(String name) {
    return cluster() + "/providers/Microsoft.KubernetesConfiguration/extensions/" + name;
  }

  /** Sends it, requires the status, and returns what came. */
  HttpResponse<String> call(String method, String path, String body, int status) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hub.uri(path + (path.contains("?") ? "" : VERSION)))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    HttpResponse<String> answer = hub.send(request, "", "");
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer;
  }

  JsonNode json(String method, String path, String body, int status) throws Exception {
    return ControlJson.mapper().readTree(call(method, path, body, status).body());
  }

  JsonNode get(String path) throws Exception {
    return json("GET", path, "", 200);
  }

  String secret() throws Exception {
    return json("POST", cluster() + "/enroll", "", 200).path("secret").asString();
  }

  void enrol() throws Exception {
    agent.enrol(secret());
  }

  AgentClient agent() {
    return agent;
  }

  AgentKey key() {
    return key;
  }

  AgentClient agentWith(AgentKey other) {
    return new AgentClient(
        new AgentLink(hub.uri(""), cluster(), other),
        new AgentTokens(InstantSource.system(), new SecureRandom()),
        TrustBundle.ofPem(hub.context().caPem()).clientContext());
  }

  void create(String properties) throws Exception {
    call("PUT", extension(EXTENSION), "{\"properties\":{%s}}".formatted(properties), 201);
  }

  void report(long generation, String state) {
    agent.report(
        EXTENSION, new ExtensionReport(generation, state, "1.0.0", List.of(), null, 1, false));
  }

  /** Has an archive come, and returns its id. */
  String archive(String text) throws Exception {
    hub.push("charts/connected-registry", "1.0.0", "a chart of ours");
    enrol();
    create("\"extensionType\":\"microsoft.containerregistry.connectedregistry\"");
    String asked = "{\"extensionName\":\"%s\"}".formatted(EXTENSION);
    String path = cluster() + "/providers/Outport.Fleet/diagnostics";
    String id = json("POST", path, asked, 202).path("id").asString();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    agent.diagnostics(id, bytes);
    return id;
  }

  @Override
  public void close() {
    agent.close();
  }
}
