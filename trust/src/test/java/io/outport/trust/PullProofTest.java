package io.outport.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.trust.TrustStatus.State;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PullProofTest {
  private static final String ADDRESS = "https://10.96.0.50";

  @TempDir private Path folder;
  private TestNode node;

  @BeforeEach
  void prepare() throws IOException {
    node = new TestNode(folder);
    node.write(
        "etc/containerd/config.toml",
        "[plugins.cri.registry]\nconfig_path = \"/etc/containerd/certs.d\"\n");
  }

  @Test
  void saysThatAProxyStandsBetween() throws IOException {
    String words = "failed to do request: Head \"https://10.96.0.50/v2/a/manifests/b\": Forbidden";
    try (var _ = FakeContainerd.on(node, "v1.7.20", words)) {
      TrustStatus status = NodeTrust.of(node.settings(ADDRESS)).apply();

      assertThat(status.state()).isEqualTo(State.WRITTEN);
      assertThat(status.detail()).contains("add 10.96.0.50 and", "to NO_PROXY", words);
    }
  }

  /** Where packets are dropped, containerd dials for longer than the proof waits. */
  @Test
  void saysThatTheSiteDoesNotAnswer() throws IOException {
    try (var _ = FakeContainerd.on(node, "v1.7.20", FakeContainerd.ENDLESS)) {
      TrustStatus status = NodeTrust.of(node.settings(ADDRESS)).apply();

      assertThat(status.state()).isEqualTo(State.WRITTEN);
      assertThat(status.detail())
          .startsWith("the site did not answer containerd within 2 s at https://10.96.0.50: ")
          .contains("firewall or network policy must let it through");
    }
  }

  @Test
  void saysThatContainerdItselfIsSilent() throws IOException {
    Path socket = folder.resolve("silent.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      PullProof proof = new PullProof(socket, Duration.ofSeconds(1));

      assertThat(proof.pull(RegistryAddress.parse(ADDRESS), "a:b").words())
          .isEqualTo("containerd did not answer: it said nothing within 1 s");
    }
  }
}
