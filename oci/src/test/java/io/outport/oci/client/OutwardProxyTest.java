package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.client.RegistryException.Kind;
import io.outport.testkit.FreePorts;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import io.outport.testkit.TunnelProxy;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reaching a registry through the proxies that the environment names. */
class OutwardProxyTest {
  private static final String PARENT = "https://other.example:8443";
  private static final ClientSettings ONCE = QUICK.withMaxAttempts(1);

  private final TestIdentity identity = TestIdentity.forAnotherHost();
  private RawHttpServer parent;

  @BeforeEach
  void startParent() throws IOException {
    parent = RawHttpServer.startTls(identity.serverContext(), request -> RawReply.status(200));
  }

  @AfterEach
  void stopParent() throws IOException {
    parent.close();
  }

  @Test
  void tunnelsThroughTheProxy() throws IOException {
    try (TunnelProxy proxy = TunnelProxy.start(parent.uri().getPort())) {
      ping(PARENT, Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port()));

      assertThat(proxy.tunnels()).containsExactly("other.example:8443");
      assertThat(parent.requests()).hasSize(1);
    }
  }

  @Test
  void signsInAtTheProxyAlone() throws IOException {
    try (TunnelProxy proxy = TunnelProxy.start(parent.uri().getPort(), "shop", "a@b:c+d")) {
      ping(PARENT, Map.of("https_proxy", "http://shop:a%40b:c+d@127.0.0.1:" + proxy.port() + "/"));

      assertThat(proxy.tunnels()).hasSize(1);
      assertThat(parent.requests().getFirst().header("Proxy-Authorization")).isEmpty();
    }
  }

  @Test
  void tellsThatTheProxyWantsAPassword() throws IOException {
    try (TunnelProxy proxy = TunnelProxy.start(parent.uri().getPort(), "shop", "secret")) {
      refuses(
          "http://127.0.0.1:" + proxy.port(),
          "the proxy http://127.0.0.1:%d wants a name and a password".formatted(proxy.port()),
          "HTTPS_PROXY");
      refuses(
          "http://shop:guessed@127.0.0.1:" + proxy.port(),
          "the proxy http://127.0.0.1:%d refuses the name or the password".formatted(proxy.port()),
          "HTTPS_PROXY");
      assertThat(proxy.tunnels()).isEmpty();
    }
  }

  @Test
  void tellsThatTheProxyDoesNotReachTheParent() throws IOException {
    try (TunnelProxy proxy = TunnelProxy.start(parent.uri().getPort())) {
      proxy.refuse(502);
      refuses(
          "http://shop:guessed@127.0.0.1:" + proxy.port(),
          "the proxy http://127.0.0.1:%d".formatted(proxy.port()),
          "other.example:8443",
          "502");
    }
  }

  @Test
  void tellsThatNoProxyListens() {
    int port = FreePorts.pick();
    refuses(
        "http://shop:guessed@127.0.0.1:" + port,
        "nothing listens at the proxy http://127.0.0.1:" + port,
        "check HTTPS_PROXY");
  }

  @Test
  void tellsThatTheProxyIsUnknown() {
    refuses(
        "no-such-proxy.invalid:3128", "the proxy http://no-such-proxy.invalid:3128 is not known");
  }

  @Test
  void goesRoundTheProxyWhereItIsToldTo() throws IOException {
    try (TunnelProxy proxy = TunnelProxy.start(parent.uri().getPort())) {
      var environment =
          Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port(), "NO_PROXY", "10.0.0.0/8, .example");
      assertThatThrownBy(() -> ping(PARENT, environment))
          .hasMessageContaining("the host name in https://other.example:8443 is not known");
      assertThat(proxy.tunnels()).isEmpty();
    }
  }

  @Test
  void reachesLoopbackByItself() throws IOException {
    TestIdentity local = TestIdentity.forLoopback();
    try (RawHttpServer server =
        RawHttpServer.startTls(local.serverContext(), request -> RawReply.status(200))) {
      var nowhere = OutwardProxy.of(Map.of("HTTPS_PROXY", "no-such-proxy.invalid"));
      try (RegistryClient client =
          RegistryClient.create(
              RegistryEndpoint.of(server.uri()).withTls(local.clientContext()).withProxy(nowhere),
              ONCE)) {
        client.ping();
      }
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void takesTheVariableOfTheScheme() {
    var proxy =
        OutwardProxy.of(
            Map.of(
                "HTTPS_PROXY", "upper:1",
                "https_proxy", "HTTP://name:secret@lower",
                "http_proxy", " ",
                "HTTP_PROXY", "[fd00::1]:3"));

    assertThat(proxy.way(URI.create("https://a.example"))).contains("http://lower:80");
    assertThat(proxy.way(URI.create("http://a.example"))).contains("http://[fd00::1]:3");
    assertThat(OutwardProxy.of(Map.of()).way(URI.create("https://a.example"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*                  | https://hub.example",
        "hub.example        | https://HUB.example:8443",
        "x,example          | https://hub.example",
        ".example           | https://hub.example",
        "*.example          | https://hub.example",
        "Hub.Example.       | https://hub.example",
        "hub.example:8443   | https://hub.example:8443",
        "hub.example:443    | https://hub.example",
        "10.1.2.3           | https://10.1.2.3",
        "10.0.0.0/8         | https://10.1.2.3:8443",
        "10.1.2.3:8443      | https://10.1.2.3:8443",
        "a b 10.1.2.2/31    | https://10.1.2.3",
        "fd00::/8           | https://[fd00::1]:8443",
        "[fd00::1]:8443     | https://[fd00::1]:8443",
        "fd00:0::1          | https://[fd00::1]",
        "none.example       | https://localhost:8443",
        "none.example       | https://127.1.2.3",
        "none.example       | https://[::1]:8443",
      })
  void goesRoundTheProxy(String exceptions, String to) {
    assertThat(way(exceptions, to)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                 | https://hub.example",
        "hub.example        | https://otherhub.example",
        "hub.example        | https://hub.example.org",
        "hub.example:443    | https://hub.example:8443",
        "10.0.0.0/8         | https://11.1.2.3",
        "10.1.2.2/32        | https://10.1.2.3",
        "10.0.0.0/33        | https://10.0.0.0",
        "10.0.0.0/x         | https://10.0.0.0",
        "fd00::/8           | https://10.1.2.3",
        "2.3                | https://10.1.2.3",
        "10.0.0.0/8         | https://10.example",
      })
  void goesThroughTheProxy(String exceptions, String to) {
    assertThat(way(exceptions, to)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://name:secret@proxy:1",
        "https://name:secret@proxy:1",
        "http://name:secret@",
        "http://name:secret@proxy:x",
        "http://name:secret@proxy:0",
        "http://name:secret@proxy:65536",
        "http://name:secret@proxy/path",
        "http://name:secret%zz@proxy:1",
        "name:secret@pro xy:1",
      })
  void refusesWhatIsNoProxy(String value) {
    assertThatThrownBy(() -> OutwardProxy.of(Map.of("HTTPS_PROXY", value)))
        .isInstanceOf(ProxyProblem.class)
        .hasMessageStartingWith("HTTPS_PROXY is no proxy's address: ")
        .hasMessageNotContaining("secret");
  }

  private static boolean way(String exceptions, String to) {
    return OutwardProxy.of(Map.of("https_proxy", "proxy:1", "no_proxy", exceptions))
        .way(URI.create(to))
        .isPresent();
  }

  private void ping(String to, Map<String, String> environment) {
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(URI.create(to))
            .withTls(identity.clientContext())
            .withProxy(OutwardProxy.of(environment));
    try (RegistryClient client = RegistryClient.create(endpoint, ONCE)) {
      client.ping();
    }
  }

  private void refuses(String proxy, String... words) {
    assertThatThrownBy(() -> ping(PARENT, Map.of("HTTPS_PROXY", proxy)))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("guessed");
  }
}
