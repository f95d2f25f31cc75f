package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands on extensions, over HTTPS to a hub whose cluster takes its time. */
final class ExtensionCommandTest {
  private static final String SHOP1 =
      FakeFleet.CLUSTERS + "/site1/providers/Microsoft.KubernetesConfiguration/extensions/shop1";
  private static final String BELOW = SHOP1.substring(FakeFleet.GROUP.length() + 1);
  private static final String TYPE = "Microsoft.ContainerRegistry.ConnectedRegistry";

  @TempDir private Path folder;
  private FakeFleet hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeFleet();
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void createsAnExtensionAsTheTutorialWritesIt() throws IOException {
    Path file = folder.resolve("protected-settings-extension.json");
    Files.writeString(file, "{\"connectionString\": \"ConnectedRegistryName=shop1;a=b==\"}");

    Ran ran =
        extension(
            "create",
            "--cluster-name",
            "site1",
            "--cluster-type",
            "connectedClusters",
            "--extension-type",
            TYPE,
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
    assertThat(hub.changes()).containsExactly("PUT " + BELOW);
    JsonNode sent = hub.sent().path("properties");
    assertThat(sent.path("extensionType").asString()).isEqualTo(TYPE);
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

    Ran ran = create();

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

    Ran ran = create();

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

    assertThat(create("--no-wait").exit()).isZero();

    assertThat(hub.reads()).isEmpty();
  }

  @Test
  void stopsWaitingWhenTheTimeIsOver() throws IOException {
    hub.step("InProgress", "{}");

    Ran ran = create("--timeout", "0");

    assertThat(ran.exit()).isEqualTo(Refusal.Exit.UNREACHABLE.code());
    assertThat(ran.words()).contains("it goes on", "k8s-extension show", "--timeout");
  }

  /** The defects of the tutorial that reach the command line: reference, section 9, row 1. */
  @Test
  void refusesAnAddressWithAnEqualsSign() throws IOException {
    Ran ran = create("--config", "service.clusterIP==192.100.100.1");

    refused(
        ran,
        "service.clusterIP: '=192.100.100.1' is not an IP address",
        "service.clusterIP=192.100.100.1");
  }

  /** Row 7: a blank behind a backslash is a word of its own. */
  @Test
  void saysWhatABlankWordComesFrom() throws IOException {
    refused(create("--config", "a=b", " "), "--config", "backslash");
  }

  /** Row 8. */
  @Test
  void saysWhichFlagIsMissing() throws IOException {
    Ran ran = extension("delete", "--name", "shop1", "-g", "group", "--yes");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--cluster-name");
    assertThat(extension("create", "-c", "site1", "-n", "shop1").err())
        .contains("--extension-type");
  }

  /** Rows 5, 6 and 15. */
  @Test
  void remarksOnPlainHttpOnNodesThatNobodyTrustsAndOnPublicAddresses() throws IOException {
    Ran ran =
        create(
            "--config",
            "HttpsEnabled=false",
            "trustDistribution.enabled=false",
            "trustDistribution.skipNodeSelector=false",
            "service.clusterIP=192.100.100.1");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err())
        .contains(
            "warning: plain HTTP",
            "which nodes are selected makes no difference",
            "192.100.100.1 is a public address");
  }

  /** Row 11. */
  @Test
  void remarksOnAVariableThatNothingReplaced() throws IOException {
    assertThat(create("--config", "tls.crt=$TLS_CRT").err())
        .contains("tls.crt is '$TLS_CRT', the name of a variable");
  }

  @Test
  void refusesAWordThatIsNoSetting() throws IOException {
    refused(create("--config", "a=b", "service.clusterIP"), "--config 'service.clusterIP'", "=");
    refused(create("--config", "=b"), "'=b'");
    Ran secret = create("--config-protected", "hunter2secret");
    refused(secret, "--config-protected");
    assertThat(secret.words()).doesNotContain("hunter2secret");
  }

  @Test
  void keepsAllButTheFirstEqualsSignAndTheLaterOfTwo() throws IOException {
    create("--config", "a=1", "b=x=y==", "--configuration-settings", "a=2", "c=");

    assertThat(hub.sent().at("/properties/configurationSettings").toString())
        .isEqualTo("{\"a\":\"2\",\"b\":\"x=y==\",\"c\":\"\"}");
  }

