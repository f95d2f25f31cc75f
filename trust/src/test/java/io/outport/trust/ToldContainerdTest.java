package io.outport.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.trust.TrustStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a containerd is told of our folder by its configuration, and when it must not be. */
final class ToldContainerdTest {
  private static final String ADDRESS = "https://10.0.0.9";

  @TempDir private Path folder;
  private TestNode node;

  @BeforeEach
  void prepare() throws IOException {
    node = new TestNode(folder);
  }

  @Test
  void namesItsFolderToAContainerdThatLooksInNone() throws IOException {
    node.write("etc/containerd/config.toml", "version = 2\n");

    try (var _ = FakeContainerd.on(node, "v1.7.20")) {
      NodeTrust.of(node.settings(ADDRESS)).apply();
    }

    assertThat(node.read("etc/containerd/config.toml"))
        .isEqualTo(
            """
            version = 2

            [plugins."io.containerd.grpc.v1.cri".registry]
              config_path = "/etc/containerd/certs.d"
            """);
  }

  @Test
  void leavesAConfigurationWithOldMirrorsAlone() throws IOException {
    String old = "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".registry.mirrors.\"a\"]\n";
    node.write("etc/containerd/config.toml", old);

    try (var _ = FakeContainerd.on(node, "v1.7.20")) {
      TrustStatus status = NodeTrust.of(node.settings(ADDRESS)).apply();

      assertThat(status.state()).isEqualTo(State.FAILED);
      assertThat(status.detail()).contains("/etc/containerd/config.toml", "move them");
    }
    assertThat(node.read("etc/containerd/config.toml")).isEqualTo(old);
  }

  /** It may be one that looks in its folders unasked. */
  @Test
  void changesNothingWhileContainerdIsSilent() throws IOException {
    node.write("etc/containerd/config.toml", "version = 3\n");
    NodeTrust trust = NodeTrust.of(node.settings(ADDRESS));

    TrustStatus status = trust.apply();

    assertThat(status.state()).isEqualTo(State.WAITING);
    assertThat(status.detail()).contains("containerd does not answer yet", "containerd.sock");
    assertThat(node.read("etc/containerd/config.toml")).isEqualTo("version = 3\n");
    assertThat(node.root.resolve("etc/containerd/certs.d")).doesNotExist();

    try (var _ = FakeContainerd.on(node, "v2.2.0")) {
      assertThat(trust.apply().state()).isEqualTo(State.TRUSTED);
    }
    assertThat(node.read("etc/containerd/certs.d/10.0.0.9/hosts.toml")).contains("10.0.0.9");
    assertThat(node.read("etc/containerd/certs.d:/etc/docker/certs.d/10.0.0.9/hosts.toml"))
        .contains("10.0.0.9");
    assertThat(node.read("etc/containerd/config.toml")).isEqualTo("version = 3\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[plugins.\"io.containerd.grpc.v1.cri\"]\n  registry.headers.a = ['b']\n",
        "[plugins.\"io.containerd.grpc.v1.cri\"]\n  registry = { headers = {} }\n",
        "[plugins]\n  'io.containerd.grpc.v1.cri' = { registry = {} }\n",
        "plugins.'io.containerd.grpc.v1.cri'.registry.config_path = ''\n",
      })
  void changesNoConfigurationThatSetsTheRegistryInAnotherSpelling(String text) throws IOException {
    String config = "version = 2\n" + text;
    node.write("etc/containerd/config.toml", config);

    TrustStatus status = applyBeside("v1.7.20");

    assertThat(status.state()).isEqualTo(State.FAILED);
    assertThat(status.detail())
        .contains("/etc/containerd/config.toml", "by hand", "restart containerd")
        .contains("config_path = \"/etc/containerd/certs.d\"", "io.containerd.grpc.v1.cri");
    assertThat(node.read("etc/containerd/config.toml")).isEqualTo(config);
    assertThat(node.root.resolve("etc/containerd/certs.d")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[plugins.\"io.containerd.grpc.v1.cri\".registry.configs.\"[fd00::1]:5000\".tls]\n",
        "[plugins.'io.containerd.grpc.v1.cri']\n registry.mirrors.a.endpoint = ['b']\n",
        "[plugins.cri.registry.mirrors.\"a\" # torn\n",
      })
  void findsOldMirrorsInEachSpelling(String text) throws IOException {
    String config = "version = 2\n" + text;
    node.write("etc/containerd/config.toml", config);

    TrustStatus status = applyBeside("v1.7.20");

    assertThat(status.detail()).contains("/etc/containerd/config.toml", "move them");
    assertThat(node.read("etc/containerd/config.toml")).isEqualTo(config);
  }

  @Test
  void changesNoConfigurationThatImportsOthers() throws IOException {
    String config = "version = 2\nimports = [\n  '/etc/containerd/conf.d/*.toml', # theirs\n]\n";
    node.write("etc/containerd/config.toml", config);
    node.write("etc/containerd/conf.d/99-gpu.toml", "version = 2\n");

    TrustStatus status = applyBeside("v1.7.20");

    assertThat(status.state()).isEqualTo(State.FAILED);
    assertThat(status.detail()).contains("/etc/containerd/conf.d/99-gpu.toml", "by hand");
    assertThat(node.read("etc/containerd/config.toml")).isEqualTo(config);

    String mirrors = "[plugins.cri.registry.mirrors.a]\n";
    node.write("etc/containerd/conf.d/99-gpu.toml", mirrors);
    assertThat(applyBeside("v1.7.20").detail())
        .contains("/etc/containerd/conf.d/99-gpu.toml sets registry mirrors", "move them");

    Files.delete(node.root.resolve("etc/containerd/conf.d/99-gpu.toml"));
    assertThat(applyBeside("v1.7.20").state()).isEqualTo(State.TRUSTED);
    assertThat(node.read("etc/containerd/config.toml")).startsWith(config).contains("config_path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf.d/[.toml", "*/more.toml"})
  void changesNothingWhereItCannotTellWhatIsImported(String pattern) throws IOException {
    node.write("etc/containerd/config.toml", "imports = [ # don't\n'%s']\n".formatted(pattern));
    Files.createDirectories(node.root.resolve("etc/containerd/conf.d"));

    assertThat(applyBeside("v1.7.20").detail()).contains("/etc/containerd/" + pattern, "by hand");
  }

  @Test
  void readsTheFolderThatAnImportedFileNames() throws IOException {
    node.write("etc/containerd/config.toml", "version = 2\nimports = ['conf.d/*.toml']\n");
    node.write(
        "etc/containerd/conf.d/registry.toml", "[plugins.cri.registry]\nconfig_path = '/hosts'\n");

    assertThat(applyBeside("v1.7.20").state()).isEqualTo(State.TRUSTED);

    assertThat(node.read("hosts/10.0.0.9/hosts.toml")).contains("https://10.0.0.9");
  }

  private TrustStatus applyBeside(String version) throws IOException {
    try (var _ = FakeContainerd.on(node, version)) {
      return NodeTrust.of(node.settings(ADDRESS)).apply();
    }
  }
}
