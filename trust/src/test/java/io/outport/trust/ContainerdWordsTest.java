package io.outport.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.trust.PullProof.Verdict;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerdWordsTest {
  /** RFC 7541, C.4.1 and C.6.1. */
  @ParameterizedTest
  @CsvSource({
    "f1e3c2e5f23a6ba0ab90f4ff, www.example.com",
    "a8eb10649cbf, no-cache",
    "9d29ad171863c78f0b97c8e9ae82ae43d3, https://www.example.com",
  })
  void readsHuffmanCode(String hex, String text) {
    assertThat(HuffmanText.read(HexFormat.of().parseHex(hex))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "tls: failed to verify certificate: x509: certificate signed by unknown authority, DISTRUSTS",
    "http: server gave HTTP response to HTTPS client, DISTRUSTS",
    "unexpected status from HEAD request to https://a/v2/: 401 Unauthorized, TRUSTS",
    "a/b:none: not found, TRUSTS",
    "dial tcp 10.0.0.9:443: connect: connection refused, CANNOT_TELL",
  })
  void judgesWhatContainerdSays(String words, Verdict verdict) {
    assertThat(PullProof.judge(words).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "https://10.0.0.9, https://10.0.0.9",
    "https://A.example:443/, https://a.example",
    "http://[fd00::9], http://[fd00::9]",
    "http://a:5000, http://a:5000"
  })
  void readsAddresses(String text, String url) {
    assertThat(RegistryAddress.parse(text)).hasToString(url);
  }

  @Test
  void findsFoldersInEachVersionOfTheFile() {
    assertThat(folders("[plugins.cri.registry]\nconfig_path = \"/a\"\n")).isEqualTo("[/a]");
    assertThat(folders("[plugins.\"io.containerd.grpc.v1.cri\".registry]\nconfig_path = \"/a\"\n"))
        .isEqualTo("[/a]");
    assertThat(
            folders("[plugins.'io.containerd.cri.v1.images'.registry]\n config_path='/a:/b' # c\n"))
        .isEqualTo("[/a, /b]");
    assertThat(folders("[plugins.cri]\nregistry.config_path = '/a'\n")).isEqualTo("[/a]");
    assertThat(folders("plugins.cri.registry.config_path = '/a'\n")).isEqualTo("[/a]");
    assertThat(folders("[plugins.cri.registry]\n[[other]]\nconfig_path = '/a'\n")).isEqualTo("[]");
    assertThat(folders("[plugins.other.registry]\nconfig_path = \"/a\"\n")).isEqualTo("[]");
    assertThat(folders("[plugins.cri.registry]\nconfig_path = \"\"\n")).isEqualTo("[]");
  }

  @Test
  void replacesAnEmptyFolderAndKeepsAllElse() {
    String text =
        "version = 4\r\n[plugins.'io.containerd.cri.v1.images'.registry]\n config_path = ''\n[x]\n";

    assertThat(new ContainerdConfig(text).withHostFolder("/a").text())
        .isEqualTo(
            """
            version = 4\r
            [plugins.'io.containerd.cri.v1.images'.registry]
              config_path = "/a"
            [x]
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a", "'", "\"\" ", "[", "=", "[a].", "imports = [ ", "\n"})
  void readsLongLinesInTime(String part) {
    String text = part.repeat(20_000);

    for (String each : List.of(text, text + "=", "[" + text, "imports = [" + text)) {
      assertThat(new ContainerdConfig(each).hostFolders()).isEmpty();
      assertThat(new ContainerdConfig(each).usesOldRegistrySettings()).isFalse();
      assertThat(new ContainerdConfig(each).imports()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v1.7.20, /a:/b, '/a'",
    "v2.0.5-k3s2, /a:/b, '/a, /a:/b'",
    "v2.4.2, /a:/b, '/a, /a:/b'",
    "v2.4.2, /a, '/a'",
    "'', /a:/b, '/a, /a:/b'",
    "v2.4.2, '', '/etc/containerd/certs.d, /etc/containerd/certs.d:/etc/docker/certs.d'",
    "v2.1.9, '', ''",
    "v1.6.20, '', ''",
  })
  void knowsWhereEachVersionLooks(String version, String set, String folders) {
    String text = "[plugins.'io.containerd.cri.v1.images'.registry]\nconfig_path='" + set + "'\n";
    var runtime = new NodeRuntime(NodeLayout.PLAIN, version, new ContainerdConfig(text), List.of());

    assertThat(String.join(", ", runtime.hostFolders())).isEqualTo(folders);
  }

  private static String folders(String text) {
    return new ContainerdConfig(text).hostFolders().toString();
  }
}
