package io.outport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.cli.artifact.ArtifactPush;
import io.outport.cli.artifact.ChartArchive;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirroring from registries over HTTPS that let nobody in without a password. */
final class MirrorSignInTest {
  private static final String USER = "reader";
  private static final String PASSWORD = "pass:word";
  private static final String TOKEN = "a-token-of-theirs";

  @TempDir private Path folder;
  private final TestIdentity identity = TestIdentity.forLoopback();
  @AutoClose private final FakeFleet hub = FakeFleet.start();

  @Test
  void readsWhereANameAndAPasswordAreAsked() throws IOException {
    FakeRegistry other = new FakeRegistry(USER + ":" + PASSWORD);
    try (RawHttpServer server = RawHttpServer.startTls(identity.serverContext(), other::answer)) {
      fill(server);

      Ran ran = mirror(server, "--source-username", USER, "--source-password", PASSWORD);

      assertThat(ran.words()).isEmpty();
      assertThat(ran.exit()).isZero();
      assertThat(hub.registry.manifests()).containsKey("charts/shop:2.1.0");
    }
  }

  @Test
  void readsWhereATokenIsAsked() throws IOException {
    FakeRegistry other = new FakeRegistry("");
    RawHttpServer.Script script = request -> bearer(other, request);
    try (RawHttpServer server = RawHttpServer.startTls(identity.serverContext(), script)) {
      fill(server);

      Ran ran = mirror(server, "--source-username", USER, "--source-password", PASSWORD);

      assertThat(ran.words()).isEmpty();
      assertThat(hub.registry.manifests()).containsKey("charts/shop:2.1.0");
    }
  }

  @Test
  void takesThePasswordFromStandardInput() throws IOException {
    FakeRegistry other = new FakeRegistry(USER + ":" + PASSWORD);
    InputStream before = System.in;
    try (RawHttpServer server = RawHttpServer.startTls(identity.serverContext(), other::answer)) {
      fill(server);

      System.setIn(new ByteArrayInputStream((PASSWORD + "\n").getBytes(UTF_8)));
      assertThat(mirror(server, "--source-username", USER, "--source-password", "-").exit())
          .isZero();
      System.setIn(new ByteArrayInputStream(new byte[0]));
      refused(
          mirror(server, "--source-username", USER, "--source-password", "-"),
          "standard input, which is empty");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void saysThatTheRegistryLetsNobodyIn() throws IOException {
    FakeRegistry other = new FakeRegistry(USER + ":" + PASSWORD);
    try (RawHttpServer server = RawHttpServer.startTls(identity.serverContext(), other::answer)) {
      fill(server);

      Ran nobody = mirror(server);
      Ran wrong = mirror(server, "--source-username", USER, "--source-password", "guessed");

      assertThat(nobody.exit()).isNotZero();
      assertThat(wrong.exit()).isNotZero();
      assertThat(wrong.words()).doesNotContain("guessed");
      assertThat(hub.registry.manifests()).isEmpty();
    }
  }

  @Test
  void givesAPasswordToOneRegistryOnly() throws IOException {
    String[] two = {"--image", "quay.io/a/b:1", "docker.io/a/b:1"};
    refused(run(two, "--source-username", USER, "--source-password", "x"), "docker.io, quay.io");
    String[] one = {"--image", "quay.io/a/b:1"};
    refused(run(one, "--source-password", "x"), "--source-username");
    refused(run(one, "--source-username", "a:b", "--source-password", "x"), "'a:b'");
    String[] none = {"--chart", chart().toString()};
    refused(run(none, "--source-username", USER, "--source-password", "x"), "leave it out");
  }

  private static RawReply bearer(FakeRegistry other, RawHttpServer.Request request) {
    String said = request.header("Authorization").orElse("");
    if (request.path().equals("/token")) {
      String basic = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
      return said.equals("Basic " + basic)
          ? RawReply.status(200)
              .header("Content-Type", "application/json")
              .body("{\"token\": \"%s\"}".formatted(TOKEN))
          : RawReply.status(401);
    }
    return said.equals("Bearer " + TOKEN)
        ? other.answer(request)
        : RawReply.status(401)
            .header(
                "WWW-Authenticate",
                "Bearer realm=\"https://%s/token\",service=\"theirs\",scope=\"repository:charts/shop:pull,push\""
                    .formatted(request.header("Host").orElse("")));
  }

  private void fill(RawHttpServer server) throws IOException {
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(server.uri("localhost"))
            .withTls(identity.clientContext())
            .withCredentials(new Credentials(USER, PASSWORD));
    try (RegistryClient registry = RegistryClient.create(endpoint, ClientSettings.defaults())) {
      new ArtifactPush(registry)
          .chart(
              ChartArchive.read(chart()),
              Published.chart("shop"),
              Published.tag("2.1.0"),
              Map.of());
    }
  }

  private Path chart() throws IOException {
    Path chart = Files.createDirectories(folder.resolve("shop"));
    Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 2.1.0\n");
    return chart;
  }

  private Ran mirror(RawHttpServer server, String... more) throws IOException {
    Path authority = folder.resolve("other.pem");
    Files.writeString(authority, FakeFleet.pem(identity.authority()));
    String chart = "oci://%s/charts/shop:2.1.0".formatted(server.uri("localhost").getAuthority());
    return run(new String[] {"--chart", chart, "--source-ca-file", authority.toString()}, more);
  }

  private Ran run(String[] words, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return Ran.with(hub.context(), new HubMirrorCommand(), all.toArray(String[]::new));
  }

  private static void refused(Ran ran, String... words) {
    assertThat(ran.exit()).isEqualTo(Refusal.Exit.USAGE.code());
    assertThat(ran.words()).contains(words);
  }
}
