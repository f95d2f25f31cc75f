package io.outport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.cli.artifact.ArchiveForTests;
import io.outport.cli.artifact.TarGzip;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Extension types and reports on clusters, over HTTPS to a hub that remembers what it was asked.
 */
final class ExtensionTypeCommandTest {
  private static final String PLACE =
      "/subscriptions/subscription/providers/Microsoft.KubernetesConfiguration/locations/local";
  private static final String TYPE = "microsoft.containerregistry.connectedregistry";

  @TempDir private Path folder;
  @AutoClose private final FakeFleet hub = FakeFleet.start();

  @BeforeEach
  void furnish() {
    hub.keep(
        PLACE + "/extensionTypes/" + TYPE,
        """
        {"chartRepository": "charts/connected-registry", "clusterScoped": true,
         "defaultReleaseNamespace": "connected-registry"}
        """);
    hub.keep(
        PLACE + "/extensionTypes/" + TYPE + "/versions/0.1.0",
        "{\"version\": \"0.1.0\", \"digest\": \"sha256:00\"}");
  }

  @Test
  void listsAndShowsTypes() throws IOException {
    assertThat(types("list").lines())
        .containsExactly(
            "NAME                                           CHART                      NAMESPACE   "
                + "        SCOPE",
            "microsoft.containerregistry.connectedregistry  charts/connected-registry "
                + " connected-registry  cluster");
    assertThat(types("show", "--extension-type", TYPE).lines()).hasSize(2);
  }

  @Test
  void listsAndShowsVersions() throws IOException {
    assertThat(types("list-versions", "-n", TYPE).lines())
        .containsExactly("VERSION  TRAIN   DIGEST", "0.1.0    stable  sha256:00");
    assertThat(types("show-version", "-n", TYPE, "--version", "0.1.0").lines()).hasSize(2);
  }

  @Test
  void asksForTheVersionsThatAreWanted() throws IOException {
    types(
        "list-versions",
        "-n",
        TYPE,
        "--release-train",
        "pre view",
        "--major-version",
        "1",
        "--show-latest",
        "true");

    assertThat(hub.reads())
        .singleElement()
        .asString()
        .endsWith("/versions?releaseTrain=pre%20view&majorVersion=1&showLatest=true");
  }

  @ParameterizedTest
  @CsvSource({
    "list-by-cluster, ",
    "show-by-cluster, /t",
    "list-versions-by-cluster, /t/versions",
    "list-by-location, ",
    "show-by-location, /t",
    "list-versions-by-location, /t/versions",
  })
  void takesTheWordsOfTheVendorsClient(String command, String path) throws IOException {
    boolean byCluster = command.endsWith("cluster");
    String[] place =
        byCluster
            ? new String[] {"-c", "site1", "-t", "connectedClusters", "-g", "group"}
            : new String[] {"-l", "westeurope", "--output", "json"};
    String[] words = new String[place.length + 4];
    words[0] = "extension-types";
    words[1] = command;
    System.arraycopy(place, 0, words, 2, place.length);
    words[words.length - 2] = command.startsWith("list-by") ? "--query" : "--extension-type";
    words[words.length - 1] = command.startsWith("list-by") ? "[]" : "t";

    Ran.with(hub.context(), new ExtensionCommand(), words);

    String expected = path == null ? "" : path;
    assertThat(hub.reads())
        .containsExactly(
            (byCluster
                    ? "Microsoft.Kubernetes/connectedClusters/site1/providers/"
                        + "Microsoft.KubernetesConfiguration/extensionTypes"
                    : "providers/Microsoft.KubernetesConfiguration/locations/westeurope/extensionTypes")
                + expected);
  }

  @Test
  void fetchesAReport() throws IOException {
    Path file = folder.resolve("report.tar.gz");
    hub.answer("POST", "/diagnostics", "{\"id\": \"7\"}");
    hub.answer("GET", "/diagnostics/7", "{\"id\": \"7\", \"status\": \"Succeeded\"}");
    byte[] archive = ArchiveForTests.of("pods.json", "{}", "events.txt", "\u00e9\u0000\u00ff");
    hub.answer(
        "GET",
        "/diagnostics/7/archive",
        "{\"id\": \"7\", \"base64\": \"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(archive)));

    Ran ran = troubleshoot("--namespace-list", "a,b", "--file", file.toString());

    assertThat(ran.words()).isEmpty();
    assertThat(ran.lines()).containsExactly("FILE        BYTES", "pods.json   2", "events.txt  5");
    assertThat(Files.readAllBytes(file)).isEqualTo(archive);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(hub.sent().toString())
        .isEqualTo("{\"extensionName\":\"shop1\",\"namespaces\":[\"a\",\"b\"]}");
  }

  @Test
  void addsWhatTheHubKnowsOfTheSite() throws IOException {
    assertThat(report("connected registry  shop9\n"))
        .isEqualTo("the hub has no connected registry 'shop9'\n");

    hub.keep(
        FakeFleet.GROUP + "/Microsoft.ContainerRegistry/registries/myhub/connectedRegistries/shop1",
        """
        {"connectionState": "Offline", "lastActivityTime": "2026-01-02T03:04:05Z",
         "activation": {"status": "Active"}, "outport": {"lastError": "password=hush-hush"}}
        """);
    assertThat(report("connected registry  shop1\nsync token          t\n"))
        .contains("\"connectionState\" : \"Offline\"")
        .contains("2026-01-02T03:04:05Z")
        .contains("\"status\" : \"Active\"")
        .doesNotContain("hush-hush");
  }

  private String report(String activation) throws IOException {
    Path file = folder.resolve("report.tar.gz");
    hub.answer("POST", "/diagnostics", "{\"id\": \"7\"}");
    hub.answer("GET", "/diagnostics/7", "{\"id\": \"7\", \"status\": \"Succeeded\"}");
    byte[] archive = ArchiveForTests.of("activation.txt", activation, "site/pods.yaml", "x");
    hub.answer(
        "GET",
        "/diagnostics/7/archive",
        "{\"id\": \"7\", \"base64\": \"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(archive)));

    Ran ran = troubleshoot("--file", file.toString());

    assertThat(ran.lines()).hasSize(4).last().asString().startsWith(HubView.FILE);
    byte[] whole = Files.readAllBytes(file);
    assertThat(TarGzip.find(whole, "site/pods.yaml"::equals, 10).orElseThrow())
        .isEqualTo(new byte[] {'x'});
    return new String(TarGzip.find(whole, HubView.FILE::equals, 9999).orElseThrow(), UTF_8);
  }

  @Test
  void saysWhyThereIsNoReport() throws IOException {
    hub.answer("POST", "/diagnostics", "{\"id\": \"7\"}");
    hub.answer(
        "GET",
        "/diagnostics/7",
        "{\"id\": \"7\", \"status\": \"Failed\", \"message\": \"no such namespace\"}");

    Ran failed = troubleshoot();

    assertThat(failed.exit()).isEqualTo(Refusal.Exit.REJECTED.code());
    assertThat(failed.words()).contains("no such namespace");
  }

  private Ran troubleshoot(String... more) throws IOException {
    String[] words = new String[more.length + 5];
    System.arraycopy(new String[] {"troubleshoot", "-c", "site1", "-n", "shop1"}, 0, words, 0, 5);
    System.arraycopy(more, 0, words, 5, more.length);
    return Ran.with(hub.context(), new ExtensionCommand(), words);
  }

  private Ran types(String... words) throws IOException {
    return Ran.with(hub.context(), new ExtensionTypeCommand(), words);
  }
}
