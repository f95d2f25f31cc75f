package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands on extensions, over HTTPS to a hub whose cluster takes its time. */
final class ExtensionCommandTest {
  @TempDir private Path folder;
  @AutoClose private final FakeFleet hub = FakeFleet.start();
  private final ExtensionCalls calls = new ExtensionCalls(hub);

  @Test
  void createsAnExtensionAsTheTutorialWritesIt() throws IOException {
    Path file = folder.resolve("protected-settings-extension.json");
    Files.writeString(file, "{\"connectionString\": \"ConnectedRegistryName=shop1;a=b==\"}");

    Ran ran =
        calls.extension(
            "create",
            "--cluster-name",
            "site1",
            "--cluster-type",
            "connectedClusters",
            "--extension-type",
            ExtensionCalls.TYPE,
            "--name",
            "shop1",
            "--resource-group",
            "group",
            "--config",
            "service.clusterIP=10.43.0.50",
            "trustDistribution.enabled=true",
            "--config",
            "cert-manager.install=false",
            "--config-protected-file",
            file.toString());

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes()).containsExactly("PUT " + ExtensionCalls.BELOW);
    JsonNode sent = hub.sent().path("properties");
    assertThat(sent.path("extensionType").asString()).isEqualTo(ExtensionCalls.TYPE);
    assertThat(sent.path("configurationSettings").toString())
        .isEqualTo(
            "{\"cert-manager.install\":\"false\",\"service.clusterIP\":\"10.43.0.50\","
                + "\"trustDistribution.enabled\":\"true\"}");
    assertThat(sent.at("/configurationProtectedSettings/connectionString").asString())
        .isEqualTo("ConnectedRegistryName=shop1;a=b==");
    assertThat(sent.has("version")).isFalse();
    assertThat(sent.has("autoUpgradeMinorVersion")).isFalse();
  }

  @Test
  void waitsAndTellsWhatTheAgentDoes() throws IOException {
    hub.step("InProgress", status("Pulling", "Information", "chart 0.1.0"));
    hub.step("InProgress", status("Pulling", "Information", "chart 0.1.0"));
    hub.step("InProgress", status("Slow", "Warning", "the volume is not bound"));
    hub.step(
        "Succeeded",
        "{\"provisioningState\": \"Succeeded\", \"currentVersion\": \"0.1.0\", \"statuses\": []}");

    Ran ran = calls.create();

    assertThat(ran.exit()).isZero();
    assertThat(ran.err().lines())
        .containsExactly(
            "asked for; waiting for the cluster's agent (Ctrl-C ends only the waiting)",
            "Pulling: chart 0.1.0",
            "warning: Slow: the volume is not bound");
    assertThat(ran.lines()).last().asString().contains("shop1", "0.1.0", "Succeeded");
  }

  @Test
  void endsWithWhatTheAgentSaysOfAFailure() throws IOException {
    hub.step("InProgress", "{}");
    hub.step(
        "Failed",
        """
        {"provisioningState": "Failed", "errorInfo": {"code": "ChartRefused",
         "message": "httpEnabled contradicts httpsEnabled: give one",
         "details": [{"code": "Values", "message": "two keys"}]}}
        """);

    Ran ran = calls.create();

    assertThat(ran.exit()).isEqualTo(Refusal.Exit.REJECTED.code());
    assertThat(ran.words())
        .contains(
            "'shop1' failed: ChartRefused: httpEnabled contradicts httpsEnabled: give one",
            "Values: two keys");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void returnsAtOnceWhereNobodyIsToWait() throws IOException {
    hub.step("InProgress", "{}");

    assertThat(calls.create("--no-wait").exit()).isZero();

    assertThat(hub.reads()).isEmpty();
  }

  @Test
  void stopsWaitingWhenTheTimeIsOver() throws IOException {
    hub.step("InProgress", "{}");

    Ran ran = calls.create("--timeout", "0");

    assertThat(ran.exit()).isEqualTo(Refusal.Exit.UNREACHABLE.code());
    assertThat(ran.words()).contains("it goes on", "k8s-extension show", "--timeout");
  }

  @ParameterizedTest
  @CsvSource({
    "managedClusters, Microsoft.ContainerService/managedClusters",
    "APPLIANCES, Microsoft.ResourceConnector/appliances",
    "provisionedClusters, Microsoft.HybridContainerService/provisionedClusters",
    "connectedCluster, Microsoft.Kubernetes/connectedClusters",
  })
  void takesEachKindOfCluster(String kind, String type) throws IOException {
    Ran ran = calls.create("--cluster-type", kind);

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes()).singleElement().asString().startsWith("PUT " + type + "/site1/");
    assertThat(ran.err().contains("note: --cluster-type is written"))
        .isEqualTo(kind.equals("connectedCluster"));
  }

  @Test
  void refusesAKindOfClusterThatThereIsNot() throws IOException {
    ExtensionCalls.refused(
        calls.create("-t", "swarm"), "--cluster-type 'swarm'", "connectedClusters");
  }

  @Test
  void updatesByAPatchOfWhatIsGiven() throws IOException {
    hub.keep(ExtensionCalls.SHOP1, "{\"extensionType\": \"t\"}");

    Ran ran = calls.update("--version", "0.2.0", "--auto-upgrade-minor-version", "false");

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes()).containsExactly("PATCH " + ExtensionCalls.BELOW);
    assertThat(hub.sent().toString())
        .isEqualTo("{\"properties\":{\"autoUpgradeMinorVersion\":false,\"version\":\"0.2.0\"}}");
  }

  @Test
  void waitsUntilAnExtensionIsGone() throws IOException {
    hub.keep(ExtensionCalls.SHOP1, "{\"provisioningState\": \"Deleting\"}");
    hub.step("InProgress", status("Uninstalling", "Information", ""));
    hub.step("Gone", "{}");

    Ran ran = calls.delete("--yes");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("Uninstalling", "deleted extension 'shop1'");
    assertThat(hub.changes()).containsExactly("DELETE " + ExtensionCalls.BELOW);
  }

  /** Of a cluster that is gone, nobody will ever say that it is done. */
  @Test
  void waitsForNobodyWhereADeletionIsForced() throws IOException {
    hub.keep(ExtensionCalls.SHOP1, "{\"provisioningState\": \"Deleting\"}");
    hub.step("InProgress", "{}");

    Ran ran = calls.delete("--force", "--yes", "--timeout", "0");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("the hub forgot extension 'shop1'").doesNotContain("waiting");
  }

  @Test
  void forcesADeletionAndOnlyWarnsOfWhatIsNotThere() throws IOException {
    assertThat(calls.delete().words()).contains("--yes");
    hub.keep(ExtensionCalls.SHOP1, "{}");

    assertThat(calls.delete("--force", "--yes", "--no-wait").exit()).isZero();
    assertThat(hub.changes())
        .containsExactly("DELETE " + ExtensionCalls.BELOW + "?forceDelete=true");

    Ran none =
        calls.extension("delete", "-c", "site1", "-n", "other", "-t", "connectedClusters", "--yes");
    assertThat(none.exit()).isZero();
    assertThat(none.err()).contains("warning: there was no extension 'other' on cluster 'site1'");
  }

  @Test
  void showsStateAndProblemsInWords() throws IOException {
    hub.keep(
        ExtensionCalls.SHOP1,
        """
        {"extensionType": "microsoft.containerregistry.connectedregistry", "version": "0.2.0",
         "currentVersion": "0.1.0", "releaseTrain": "stable", "autoUpgradeMinorVersion": false,
         "provisioningState": "Failed", "scope": {"cluster": {"releaseNamespace": "shop"}},
         "statuses": [{"code": "Pvc", "level": "Warning", "message": "is not bound"}],
         "errorInfo": {"code": "NotReady", "message": "the pod does not start"}}
        """);

    Ran table = calls.extension("show", "-c", "site1", "-n", "shop1");
    Ran json = calls.extension("show", "-c", "site1", "-n", "shop1", "-o", "json");

    assertThat(table.lines())
        .containsExactly(
            "NAME   TYPE                                           VERSION        "
                + " STATE   TRAIN   AUTO UPGRADE  NAMESPACE  PROBLEMS",
            "shop1  microsoft.containerregistry.connectedregistry  0.1.0 -> 0.2.0  Failed  stable "
                + " false         shop       NotReady");
    assertThat(table.err())
        .contains("warning: Pvc: is not bound", "error: NotReady: the pod does not start");
    assertThat(json.err()).isEmpty();
    assertThat(calls.extension("list", "-c", "site1").lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "update"})
  void saysWhatIsNotThere(String command) throws IOException {
    List<String> words = new ArrayList<>(List.of(command, "-c", "site1", "-n", "missing"));

    Ran ran = calls.extension(words.toArray(String[]::new));

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.out()).isEmpty();
  }

  private static String status(String code, String level, String message) {
    return "{\"statuses\": [{\"code\": \"%s\", \"level\": \"%s\", \"message\": \"%s\"}]}"
        .formatted(code, level, message);
  }
}
