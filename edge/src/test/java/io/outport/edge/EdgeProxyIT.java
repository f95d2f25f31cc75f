package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outport.hubapi.client.ProxyVariables;
import io.outport.hubapi.model.Refusal;
import io.outport.testkit.TunnelProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site that reaches its parent through a proxy alone. */
class EdgeProxyIT {
  @TempDir private Path folder;

  private TestHub hub;
  private TunnelProxy proxy;

  @BeforeEach
  void startHub() throws IOException {
    hub = new TestHub(folder.resolve("hub"));
    proxy = TunnelProxy.start(hub.address().getPort(), "shop", "secret");
  }

  @AfterEach
  void stopHub() throws IOException {
    proxy.close();
    hub.close();
  }

  @Test
  void activatesAndSyncsThroughTheProxy() throws Exception {
    new HubImages(hub.content).push("team/app", "v1", new byte[100_000]);
    try (EdgeServer site = start("secret");
        SiteClient client = new SiteClient(site)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> client.has("team/app", "v1"));
    }
    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(TestHub.NAME + ":8443");
  }

  @Test
  void tellsWhatTheProxyRefuses() {
    assertThatThrownBy(() -> start("guessed"))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.exit()).isEqualTo(Refusal.Exit.UNREACHABLE))
        .hasMessageContaining("the proxy http://127.0.0.1:" + proxy.port() + " refuses the name")
        .hasMessageNotContaining("guessed");
  }

  @Test
  void refusesAVariableThatIsNoProxy() {
    assertThatThrownBy(() -> ProxyVariables.read(Map.of("https_proxy", "socks5://a:secret@b")))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.exit()).isEqualTo(Refusal.Exit.USAGE))
        .hasMessageStartingWith("https_proxy is no proxy's address")
        .hasMessageNotContaining("secret");
  }

  private EdgeServer start(String password) {
    String way = "http://shop:%s@127.0.0.1:%d".formatted(password, proxy.port());
    return EdgeServer.start(
        EdgeSettings.of(
                folder.resolve("site"),
                hub.connection(TestHub.NAME, 8443),
                "127.0.0.1",
                0,
                List.of("127.0.0.1"))
            .withProxy(ProxyVariables.read(Map.of("HTTPS_PROXY", way))));
  }
}
