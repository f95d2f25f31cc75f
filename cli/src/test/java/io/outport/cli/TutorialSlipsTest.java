package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The slips of the vendor's tutorial that reach the command line (reference, section 9). */
final class TutorialSlipsTest {
  @TempDir private Path folder;
  @AutoClose private final FakeFleet hub = FakeFleet.start();
  private final ExtensionCalls calls = new ExtensionCalls(hub);

  /** Row 1. */
  @Test
  void refusesAnAddressWithAnEqualsSign() throws IOException {
    Ran ran = calls.create("--config", "service.clusterIP==192.100.100.1");

    ExtensionCalls.refused(
        ran,
        "service.clusterIP: '=192.100.100.1' is not an IP address",
        "service.clusterIP=192.100.100.1");
  }

  /** Row 7: a blank behind a backslash is a word of its own. */
  @Test
  void saysWhatABlankWordComesFrom() throws IOException {
    ExtensionCalls.refused(calls.create("--config", "a=b", " "), "--config", "backslash");
  }

  /** Row 8. */
  @Test
  void saysWhichFlagIsMissing() throws IOException {
    Ran ran = calls.extension("delete", "--name", "shop1", "-g", "group", "--yes");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--cluster-name");
    assertThat(calls.extension("create", "-c", "site1", "-n", "shop1").err())
        .contains("--extension-type");
  }

  /** Rows 5, 6 and 15. */
  @Test
  void remarksOnPlainHttpOnNodesThatNobodyTrustsAndOnPublicAddresses() throws IOException {
    Ran ran =
        calls.create(
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
    assertThat(calls.create("--config", "tls.crt=$TLS_CRT").err())
        .contains("tls.crt is '$TLS_CRT', the name of a variable");
    assertThat(calls.update("--config", "tls.crt=${TLS_CRT}", "--yes").err())
        .contains("tls.crt is '${TLS_CRT}', the name of a variable");
  }

  /** Row 11, in the file where the tutorial has it; what looks like a variable may be a secret. */
  @Test
  void remarksOnAVariableInProtectedSettingsWithoutItsName() throws IOException {
    Path file = Files.writeString(folder.resolve("p.json"), "{\"tls.crt\": \"$TLS_CRT\"}");
    String[] protectedFile = {"--config-protected-file", file.toString(), "--yes"};

    for (Ran ran : List.of(calls.create(protectedFile), calls.update(protectedFile))) {
      assertThat(ran.exit()).isZero();
      assertThat(ran.err())
          .contains("protected setting tls.crt is '$' and a word, as the name of a variable")
          .doesNotContain("TLS_CRT");
    }
    assertThat(calls.create("--config-protected", "httpEnabled=true").err())
        .contains("warning: plain HTTP");
  }

  /** Row 14: what the tutorial has one prepare is there already. */
  @Test
  void takesTheTutorialsPreparations() throws IOException {
    Ran added = calls.extension("add", "--name", "k8s-extension");
    Ran registered =
        Ran.of(new ProviderCommand(), "register", "--namespace", "Microsoft.Kubernetes");
    Ran shown = Ran.of(new ProviderCommand(), "show", "-n", "Microsoft.Kubernetes", "-o", "tsv");

    assertThat(added.exit()).isZero();
    assertThat(added.err()).contains("'k8s-extension' is built in");
    assertThat(registered.exit()).isZero();
    assertThat(shown.out()).isEqualTo("Microsoft.Kubernetes\tRegistered\n");
    assertThat(hub.changes()).isEmpty();
  }

  /** Row 8: a site of the cluster's name, and no word of the registry. */
  @Test
  void saysThatNoSiteHasTheClustersNameAndAsksWhichRegistry() throws IOException {
    try (FakeHub one = new FakeHub();
        FakeHub two = new FakeHub()) {
      one.keepSite("myconnectedregistry", "myconnectedregistry");
      String[] words = {"delete", "--name", "myarcakscluster", "-g", "group", "--yes"};

      Ran ran = Ran.with(one.context(), new ConnectedRegistryCommand(), words);
      assertThat(ran.exit()).isEqualTo(Refusal.Exit.NOT_FOUND.code());
      assertThat(ran.words()).contains("myarcakscluster");
      assertThat(one.changes()).isEmpty();

      Contexts.of(System.getenv()).save(two.context().named("second"));
      Ran which = Ran.of(new ConnectedRegistryCommand(), words);
      ExtensionCalls.refused(which, "-r");
    }
  }

  /** Row 12: the tutorial's "midnight" is noon in UTC, and another hour where people are. */
  @Test
  void saysTheNextRunsOfNoonInLocalTimeAndInUtc() throws IOException {
    try (FakeHub sites = new FakeHub()) {
      sites.keep(
          "connectedRegistries",
          "shop1",
          "{\"parent\": {\"syncProperties\": {\"schedule\": \"0 12 * * *\"}}}");

      Ran ran = Ran.with(sites.context(), new ConnectedRegistryCommand(), "show", "-n", "shop1");

      assertThat(ran.err()).contains("syncs at 12:00 (UTC)");
      assertThat(ran.err().lines().filter(line -> line.contains("next: ")))
          .hasSize(3)
          .allSatisfy(line -> assertThat(line).endsWith(" 17:45:00 (12:00:00Z)"));
    }
  }

  /** Row 13: the tutorial's tables have a range of hours, and the cloud's host. */
  @Test
  void showsTheWindowAsADurationAndTheSitesOwnHost() throws IOException {
    try (FakeHub sites = new FakeHub()) {
      sites.keep(
          "connectedRegistries",
          "shop1",
          """
          {"mode": "ReadOnly", "connectionState": "Online", "loginServer": {"host": "10.96.0.50"},
           "parent": {"syncProperties": {"schedule": "0 12 * * *", "syncWindow": "PT4H"}}}
          """);

      Ran show = Ran.with(sites.context(), new ConnectedRegistryCommand(), "show", "-n", "shop1");
      Ran list = Ran.with(sites.context(), new ConnectedRegistryCommand(), "list", "-o", "table");

      assertThat(show.lines().getFirst()).contains("LOGIN SERVER", "SYNC WINDOW");
      assertThat(show.lines().getLast()).contains("10.96.0.50").endsWith("PT4H");
      assertThat(list.lines().getFirst()).contains("LOGIN SERVER");
      assertThat(list.lines().getLast()).contains("10.96.0.50");
    }
  }

  /** Row 16: the tutorial's word for it shows a cluster of the cloud's. */
  @Test
  void uninstallsByDeleteAndByNothingElse() throws IOException {
    hub.keep(ExtensionCalls.SHOP1, "{}");

    assertThat(calls.extension("show", "-c", "site1", "-n", "shop1").exit()).isZero();
    assertThat(hub.changes()).isEmpty();

    assertThat(calls.delete("--yes", "--no-wait").exit()).isZero();
    assertThat(hub.changes()).containsExactly("DELETE " + ExtensionCalls.BELOW);
  }
}
