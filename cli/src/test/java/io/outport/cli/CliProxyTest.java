package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Refusal;
import io.outport.testkit.TestIdentity;
import io.outport.testkit.TunnelProxy;
import io.outport.testkit.process.Command;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that reach a hub, whose name nobody else knows, through the environment's proxy. */
final class CliProxyTest {
  private static final String HUB = "other.example:8443";
  private static final String SOURCE = "other.example:9443";

  @TempDir private Path folder;

  private final TestIdentity identity = TestIdentity.forAnotherHost();
  @AutoClose private final FakeFleet hub = FakeFleet.start(identity);
  @AutoClose private TunnelProxy proxy;
  private Path authority;

  @BeforeEach
  void start() throws IOException {
    proxy = TunnelProxy.start(hub.port(), "shop", "secret");
    authority = Files.writeString(folder.resolve("ca.pem"), hub.pem());
  }

  @Test
  void signsInThroughTheProxy() {
    hub.answer("GET", "/metadata/endpoints", "{\"authentication\": {\"tenant\": \"tenant\"}}");
    hub.answer("GET", "/subscriptions", "{\"value\": [{\"subscriptionId\": \"subscription\"}]}");
    hub.answer("GET", "/registries", "{\"value\": [{\"id\": \"%s\"}]}".formatted(FakeHub.REGISTRY));

    run(LoginCommand.class, "--hub", HUB, "-u", "bot", "-p", "s", "--ca-file", authority.toString())
        .succeeded();

    assertThat(contexts().choose("").clientId()).isEqualTo("bot");
    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(HUB);
  }

  @Test
  void asksTheHubThroughTheProxy() {
    know();

    run(TokenCommand.class, "list").succeeded();

    assertThat(hub.reads()).singleElement().asString().endsWith("/tokens");
    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(HUB);
  }

  @Test
  void pushesAndMirrorsThroughTheProxy() throws IOException {
    know();
    Path chart = Files.createDirectories(folder.resolve("shop"));
    Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 2.1.0\n");

    run(HubMirrorCommand.class, "--chart", chart.toString()).succeeded();
    assertThat(hub.registry.manifests()).containsKey("charts/shop:2.1.0");
    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(HUB);

    mirror().succeeded();
    assertThat(proxy.tunnels()).contains(SOURCE).containsOnly(HUB, SOURCE);
  }

  @Test
  void tellsWhatTheProxyRefuses() {
    know();

    Command.Result ran =
        Apart.run(folder, Map.of("HTTPS_PROXY", way("guessed")), TokenCommand.class, "list")
            .failedSaying("the proxy http://127.0.0.1:" + proxy.port() + " refuses the name");

    assertThat(ran.exit()).isEqualTo(Refusal.Exit.UNREACHABLE.code());
    assertThat(ran.out() + ran.err()).doesNotContain("guessed");
    assertThat(hub.reads()).isEmpty();
  }

  @Test
  void goesRoundTheProxyToAHubThatNoProxyNames() {
    know();

    Apart.run(
            folder,
            Map.of("HTTPS_PROXY", way("secret"), "NO_PROXY", ".example"),
            TokenCommand.class,
            "list")
        .failedSaying("the host name in https://%s is not known".formatted(HUB));

    assertThat(proxy.tunnels()).isEmpty();
  }

  /** From the hub's own registry, by another of its addresses. */
  private Command.Result mirror() {
    return run(
        HubMirrorCommand.class,
        "--chart",
        "oci://%s/charts/shop:2.1.0".formatted(SOURCE),
        "--source-ca-file",
        authority.toString(),
        "--source-username",
        "00000000-0000-0000-0000-000000000000",
        "--source-password",
        FakeFleet.REFRESH);
  }

  private Command.Result run(Class<?> command, String... words) {
    return Apart.run(folder, Map.of("HTTPS_PROXY", way("secret")), command, words);
  }

  private String way(String password) {
    return "http://shop:%s@127.0.0.1:%d".formatted(password, proxy.port());
  }

  private void know() {
    var _ = contexts().save(hub.context(URI.create("https://" + HUB)));
  }

  private Contexts contexts() {
    return Contexts.of(Map.of("OUTPORT_CONFIG_DIR", folder.toString()));
  }
}
