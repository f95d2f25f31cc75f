package io.outport.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.pki.Pem;
import io.outport.testkit.TestIdentity;
import io.outport.trust.TrustStatus.State;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeTrustTest {
  private static final String ADDRESS = "https://10.0.0.9";
  private static final String TWO_PATHS =
      """
      version = 3
      [plugins.'io.containerd.cri.v1.images'.registry]
        config_path = '/etc/containerd/certs.d:/etc/docker/certs.d'
      """;

  private static final String JOINED = "etc/containerd/certs.d:/etc/docker/certs.d/10.0.0.9/";

  @TempDir Path folder;
  private TestNode node;

  @BeforeEach
  void prepare() throws IOException {
    node = new TestNode(folder);
  }

  @Test
  void writesWhereAListOfFoldersIsReadAndWhereItIsTakenForOne() throws IOException {
    node.write("etc/containerd/config.toml", TWO_PATHS);

    TrustStatus status = NodeTrust.of(node.settings(ADDRESS)).apply();

    assertThat(status.state()).isEqualTo(State.WRITTEN);
    assertThat(node.read("etc/containerd/certs.d/10.0.0.9/hosts.toml"))
        .contains("server = \"https://10.0.0.9\"", "ca = \"ca.crt\"");
    assertThat(node.read("etc/containerd/certs.d/10.0.0.9/ca.crt")).contains("BEGIN CERTIFICATE");
    assertThat(node.root.resolve("etc/containerd/certs.d/10.0.0.9:443/hosts.toml")).exists();
    assertThat(node.read("etc/containerd/config.toml")).isEqualTo(TWO_PATHS);
    assertThat(node.root.resolve("etc/docker")).doesNotExist();
    assertThat(node.read(JOINED + "hosts.toml"))
        .isEqualTo(node.read("etc/containerd/certs.d/10.0.0.9/hosts.toml"));
    assertThat(node.read(JOINED + "ca.crt")).contains("BEGIN CERTIFICATE");

    NodeTrust.of(node.settings(ADDRESS)).remove();

    assertThat(node.root.resolve("etc/containerd/certs.d:")).doesNotExist();
  }

  /** What the running containerd reads is what its configuration said at its start. */
  @Test
  void renewsAnEntryOfOursAlsoWhereTheConfigurationNamesItNoMore() throws IOException {
    node.write("etc/containerd/config.toml", TWO_PATHS);
    NodeTrust trust = NodeTrust.of(node.settings(ADDRESS));
    trust.apply();
    node.write("etc/containerd/config.toml", TWO_PATHS.replace(":/etc/docker/certs.d", ""));
    TestIdentity next = TestIdentity.forLoopback();
    node.authority(Pem.certificate(next.authority()));

    trust.apply();

    assertThat(Pem.certificates(node.read(JOINED + "ca.crt"))).contains(next.authority());
    trust.remove();
    assertThat(node.root.resolve("etc/containerd/certs.d:")).doesNotExist();
  }

  @Test
  void renewsWhatIsOursWhileContainerdIsSilent() throws IOException {
    node.write("etc/containerd/config.toml", "version = 3\n");
    NodeTrust trust = NodeTrust.of(node.settings(ADDRESS));
    try (var _ = FakeContainerd.on(node, "v2.2.0")) {
      trust.apply();
    }
    TestIdentity next = TestIdentity.forLoopback();
    node.authority(Pem.certificate(next.authority()));

    assertThat(trust.apply().state()).isEqualTo(State.WAITING);

    assertThat(Pem.certificates(node.read(JOINED + "ca.crt"))).contains(next.authority());
  }

  @Test
  void usesTheFoldersOfK3s() throws IOException {
    String own = "var/lib/rancher/k3s/agent/etc/containerd/";
    node.write(own + "config.toml", "version = 3\n");

    NodeTrust.of(node.settings(ADDRESS)).apply();

    assertThat(node.read(own + "certs.d/10.0.0.9/hosts.toml")).contains("https://10.0.0.9");
    assertThat(node.read(own + "config.toml")).isEqualTo("version = 3\n");
    assertThat(node.root.resolve("etc/containerd")).doesNotExist();
  }

  @Test
  void writesAnEntryWithoutTls() throws IOException {
    node.write("etc/containerd/config.toml", TWO_PATHS);

    NodeTrust.of(node.settings("http://10.0.0.9")).apply();

    assertThat(node.read("etc/containerd/certs.d/10.0.0.9/hosts.toml"))
        .contains("server = \"http://10.0.0.9\"")
        .doesNotContain("ca =");
    assertThat(node.root.resolve("etc/containerd/certs.d/10.0.0.9:80/hosts.toml")).exists();
  }

  @Test
  void followsLinksAsTheNodeWould() throws IOException {
    node.write("data/containerd/config.toml", TWO_PATHS);
    Files.createSymbolicLink(node.root.resolve("etc/containerd"), Path.of("/data/containerd"));
    Map<String, String> found = node.everything();

    NodeTrust trust = NodeTrust.of(node.settings(ADDRESS));
    trust.apply();
    assertThat(node.root.resolve("data/containerd/certs.d/10.0.0.9/ca.crt")).exists();
    trust.remove();

    Map<String, String> now = node.everything();
    now.remove("var/lib/outport-trust");
    assertThat(now).isEqualTo(found);
  }

  @Test
  void leavesWhatSomebodyChangedSince() throws IOException {
    node.write("etc/containerd/config.toml", TWO_PATHS);
    NodeTrust trust = NodeTrust.of(node.settings(ADDRESS));
    trust.apply();
    node.write("etc/containerd/certs.d/10.0.0.9/hosts.toml", "# by hand\n");

    TrustStatus status = trust.remove();

    assertThat(status.files()).containsExactly("/etc/containerd/certs.d/10.0.0.9/hosts.toml");
    assertThat(node.read("etc/containerd/certs.d/10.0.0.9/hosts.toml")).isEqualTo("# by hand\n");
    assertThat(node.root.resolve("etc/containerd/certs.d/10.0.0.9/ca.crt")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "talos, put the site's CA there",
    "bottlerocket, settings.pki",
    "debian, let root write there",
  })
  void saysWhatToDoWhereTheSystemLetsNobodyWrite(String system, String remedy) throws IOException {
    node.write("etc/containerd/config.toml", TWO_PATHS);
    node.write("etc/os-release", "NAME=\"Some Linux\"\nID=\"%s\"\n".formatted(system));

    TrustStatus status =
        NodeTrust.of(node.settings(ADDRESS), new SealedFiles(node.root.resolve("etc"))).apply();

    assertThat(status.state()).isEqualTo(State.FAILED);
    assertThat(status.detail())
        .contains("/etc/containerd/certs.d cannot be written", "Read-only file system", remedy)
        .contains("trustDistribution.useNodeSelector=true");
  }

  @Test
  void saysThatANodeHasNoContainerd() throws IOException {
    TrustStatus status = NodeTrust.of(node.settings(ADDRESS)).apply();

    assertThat(status.state()).isEqualTo(State.FAILED);
    assertThat(status.detail()).contains("no containerd");
  }

  /** The certificate's issuer may take minutes. */
  @Test
  void waitsForTheAuthority() throws IOException {
    node.write("etc/containerd/config.toml", TWO_PATHS);
    node.authority("");
    try (var _ = FakeContainerd.on(node, "v2.2.0", "")) {
      TrustStatus status = NodeTrust.of(node.settings(ADDRESS)).apply();

      assertThat(status.state()).isEqualTo(State.WAITING);
      assertThat(status.detail()).contains("no CA certificate", "yet");
    }
  }

  /** A restart would not mend a certificate. */
  @Test
  void asksForARestartOnlyWhereTheCertificateIsGood() throws IOException {
    node.write("etc/containerd/config.toml", "version = 2\n");
    TestIdentity site = TestIdentity.forLoopback();
    try (ServerSocket server = site.serverContext().getServerSocketFactory().createServerSocket(0);
        var _ = FakeContainerd.on(node, "v1.7.20", "x509: signed by unknown authority")) {
      Thread answering = Thread.ofVirtual().start(() -> answer(server));
      NodeTrust trust = NodeTrust.of(node.settings("https://127.0.0.1:" + server.getLocalPort()));

      TrustStatus wrong = trust.apply();
      assertThat(wrong.state()).isEqualTo(State.FAILED);
      assertThat(wrong.detail()).doesNotContain("restart").contains("127.0.0.1");

      node.authority(Pem.certificate(site.authority()));
      TrustStatus right = trust.apply();
      assertThat(right.state()).isEqualTo(State.RESTART_NEEDED);
      assertThat(right.detail()).contains("systemctl restart containerd");
      answering.interrupt();
    }
  }

  @Test
  void keepsTheOldAuthorityUntilTheNewIsProven() throws IOException {
    node.write("etc/containerd/config.toml", TWO_PATHS);
    TestIdentity old = TestIdentity.forLoopback();
    TestIdentity next = TestIdentity.forLoopback();
    try (ServerSocket server =
        next.serverContext().getServerSocketFactory().createServerSocket(0)) {
      int port = server.getLocalPort();
      String place = "etc/containerd/certs.d/127.0.0.1:" + port + "/ca.crt";
      NodeTrust trust = NodeTrust.of(node.settings("https://127.0.0.1:" + port));
      node.authority(Pem.certificate(old.authority()));
      trust.apply();
      node.authority(Pem.certificate(next.authority()));
      trust.apply(); // nobody answers the handshake yet

      assertThat(Pem.certificates(node.read(place)))
          .containsExactly(next.authority(), old.authority());

      Thread answering = Thread.ofVirtual().start(() -> answer(server));
      trust.apply();
      assertThat(Pem.certificates(node.read(place))).containsExactly(next.authority());
      answering.interrupt();
    }
  }

  private static void answer(ServerSocket server) {
    while (!server.isClosed()) {
      try (var client = server.accept()) {
        client.getInputStream().read();
      } catch (IOException e) {
        // The next one.
      }
    }
  }
}
