package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.AgentKey;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.AgentTokens;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a cluster's agent hears, says and may, at a real hub (reference, 4). */
final class AgentApiTest extends FleetApiSuite {
  @Test
  void tellsTheAgentWhatIsWishedAndPeopleWhatTheAgentSays() throws Exception {
    assertThat(connectivity()).isEqualTo("Connecting");
    fleet.enrol();
    fleet.agent().report(report());
    assertThat(connectivity()).isEqualTo("Connected");

    fleet.create(SETTINGS);
    assertThat(state()).isEqualTo("Creating");
    DesiredState state = fleet.agent().desired(0, Duration.ZERO).orElseThrow();
    DesiredExtension wish = state.extensions().getFirst();
    assertThat(Objects.requireNonNull(wish.chart()).version()).isEqualTo("1.0.0");
    assertThat(wish.releaseNamespace()).isEqualTo("connected-registry");
    assertThat(wish.protectedSettings()).isEqualTo(Map.of("connectionString", "the secret words"));
    assertThat(fleet.agent().desired(state.revision(), Duration.ZERO)).isEmpty();

    fleet.report(wish.generation(), "Succeeded");
    JsonNode shown = fleet.get(fleet.extension(TestFleet.EXTENSION)).path("properties");
    assertThat(shown.path("provisioningState").asString()).isEqualTo("Succeeded");
    assertThat(shown.path("currentVersion").asString()).isEqualTo("1.0.0");
    assertThat(shown.at("/configurationProtectedSettings/connectionString").asString()).isEmpty();
    assertThat(shown.toString()).doesNotContain("secret words");
  }

  @Test
  void wakesAnAgentThatWaits() throws Exception {
    fleet.enrol();
    DesiredState before = fleet.agent().desired(0, Duration.ZERO).orElseThrow();
    CompletableFuture<DesiredState> news =
        CompletableFuture.supplyAsync(
            () -> fleet.agent().desired(before.revision(), Duration.ofSeconds(30)).orElseThrow());

    fleet.create(SETTINGS);

    assertThat(news.get(10, TimeUnit.SECONDS).extensions()).hasSize(1);
  }

  @Test
  void keepsAllOverARestart() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);
    DesiredState before = fleet.agent().desired(0, Duration.ZERO).orElseThrow();
    AgentKey key = fleet.key();
    fleet.close();
    hub = hub.restarted();
    fleet = TestFleet.again(hub, key);

    assertThat(fleet.agent().desired(0, Duration.ZERO)).contains(before);
  }

  @Test
  void enrolsOneAgentForEachSecret() throws Exception {
    String secret = fleet.secret();
    fleet.agent().enrol(secret);
    fleet.agent().enrol(secret);
    try (var other = fleet.agentWith(AgentKey.generate(new SecureRandom()))) {
      assertThatThrownBy(() -> other.enrol(secret)).hasMessageContaining("used by another agent");
      assertThatThrownBy(() -> other.enrol("guessed")).hasMessageContaining("newest");
      assertThatThrownBy(other::credentials)
          .isInstanceOfSatisfying(
              AgentException.class,
              e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.UNAUTHORIZED));

      other.enrol(fleet.secret());
      assertThat(other.credentials().username()).startsWith("agent.");
    }
    assertThatThrownBy(() -> fleet.agent().credentials()).hasMessageContaining("enrol anew");
  }

  @Test
  void takesANewKeyWithTheFirstCallThatItSigns() throws Exception {
    fleet.enrol();
    AgentKey next = AgentKey.generate(new SecureRandom());
    fleet.agent().rotate(next);
    fleet.agent().report(report());
    try (var renewed = fleet.agentWith(next)) {
      renewed.report(report());
      assertThatThrownBy(() -> fleet.agent().report(report())).hasMessageContaining("not signed");
    }
  }

  @Test
  void letsAgentsPullWhatIsForThemAlone() throws Exception {
    fleet.enrol();
    hub.push("team/app", "v1", "not theirs");
    AgentCredentials pull = fleet.agent().credentials();

    assertThat(manifest("charts/connected-registry", "1.0.0", pull)).isEqualTo(200);
    assertThat(manifest("team/app", "v1", pull)).isIn(401, 403, 404);
    fleet.call("DELETE", fleet.cluster(), "", 200);
    assertThat(manifest("charts/connected-registry", "1.0.0", pull)).isEqualTo(401);
  }

  @Test
  void letsTheAgentsImageBePulledByTheEnrolmentSecret() throws Exception {
    hub.push("outport/agent", "1", "the agent");
    JsonNode first = fleet.json("POST", fleet.cluster() + "/enroll", "", 200);
    var pull =
        new AgentCredentials(
            first.path("username").asString(), first.path("secret").asString(), Instant.MAX, "");
    assertThat(manifest("outport/agent", "1", pull)).isEqualTo(200);

    fleet.agent().enrol(fleet.secret());
    assertThat(manifest("outport/agent", "1", pull)).isEqualTo(401);
  }

  @Test
  void givesAnArchiveToWhoAskedForIt() throws Exception {
    String id = fleet.archive("what the cluster knows");
    String path = fleet.cluster() + "/providers/Outport.Fleet/diagnostics/" + id;

    assertThat(fleet.get(path).path("status").asString()).isEqualTo("Succeeded");
    assertThat(fleet.get(path + "/archive").path("base64").asString()).isNotEmpty();
    assertThat(fleet.agent().desired(0, Duration.ZERO).orElseThrow().diagnostics()).isEmpty();
  }

  /** Who cannot sign in may send it, too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "{\"clusterId\":\"x\",\"publicKey\":\"x\"}",
        "{\"clusterId\":\"x\",\"secret\":\"x\"}",
        "{\"secret\":\"x\",\"publicKey\":\"x\"}"
      })
  void refusesToEnrolByABodyThatLacksSomething(String body) throws Exception {
    assertThat(asAgent("POST enroll", body)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST key", "PUT status", "PUT extensions/registry1/report", "PUT diagnostics/1"})
  void refusesBodiesThatLackSomething(String call) throws Exception {
    fleet.enrol();

    assertThat(asAgent(call, "{}")).isEqualTo(400);
    assertThat(asAgent(call, "null")).isEqualTo(400);
  }

  private int asAgent(String call, String body) throws Exception {
    int space = call.indexOf(' ');
    String token =
        new AgentTokens(InstantSource.system(), new SecureRandom())
            .issue(fleet.cluster(), fleet.key());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hub.uri("/agent/v1/" + call.substring(space + 1)))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(call.substring(0, space), HttpRequest.BodyPublishers.ofString(body));
    return hub.send(request, "", "").statusCode();
  }

  private int manifest(String repository, String tag, AgentCredentials pull) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hub.uri("/v2/%s/manifests/%s".formatted(repository, tag)))
            .header("Accept", "application/vnd.oci.image.index.v1+json");
    return hub.send(request, pull.username(), pull.password()).statusCode();
  }

  private String connectivity() throws Exception {
    return fleet.get(fleet.cluster()).at("/properties/connectivityStatus").asString();
  }

  private static AgentReport report() {
    var node = new AgentReport.Node("node-1", "amd64", "containerd://1.6.20", true);
    return new AgentReport("1", "v1.34.4", null, null, List.of(node), 2);
  }
}
