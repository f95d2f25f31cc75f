package io.outport.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outport.agent.AgentServer;
import io.outport.agent.FakeApi;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import io.outport.oci.client.OutwardProxy;
import io.outport.pki.Pem;
import io.outport.testkit.TestIdentity;
import io.outport.testkit.TunnelProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent that reaches its hub, whose name nobody else knows, through a proxy alone. */
final class AgentProxyTest {
  private static final String HUB = "other.example:8443";
  private static final String REGISTRY = "other.example:9443";

  @TempDir private Path folder;

  private final TestIdentity identity = TestIdentity.forAnotherHost();
  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private FakeHub hub;
  @AutoClose private TunnelProxy proxy;

  @BeforeEach
  void start() throws IOException {
    hub = FakeHub.startTls(identity.serverContext());
    proxy = TunnelProxy.start(hub.uri().getPort(), "shop", "secret");
    write("hub", "https://" + HUB);
    write("clusterId", FakeHub.CLUSTER);
    write("secret", "secret-one");
    write("ca.crt", Pem.certificate(identity.authority()));
    Files.writeString(folder.resolve("kubeconfig"), api.kubeconfig());
  }

  @Test
  void speaksToItsHubAndPullsChartsThroughTheProxy() {
    hub.loginServer = REGISTRY;
    hub.desire(new DesiredState(2, List.of(wish()), List.of()));

    try (AgentServer _ = run(Map.of("HTTPS_PROXY", way("secret")))) {
      await().atMost(FakeHub.PATIENCE).until(() -> proxy.tunnels().contains(REGISTRY));
      await().atMost(FakeHub.PATIENCE).until(() -> !hub.statuses.isEmpty());
    }

    assertThat(hub.enrolledKeys).hasSize(1);
    assertThat(proxy.tunnels()).contains(HUB).containsOnly(HUB, REGISTRY);
  }

  @Test
  void speaksToAHubByPlainHttpThroughTheProxy() throws IOException {
    write("hub", "http://hub.example:8080");
    try (FakeHub plain = FakeHub.start();
        TunnelProxy way = TunnelProxy.start(plain.uri().getPort(), "shop", "secret");
        HubLink link = link(Map.of("HTTP_PROXY", "http://shop:secret@127.0.0.1:" + way.port()))) {
      assertThat(link.credentials().username()).isEqualTo("agent.shop");

      assertThat(way.forwarded()).hasSizeGreaterThan(1).containsOnly("hub.example:8080");
      assertThat(plain.calls).hasSameSizeAs(way.forwarded());
    }
  }

  @Test
  void tellsWhatTheProxyRefuses() {
    try (HubLink link = link(Map.of("HTTPS_PROXY", way("guessed")))) {
      assertThatThrownBy(link::client)
          .isInstanceOfSatisfying(
              AgentException.class,
              failure -> assertThat(failure.kind()).isEqualTo(AgentException.Kind.UNREACHABLE))
          .hasMessageContaining("the proxy http://127.0.0.1:" + proxy.port() + " refuses the name")
          .hasMessageNotContaining("guessed");
    }
    assertThat(hub.calls).isEmpty();
  }

  @Test
  void goesRoundTheProxyToAHubThatNoProxyNames() {
    Map<String, String> round = Map.of("HTTPS_PROXY", way("secret"), "NO_PROXY", ".example");
    try (HubLink link = link(round)) {
      assertThatThrownBy(link::client)
          .isInstanceOf(AgentException.class)
          .hasMessageContaining("the host name in https://%s is not known".formatted(HUB));
    }
    assertThat(proxy.tunnels()).isEmpty();
  }

  private String way(String password) {
    return "http://shop:%s@127.0.0.1:%d".formatted(password, proxy.port());
  }

  private AgentServer run(Map<String, String> environment) {
    return AgentServer.start(
        new AgentServer.Settings(
            folder,
            "outport-agent",
            folder.resolve("kubeconfig"),
            folder.resolve("cache"),
            "1.2.3",
            OutwardProxy.of(environment)));
  }

  private HubLink link(Map<String, String> environment) {
    return new HubLink(
        new EnrolmentFolder(folder),
        new MemoryState(),
        InstantSource.system(),
        new SecureRandom(),
        OutwardProxy.of(environment));
  }

  /** Of a type that the agent has no rules for, so that it begins with the chart. */
  private static DesiredExtension wish() {
    return new DesiredExtension(
        "/shop1",
        "shop1",
        "outport.any",
        1,
        false,
        false,
        new DesiredExtension.Chart("charts/any", "1.0.0", "sha256:" + "1".repeat(64)),
        "shop1",
        "shop1",
        null,
        true,
        "none",
        Map.of(),
        Map.of());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