  @Test
  void takesSettingsFromWordsOrAFileNotBoth() throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), "a: 1\n");

    refused(create("--config", "a=b", "--config-file", file.toString()), "--config", "not both");
    refused(
        create("--config-protected", "a=b", "--config-protected-file", file.toString()),
        "--config-protected-file");
    assertThat(create("--config-file", file.toString(), "--config-protected", "b=c").exit())
        .isZero();
    assertThat(hub.sent().at("/properties/configurationSettings/a").asString()).isEqualTo("1");
  }

  @Test
  void pinsAVersionOrUpgradesNotBoth() throws IOException {
    refused(create("--version", "1.0.0", "--auto-upgrade", "true"), "--version 1.0.0", "upgrade");
    refused(create("--version", "1.0.0", "--auto-upgrade-mode", "patch"), "--version 1.0.0");
    refused(create("--auto-upgrade-minor-version", "--auto-upgrade-mode", "none"), "contradict");
    refused(create("--auto-upgrade-mode", "major"), "'major'", "compatible");
    assertThat(hub.changes()).isEmpty();

    create("--version", "1.0.0", "--release-train", "preview");

    JsonNode sent = hub.sent().path("properties");
    assertThat(sent.path("version").asString()).isEqualTo("1.0.0");
    assertThat(sent.path("releaseTrain").asString()).isEqualTo("preview");
    assertThat(sent.path("autoUpgradeMinorVersion").asBoolean(true)).isFalse();
  }

  @Test
  void checksTheScope() throws IOException {
    refused(create("--release-namespace", "a"), "--scope cluster");
    refused(create("--scope", "namespace", "--release-namespace", "a"), "--scope cluster");
    refused(create("--scope", "cluster", "--target-namespace", "a"), "--scope namespace");
    refused(create("--target-namespace", "a"), "--scope namespace");
    refused(create("--scope", "namespace"), "--target-namespace");
    refused(create("--scope", "node"), "'node'");

    create("--scope", "Cluster", "--release-namespace", "shop");
    assertThat(hub.sent().at("/properties/scope").toString())
        .isEqualTo("{\"cluster\":{\"releaseNamespace\":\"shop\"}}");
    create("--scope", "namespace", "--target-namespace", "shop");
    assertThat(hub.sent().at("/properties/scope").toString())
        .isEqualTo("{\"namespace\":{\"targetNamespace\":\"shop\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "managedClusters, Microsoft.ContainerService/managedClusters",
    "APPLIANCES, Microsoft.ResourceConnector/appliances",
    "provisionedClusters, Microsoft.HybridContainerService/provisionedClusters",
    "connectedCluster, Microsoft.Kubernetes/connectedClusters",
  })
  void takesEachKindOfCluster(String kind, String type) throws IOException {
    Ran ran = create("--cluster-type", kind);

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes()).singleElement().asString().startsWith("PUT " + type + "/site1/");
    assertThat(ran.err().contains("note: --cluster-type is written"))
        .isEqualTo(kind.equals("connectedCluster"));
  }

  @Test
  void refusesAKindOfClusterThatThereIsNot() throws IOException {
    refused(create("-t", "swarm"), "--cluster-type 'swarm'", "connectedClusters");
  }

  @Test
  void updatesByAPatchOfWhatIsGiven() throws IOException {
    hub.keep(SHOP1, "{\"extensionType\": \"t\"}");

    Ran ran = update("--version", "0.2.0", "--auto-upgrade-minor-version", "false");

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes()).containsExactly("PATCH " + BELOW);
    assertThat(hub.sent().toString())
        .isEqualTo("{\"properties\":{\"autoUpgradeMinorVersion\":false,\"version\":\"0.2.0\"}}");
  }

  @Test
  void asksBeforeSettingsChange() throws IOException {
    hub.keep(SHOP1, "{}");

    Ran asked = update("--config-protected", "connectionString=secretvalue");
    refused(asked, "--yes", "[connectionString]", "deleted");
    assertThat(asked.words()).doesNotContain("secretvalue");
    refused(update(), "nothing to change", "--version");
    assertThat(hub.changes()).isEmpty();

    assertThat(update("--config", "a=b", "-y").exit()).isZero();
    assertThat(hub.sent().toString())
        .isEqualTo("{\"properties\":{\"configurationSettings\":{\"a\":\"b\"}}}");
  }

  @Test
  void waitsUntilAnExtensionIsGone() throws IOException {
    hub.keep(SHOP1, "{\"provisioningState\": \"Deleting\"}");
    hub.step("InProgress", status("Uninstalling", "Information", ""));
    hub.step("Gone", "{}");

    Ran ran = delete("--yes");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("Uninstalling", "deleted extension 'shop1'");
    assertThat(hub.changes()).containsExactly("DELETE " + BELOW);
  }

  @Test
  void forcesADeletionAndOnlyWarnsOfWhatIsNotThere() throws IOException {
    assertThat(delete().words()).contains("--yes");
    hub.keep(SHOP1, "{}");

    assertThat(delete("--force", "--yes", "--no-wait").exit()).isZero();
    assertThat(hub.changes()).containsExactly("DELETE " + BELOW + "?forceDelete=true");

    Ran none =
        extension("delete", "-c", "site1", "-n", "other", "-t", "connectedClusters", "--yes");
    assertThat(none.exit()).isZero();
    assertThat(none.err()).contains("warning: there was no extension 'other' on cluster 'site1'");
  }

  @Test
  void showsStateAndProblemsInWords() throws IOException {
    hub.keep(
        SHOP1,
        """
        {"extensionType": "microsoft.containerregistry.connectedregistry", "version": "0.2.0",
         "currentVersion": "0.1.0", "releaseTrain": "stable", "autoUpgradeMinorVersion": false,
         "provisioningState": "Failed", "scope": {"cluster": {"releaseNamespace": "shop"}},
         "statuses": [{"code": "Pvc", "level": "Warning", "message": "is not bound"}],
         "errorInfo": {"code": "NotReady", "message": "the pod does not start"}}
        """);

    Ran table = extension("show", "-c", "site1", "-n", "shop1");
    Ran json = extension("show", "-c", "site1", "-n", "shop1", "-o", "json");

    assertThat(table.lines())
        .containsExactly(
            "NAME   TYPE                                           VERSION         STATE   TRAIN  "
                + " AUTO UPGRADE  NAMESPACE  PROBLEMS",
            "shop1  microsoft.containerregistry.connectedregistry  0.1.0 -> 0.2.0  Failed  stable "
                + " false         shop       NotReady");
    assertThat(table.err())
        .contains("warning: Pvc: is not bound", "error: NotReady: the pod does not start");
    assertThat(json.err()).isEmpty();
    assertThat(extension("list", "-c", "site1").lines()).hasSize(2);
  }

  /** Row 14: what the tutorial has one prepare is there already. */
  @Test
  void takesTheTutorialsPreparations() throws IOException {
    Ran added = extension("add", "--name", "k8s-extension");
    Ran registered =
        Ran.of(new ProviderCommand(), "register", "--namespace", "Microsoft.Kubernetes");
    Ran shown = Ran.of(new ProviderCommand(), "show", "-n", "Microsoft.Kubernetes", "-o", "tsv");

    assertThat(added.exit()).isZero();
    assertThat(added.err()).contains("'k8s-extension' is built in");
    assertThat(registered.exit()).isZero();
    assertThat(shown.out()).isEqualTo("Microsoft.Kubernetes\tRegistered\n");
    assertThat(hub.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "update"})
  void saysWhatIsNotThere(String command) throws IOException {
    List<String> words = new ArrayList<>(List.of(command, "-c", "site1", "-n", "missing"));

    Ran ran = extension(words.toArray(String[]::new));

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.out()).isEmpty();
  }

  private Ran create(String... more) throws IOException {
    return with(List.of("create", "-c", "site1", "-n", "shop1", "--extension-type", TYPE), more);
  }

  private Ran update(String... more) throws IOException {
    return with(List.of("update", "-c", "site1", "-n", "shop1"), more);
  }

  private Ran delete(String... more) throws IOException {
    return with(List.of("delete", "-c", "site1", "-n", "shop1"), more);
  }

  private Ran with(List<String> words, String... more) throws IOException {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return extension(all.toArray(String[]::new));
  }

  private Ran extension(String... words) throws IOException {
    return Ran.with(hub.context(), new ExtensionCommand(), words);
  }

  private static String status(String code, String level, String message) {
    return "{\"statuses\": [{\"code\": \"%s\", \"level\": \"%s\", \"message\": \"%s\"}]}"
        .formatted(code, level, message);
  }

  private void refused(Ran ran, String... words) {
    assertThat(ran.exit()).isEqualTo(Refusal.Exit.USAGE.code());
    assertThat(ran.words()).contains(words);
    assertThat(ran.out()).isEmpty();
  }
}
