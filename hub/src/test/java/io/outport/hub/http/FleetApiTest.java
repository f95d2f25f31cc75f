package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.StatusItem;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Clusters and extensions as people ask for them, at a real hub (reference, 4; azure-api.md). */
final class FleetApiTest extends FleetApiSuite {
  @Test
  void mergesPlainSettingsAndReplacesProtectedOnes() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);

    String operation =
        operation(
            fleet.call(
                "PATCH",
                fleet.extension(TestFleet.EXTENSION),
                "{\"properties\":{\"configurationSettings\":{\"a\":\"b\"},\"configurationProtectedSettings\":{\"tls.secret\":\"x\"}}}",
                202));

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

  /** What was in its way may be mended: a link, a disk. */
  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "PUT"})
  void triesAgainWhatFailedWhenItIsAskedForOnceMore(String method) throws Exception {
    String pinned = SETTINGS + ",\"version\":\"1.0.0\",\"autoUpgradeMinorVersion\":false";
    String body = "{\"properties\":{%s}}".formatted(pinned);
    fleet.enrol();
    fleet.create(pinned);
    fleet.report(1, "Failed");

    String again = repeat(method, body);

    assertThat(wish().generation()).isEqualTo(2);
    assertThat(status(again)).isEqualTo("InProgress");
    assertThat(state()).isEqualTo("Creating");
    assertThat(repeat(method, body)).as("it has not failed since").isEqualTo(again);
    fleet.report(2, "Succeeded");
    assertThat(repeat(method, body)).isEqualTo(again);
    assertThat(status(again)).isEqualTo("Succeeded");
  }

  private String repeat(String method, String body) throws Exception {
    int status = method.equals("PUT") ? 200 : 202;
    return operation(fleet.call(method, fleet.extension(TestFleet.EXTENSION), body, status));
  }

  @Test
  void isThereUntilItsClusterSaysThatItIsGone() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);
    String operation =
        operation(fleet.call("DELETE", fleet.extension(TestFleet.EXTENSION), "", 202));

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
    String waiting = operation(fleet.call("DELETE", fleet.extension(TestFleet.EXTENSION), "", 202));
    assertThat(status(waiting)).isEqualTo("InProgress");

    String operation =
        operation(fleet.call("DELETE", fleet.extension(TestFleet.EXTENSION) + forced, "", 202));

    assertThat(status(operation)).as("no agent may ever come").isEqualTo("Succeeded");
    assertThat(status(waiting)).isEqualTo("Succeeded");
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

  /** A connected registry's Service has the name, in small letters. */
  @Test
  void refusesANameThatNoServiceMayHave() throws Exception {
    String body = "{\"properties\":{%s}}".formatted(TYPE);

    assertThat(fleet.call("PUT", fleet.extension("1shop"), body, 400).body())
        .contains("'1shop'", "begin it with a letter");
    fleet.call("PUT", fleet.extension("Shop1"), body, 201);
    fleet.enrol();
    assertThat(wish().releaseName()).isEqualTo("shop1");
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

  /** The address of the operation that a write began. */
  private static String operation(HttpResponse<String> begun) {
    return begun.headers().firstValue("Azure-AsyncOperation").orElseThrow();
  }

  private String status(String operation) throws Exception {
    return fleet
        .get(operation.substring(hub.uri("").toString().length()))
        .path("status")
        .asString();
  }
}
