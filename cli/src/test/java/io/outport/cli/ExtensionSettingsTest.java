package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What an extension can be asked for, and which words contradict each other. */
final class ExtensionSettingsTest {
  @TempDir private Path folder;
  @AutoClose private final FakeFleet hub = FakeFleet.start();
  private final ExtensionCalls calls = new ExtensionCalls(hub);

  @Test
  void refusesAWordThatIsNoSetting() throws IOException {
    ExtensionCalls.refused(
        calls.create("--config", "a=b", "service.clusterIP"), "--config 'service.clusterIP'", "=");
    ExtensionCalls.refused(calls.create("--config", "=b"), "'=b'");
    Ran secret = calls.create("--config-protected", "hunter2secret");
    ExtensionCalls.refused(secret, "--config-protected");
    assertThat(secret.words()).doesNotContain("hunter2secret");
  }

  @Test
  void keepsAllButTheFirstEqualsSignAndTheLaterOfTwo() throws IOException {
    calls.create("--config", "a=1", "b=x=y==", "--configuration-settings", "a=2", "c=");

    assertThat(hub.sent().at("/properties/configurationSettings").toString())
        .isEqualTo("{\"a\":\"2\",\"b\":\"x=y==\",\"c\":\"\"}");
  }

  @Test
  void takesSettingsFromWordsOrAFileNotBoth() throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), "a: 1\n");

    ExtensionCalls.refused(
        calls.create("--config", "a=b", "--config-file", file.toString()), "--config", "not both");
    ExtensionCalls.refused(
        calls.create("--config-protected", "a=b", "--config-protected-file", file.toString()),
        "--config-protected-file");
    assertThat(calls.create("--config-file", file.toString(), "--config-protected", "b=c").exit())
        .isZero();
    assertThat(hub.sent().at("/properties/configurationSettings/a").asString()).isEqualTo("1");
  }

  @Test
  void pinsAVersionOrUpgradesNotBoth() throws IOException {
    ExtensionCalls.refused(
        calls.create("--version", "1.0.0", "--auto-upgrade", "true"), "--version 1.0.0", "upgrade");
    ExtensionCalls.refused(
        calls.create("--version", "1.0.0", "--auto-upgrade-mode", "patch"), "--version 1.0.0");
    ExtensionCalls.refused(
        calls.create("--auto-upgrade-minor-version", "--auto-upgrade-mode", "none"), "contradict");
    ExtensionCalls.refused(calls.create("--auto-upgrade-mode", "major"), "'major'", "compatible");
    assertThat(hub.changes()).isEmpty();

    calls.create("--version", "1.0.0", "--release-train", "preview");

    JsonNode sent = hub.sent().path("properties");
    assertThat(sent.path("version").asString()).isEqualTo("1.0.0");
    assertThat(sent.path("releaseTrain").asString()).isEqualTo("preview");
    assertThat(sent.path("autoUpgradeMinorVersion").asBoolean(true)).isFalse();
  }

  @Test
  void saysThatAPinnedVersionIsRolledBackToo() {
    String help =
        new CommandLine(new ExtensionCreateCommand()).getUsageMessage().replaceAll("\\s+", " ");

    assertThat(help).contains("Either way, a version that fails is rolled back.");
  }

  @Test
  void checksTheScope() throws IOException {
    ExtensionCalls.refused(calls.create("--release-namespace", "a"), "--scope cluster");
    ExtensionCalls.refused(
        calls.create("--scope", "namespace", "--release-namespace", "a"), "--scope cluster");
    ExtensionCalls.refused(
        calls.create("--scope", "cluster", "--target-namespace", "a"), "--scope namespace");
    ExtensionCalls.refused(calls.create("--target-namespace", "a"), "--scope namespace");
    ExtensionCalls.refused(calls.create("--scope", "namespace"), "--target-namespace");
    ExtensionCalls.refused(calls.create("--scope", "node"), "'node'");

    calls.create("--scope", "Cluster", "--release-namespace", "shop");
    assertThat(hub.sent().at("/properties/scope").toString())
        .isEqualTo("{\"cluster\":{\"releaseNamespace\":\"shop\"}}");
    calls.create("--scope", "namespace", "--target-namespace", "shop");
    assertThat(hub.sent().at("/properties/scope").toString())
        .isEqualTo("{\"namespace\":{\"targetNamespace\":\"shop\"}}");
  }

  @Test
  void asksBeforeSettingsChange() throws IOException {
    hub.keep(ExtensionCalls.SHOP1, "{}");

    Ran asked = calls.update("--config-protected", "connectionString=secretvalue");
    ExtensionCalls.refused(asked, "--yes", "[connectionString]", "deleted");
    assertThat(asked.words()).doesNotContain("secretvalue");
    ExtensionCalls.refused(calls.update(), "nothing to change", "--version");
    assertThat(hub.changes()).isEmpty();

    assertThat(calls.update("--config", "a=b", "-y").exit()).isZero();
    assertThat(hub.sent().toString())
        .isEqualTo("{\"properties\":{\"configurationSettings\":{\"a\":\"b\"}}}");
  }
}
