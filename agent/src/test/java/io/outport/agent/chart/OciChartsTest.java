package io.outport.agent.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.oci.client.OutwardProxy;
import io.outport.oci.model.Digest;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Charts from a registry over HTTPS, as {@code helm push} makes them. */
final class OciChartsTest {
  private static final byte[] CHART = "a packed chart".getBytes(StandardCharsets.UTF_8);
  private static final byte[] MANIFEST =
      """
      {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
       "config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","size":2,
        "digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},
       "layers":[{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","size":%d,
        "digest":"%s"}],
       "annotations":{"io.outport.image":"outport/connected-registry@sha256:%s"}}\
      """
          .formatted(CHART.length, Digest.ofBytes(CHART), "1".repeat(64))
          .getBytes(StandardCharsets.UTF_8);
  private static final DesiredExtension.Chart WISH =
      new DesiredExtension.Chart(
          "charts/connected-registry", "1.0.0", Digest.ofBytes(MANIFEST).toString());

  @TempDir private Path folder;

  private final TestIdentity identity = TestIdentity.forLoopback();
  private final Account account = new Account();
  private byte[] chart = CHART;

  /** The only password that is taken; empty where none is asked for. */
  private volatile String good = "";

  private RawHttpServer registry;

  @BeforeEach
  void start() throws IOException {
    registry = RawHttpServer.startTls(identity.serverContext(), this::answer);
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
  }

  @Test
  void readsChartAndImageFromTheManifest() throws IOException {
    FetchedChart fetched = charts().fetch(WISH);

    assertThat(Files.readAllBytes(fetched.file())).isEqualTo(CHART);
    assertThat(fetched.image()).isEqualTo("outport/connected-registry@sha256:" + "1".repeat(64));
  }

  @Test
  void needsNoHubForWhatCameOnce() throws IOException {
    FetchedChart first = charts().fetch(WISH);
    registry.close();
    account.away = true;

    OciCharts again = charts();

    assertThat(again.fetch(WISH)).isEqualTo(first);
    assertThat(again.loginServer()).isEqualTo(registry.uri().getAuthority());
    assertThatThrownBy(
            () ->
                again.fetch(
                    new DesiredExtension.Chart(
                        WISH.repository(), "2.0.0", "sha256:" + "2".repeat(64))))
        .isInstanceOf(AgentException.class);
  }

  @Test
  void keepsNothingThatIsNotWhatWasAskedFor() {
    chart = "another chart.".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> charts().fetch(WISH)).isInstanceOf(ChartException.class);

    chart = CHART;
    assertThat(charts().fetch(WISH).version()).isEqualTo("1.0.0");
  }

  /** As one of an earlier enrolment is. */
  @Test
  void asksOnceForAnotherPasswordWhereTheRegistryRefusesTheFirst() {
    good = "new-password";

    assertThat(charts().fetch(WISH).version()).isEqualTo("1.0.0");
    assertThat(account.refusals).isEqualTo(1);

    good = "nobody has it";
    assertThatThrownBy(() -> charts().newest(WISH.repository())).isInstanceOf(ChartException.class);
    assertThat(account.refusals).isEqualTo(2);
  }

  private OciCharts charts() {
    return new OciCharts(account, folder, OutwardProxy.NONE);
  }

  private RawReply answer(RawHttpServer.Request request) {
    String path = request.path();
    String sent = request.header("Authorization").orElse("");
    String pair = "agent.shop:" + good;
    if (!good.isEmpty()
        && !sent.equals(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))) {
      return RawReply.status(401).header("WWW-Authenticate", "Basic realm=\"hub\"");
    }
    if (path.endsWith("/manifests/" + WISH.digest())) {
      return RawReply.status(200)
          .body(MANIFEST)
          .header("Content-Type", "application/vnd.oci.image.manifest.v1+json");
    }
    if (path.endsWith("/blobs/" + Digest.ofBytes(CHART))) {
      return RawReply.status(200).body(chart);
    }
    return RawReply.status(404);
  }

  private final class Account implements HubAccount {
    private boolean away;
    private int refusals;
    private String password = "password";

    @Override
    public AgentCredentials credentials() {
      if (away) {
        throw new AgentException(AgentException.Kind.UNREACHABLE, "away", null);
      }
      return new AgentCredentials("agent.shop", password, Instant.MAX, loginServer());
    }

    @Override
    public void refused(AgentCredentials credentials) {
      refusals++;
      password = "new-password";
    }

    @Override
    public String loginServer() {
      return registry.uri().getAuthority();
    }

    @Override
    public String address() {
      return loginServer();
    }

    @Override
    public SSLContext trust() {
      return identity.clientContext();
    }
  }
}
