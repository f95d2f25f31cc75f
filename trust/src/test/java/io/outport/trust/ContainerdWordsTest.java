package io.outport.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.trust.PullProof.Outcome;
import io.outport.trust.PullProof.Verdict;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerdWordsTest {
  private static final RegistryAddress SITE = RegistryAddress.parse("https://10.96.0.50");

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
    assertThat(PullProof.judge(words, SITE).verdict()).isEqualTo(verdict);
  }

  /** As containerd 1.5 to 2.x word them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "failed to authorize: failed to fetch oauth token: unexpected status from GET request to"
            + " https://10.96.0.50/token?scope=repository%253Aa%253Apull: 401 Unauthorized",
        "failed to authorize: failed to fetch anonymous token: unexpected status: 403 Forbidden",
        "unexpected status code [manifests none]: 401 Unauthorized",
        "unexpected status code https://10.96.0.50/v2/a/manifests/none: 403 Forbidden",
        "pulling from host 10.96.0.50 failed with status code [manifests none]: 403 Forbidden",
        "unexpected status from HEAD request to https://10.96.0.50/v2/a: 404 Not Found",
        "pull access denied, repository does not exist or may require authorization: server"
            + " message: insufficient_scope: authorization failed",
        "failed to authorize: server message: invalid_token",
        "unexpected status from GET request to https://a/v2/: 400 Bad Request%0Adenied: no",
        "unauthorized: authentication required",
        "code 5: failed to resolve reference \"10.96.0.50/a:none\": 10.96.0.50/a:none: not found",
        "content at https://10.96.0.50/v2/a/manifests/none not found: not found",
        "code 5: whatever",
      })
  void hearsTheRegistry(String words) {
    assertThat(PullProof.judge(words, SITE).verdict()).isEqualTo(Verdict.TRUSTS);
  }

  /** What Go makes of a proxy's answer to CONNECT, or of none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forbidden",
        "Unauthorized",
        "Not Found",
        "Proxy Authentication Required",
        "Bad Gateway",
        "Service Unavailable",
        "Access denied by policy 403",
        "unknown status code",
        "",
        "proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused",
        "proxyconnect tcp: tls: first record does not look like a TLS handshake",
        "socks connect tcp 10.0.0.1:1080->10.96.0.50:443: host unreachable",
      })
  void tellsAProxyFromTheRegistry(String reason) {
    for (String url : List.of("\"https://10.96.0.50/v2/a\"", "https://10.96.0.50/v2/a")) {
      String words = "code 2: failed to do request: Head " + url + ": " + reason;

      PullProof.Outcome outcome = PullProof.judge(words, SITE);

      assertThat(outcome.verdict()).isEqualTo(Verdict.CANNOT_TELL);
      assertThat(outcome.words())
          .contains("a proxy for the site at https://10.96.0.50,")
          .contains("add 10.96.0.50 and the cluster's service range to NO_PROXY", "restart", words);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EOF",
        "read tcp 10.0.0.4:40412->10.96.0.50:443: read: connection reset by peer",
        "read tcp 10.0.0.4:403->10.96.0.50:443: i/o timeout",
        "dial tcp 10.96.0.50:443: connect: permission denied",
        "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        "net/http: TLS handshake timeout",
      })
  void takesNoBrokenConnectionForAnAnswer(String reason) {
    String words = "failed to do request: Head \"https://10.96.0.50/v2/a\": " + reason;

    assertThat(PullProof.judge(words, SITE)).isEqualTo(new Outcome(Verdict.CANNOT_TELL, words));
  }

  @Test
  void takesNoFileOfTheNodeForAnAnswer() {
    String words = "open /etc/containerd/certs.d/10.96.0.50/hosts.toml: permission denied";

    assertThat(PullProof.judge(words, SITE).verdict()).isEqualTo(Verdict.CANNOT_TELL);
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
