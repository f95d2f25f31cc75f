package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hub.TestHub;
import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.AgentKey;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.StatusItem;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clusters and extensions at a real hub, from both sides (reference, 4; azure-api.md). */
class FleetApiTest {
  private static final String TYPE =
      "\"extensionType\":\"Microsoft.ContainerRegistry.ConnectedRegistry\"";
  private static final String SETTINGS =
      TYPE
          + ",\"configurationSettings\":{\"service.clusterIP\":\"10.96.0.77\"}"
          + ",\"configurationProtectedSettings\":{\"connectionString\":\"the secret words\"}";

  @TempDir private Path folder;
  private TestHub hub;
  private TestFleet fleet;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start(folder.resolve("hub"));
    for (String version : List.of("0.9.0", "1.0.0", "1.1.0-rc.1")) {
      hub.push("charts/connected-registry", version, version);
    }
    fleet = TestFleet.start(hub);
  }

  @AfterEach
  void stop() {
    fleet.close();
    hub.close();
  }

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
  void mergesPlainSettingsAndReplacesProtectedOnes() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);

    String operation =
        fleet
            .call(
                "PATCH",
                fleet.extension(TestFleet.EXTENSION),
                "{\"properties\":{\"configurationSettings\":{\"a\":\"b\"},\"configurationProtectedSettings\":{\"tls.secret\":\"x\"}}}",
                202)
            .headers()
            .firstValue("Azure-AsyncOperation")
            .orElseThrow();

    DesiredExtension wish = wish();
    assertThat(wish.configurationSettings())
        .isEqualTo(Map.of("service.clusterIP", "10.96.0.77", "a", "b"));
    assertThat(wish.protectedSettings()).isEqualTo(Map.of("tls.secret", "x"));
    assertThat(wish.generation()).isEqualTo(2);
    assertThat(status(operation)).isEqualTo("InProgress");
    fleet.report(1, "Succeeded");
    assertThat(status(operation)).isEqualTo("InProgress");
    fleet.report(2, "Succeeded");
    assertThat(status(operation)).isEqualTo("Succeeded");
  }

  @Test
  void takesBlankProtectedSettingsForThoseThatAreThere() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);
    JsonNode shown = fleet.get(fleet.extension(TestFleet.EXTENSION));

    fleet.call("PUT", fleet.extension(TestFleet.EXTENSION), shown.toString(), 200);

    assertThat(wish().protectedSettings()).containsEntry("connectionString", "the secret words");
  }

  @Test
  void saysWhoMadeAnExtensionAndWhoChangedItLast() throws Exception {
    fleet.create(SETTINGS);
    JsonNode made = fleet.get(fleet.extension(TestFleet.EXTENSION)).path("systemData");
    assertThat(made.path("createdBy").asString()).isEqualTo("admin");
    assertThat(made.path("createdByType").asString()).isEqualTo("Application");
    assertThat(made.path("lastModifiedBy")).isEqualTo(made.path("createdBy"));
    assertThat(made.path("lastModifiedByType")).isEqualTo(made.path("createdByType"));
    assertThat(made.path("lastModifiedAt")).isEqualTo(made.path("createdAt"));
    Instant before = Instant.parse(made.path("createdAt").asString());
    assertThat(
            fleet
                .get("/openapi.json")
                .at("/components/schemas/Extension/properties/systemData/$ref")
                .asString())
        .endsWith("/SystemData");

    JsonNode changed =
        fleet
            .json(
                "PATCH",
                fleet.extension(TestFleet.EXTENSION),
                "{\"systemData\":{\"createdBy\":\"me\"},\"properties\":{\"configurationSettings\":{\"a\":\"b\"}}}",
                202)
            .path("systemData");

    assertThat(changed.path("createdBy").asString()).isEqualTo("admin");
    assertThat(Instant.parse(changed.path("createdAt").asString())).isEqualTo(before);
    assertThat(Instant.parse(changed.path("lastModifiedAt").asString())).isAfterOrEqualTo(before);
  }

  @Test
  void saysWhyItFailed() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);
    var item = new StatusItem("Failed", null, StatusItem.ERROR, "taken", Instant.EPOCH);
    fleet
        .agent()
        .report(
            TestFleet.EXTENSION,
            new ExtensionReport(
                1,
                "Failed",
                null,
                List.of(item),
                ErrorInfo.of("AddressTaken", "service.clusterIP: is taken; use another"),
                null,
                false));

    JsonNode shown = fleet.get(fleet.extension(TestFleet.EXTENSION)).path("properties");
    assertThat(shown.path("provisioningState").asString()).isEqualTo("Failed");
    assertThat(shown.at("/errorInfo/code").asString()).isEqualTo("AddressTaken");
    assertThat(shown.at("/statuses/0/message").asString()).isEqualTo("taken");
  }

  @Test
  void isThereUntilItsClusterSaysThatItIsGone() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);
    String operation =
        fleet
            .call("DELETE", fleet.extension(TestFleet.EXTENSION), "", 202)
            .headers()
            .firstValue("Azure-AsyncOperation")
            .orElseThrow();

    assertThat(state()).isEqualTo("Deleting");
    assertThat(status(operation)).isEqualTo("InProgress");
    fleet.call("DELETE", fleet.cluster(), "", 409);
    DesiredExtension wish = wish();
    assertThat(wish.deleting()).isTrue();
    fleet
        .agent()
        .report(
            TestFleet.EXTENSION,
            new ExtensionReport(wish.generation(), "Deleting", null, List.of(), null, null, true));

    assertThat(status(operation)).isEqualTo("Succeeded");
    fleet.call("GET", fleet.extension(TestFleet.EXTENSION), "", 404);
    fleet.call("DELETE", fleet.extension(TestFleet.EXTENSION), "", 204);
    fleet.call("DELETE", fleet.cluster(), "", 200);
  }

  @Test
  void forgetsByForceButHasItRemoved() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);
    String forced = "?api-version=2025-03-01&forceDelete=true";
    fleet.call("DELETE", fleet.extension(TestFleet.EXTENSION) + forced, "", 202);

    fleet.call("GET", fleet.extension(TestFleet.EXTENSION), "", 404);
    assertThat(wish().forceDelete()).isTrue();
    String again = "{\"properties\":{%s}}".formatted(SETTINGS);
    assertThat(fleet.call("PUT", fleet.extension(TestFleet.EXTENSION), again, 409).body())
        .contains("being removed");
  }

  @Test
  void isGoneAtOnceWhereNoAgentEverWas() throws Exception {
    fleet.create(SETTINGS);

    fleet.call("DELETE", fleet.extension(TestFleet.EXTENSION), "", 200);

    fleet.call("GET", fleet.extension(TestFleet.EXTENSION), "", 404);
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
  void refusesWhatCannotBe() throws Exception {
    requireRefusal("\"extensionType\":\"no.such\"", "there is no extension type");
    requireRefusal(TYPE + ",\"version\":\"7.0.0\"", "has no version '7.0.0': it has 1.1.0-rc.1");
    requireRefusal(TYPE + ",\"releaseTrain\":\"preview\"", "no version in release train");
    requireRefusal(
        TYPE + ",\"version\":\"1.0.0\",\"autoUpgradeMinorVersion\":true", "leave one out");
    requireRefusal(
        TYPE + ",\"scope\":{\"namespace\":{\"targetNamespace\":\"x\"}}", "for whole clusters");
    requireRefusal(
        TYPE + ",\"scope\":{\"cluster\":{\"releaseNamespace\":\"Not_One\"}}",
        "no name of a namespace");
    fleet.call("GET", fleet.cluster() + "x/providers/Outport.Fleet/diagnostics/x", "", 404);
  }

  /** The vendor's tutorial spells its cluster in two ways (reference, section 9, row 9). */
  @Test
  void refusesAnExtensionOfAClusterThatThereIsNot() throws Exception {
    String other = fleet.extension(TestFleet.EXTENSION).replace("/site1/", "/sitel/");
    String body = "{\"properties\":{%s}}".formatted(TYPE);

    assertThat(fleet.call("PUT", other, body, 404).body()).contains("cluster 'sitel'");
  }

  @Test
  void listsTypesAndVersions() throws Exception {
    String types = fleet.cluster() + "/providers/Microsoft.KubernetesConfiguration/extensionTypes";
    String own = types + "/microsoft.containerregistry.connectedregistry";

    assertThat(fleet.get(types).at("/value/0/name").asString())
        .isEqualTo("microsoft.containerregistry.connectedregistry");
    assertThat(fleet.get(own + "/versions").at("/value").size()).isEqualTo(3);
    String latest = own + "/versions?api-version=2024-11-01-preview&majorVersion=0&showLatest=true";
    assertThat(fleet.get(latest).at("/value/0/name").asString()).isEqualTo("0.9.0");
  }

  @Test
  void givesAnArchiveToWhoAskedForIt() throws Exception {
    String id = fleet.archive("what the cluster knows");
    String path = fleet.cluster() + "/providers/Outport.Fleet/diagnostics/" + id;

    assertThat(fleet.get(path).path("status").asString()).isEqualTo("Succeeded");
    assertThat(fleet.get(path + "/archive").path("base64").asString()).isNotEmpty();
    assertThat(fleet.agent().desired(0, Duration.ZERO).orElseThrow().diagnostics()).isEmpty();
  }

  private void requireRefusal(String properties, String words) throws Exception {
    String body = "{\"properties\":{%s}}".formatted(properties);
    assertThat(fleet.call("PUT", fleet.extension(TestFleet.EXTENSION), body, 400).body())
        .contains(words);
    assertThat(
            fleet
                .get(fleet.cluster() + "/providers/Microsoft.KubernetesConfiguration/extensions")
                .at("/value"))
        .isEmpty();
  }

  private int manifest(String repository, String tag, AgentCredentials pull) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hub.uri("/v2/%s/manifests/%s".formatted(repository, tag)))
            .header("Accept", "application/vnd.oci.image.index.v1+json");
    return hub.send(request, pull.username(), pull.password()).statusCode();
  }

  private DesiredExtension wish() {
    return fleet.agent().desired(0, Duration.ZERO).orElseThrow().extensions().getFirst();
  }

  private String connectivity() throws Exception {
    return fleet.get(fleet.cluster()).at("/properties/connectivityStatus").asString();
  }

  private String state() throws Exception {
    return fleet
        .get(fleet.extension(TestFleet.EXTENSION))
        .at("/properties/provisioningState")
        .asString();
  }

  private String status(String operation) throws Exception {
    return fleet
        .get(operation.substring(hub.uri("").toString().length()))
        .path("status")
        .asString();
  }

  private static AgentReport report() {
    var node = new AgentReport.Node("node-1", "amd64", "containerd://1.6.20", true);
    return new AgentReport("1", "v1.34.4", null, null, List.of(node), 2);
  }
}
