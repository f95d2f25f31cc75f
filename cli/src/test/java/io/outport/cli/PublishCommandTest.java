package io.outport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.cli.artifact.ArtifactPush;
import io.outport.cli.artifact.ChartArchive;
import io.outport.cli.artifact.OciLayout;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryName;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is published and mirrored, over HTTPS to a registry that keeps it. */
final class PublishCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String AGENT = "-Doutport.helm.library=/helm.so";
  private static final String VERSION = ProgramVersion.read();

  @TempDir private Path folder;
  @AutoClose private final FakeFleet hub = FakeFleet.start();

  @Test
  void publishesAChartThatNamesItsImage() throws IOException {
    Path layout = layout("image", 1);
    Path agent = layout("agent", 1, AGENT);

    Ran ran =
        publish(
            "--chart",
            chart("connected-registry", "0.3.0+x").toString(),
            "--image",
            layout.toString(),
            "--agent-image",
            agent.toString(),
            "--release-train",
            "preview");

    assertThat(ran.exit()).isZero();
    assertThat(ran.lines()).hasSize(4);
    byte[] image = hub.registry.manifest("outport/connected-registry:" + VERSION);
    JsonNode manifest = JSON.readTree(hub.registry.manifest("charts/connected-registry:0.3.0_x"));
    assertThat(manifest.at("/config/mediaType").asString()).isEqualTo(ArtifactPush.CHART_CONFIG);
    assertThat(manifest.at("/layers/0/mediaType").asString()).isEqualTo(ArtifactPush.CHART_LAYER);
    assertThat(manifest.path("layers")).hasSize(1);
    JsonNode annotations = manifest.path("annotations");
    assertThat(annotations.path("io.outport.image").asString())
        .isEqualTo("outport/connected-registry@" + Digest.ofBytes(image));
    assertThat(annotations.path("io.outport.release-train").asString()).isEqualTo("preview");
    assertThat(annotations.path("org.opencontainers.image.version").asString())
        .isEqualTo("0.3.0+x");
    byte[] config =
        hub.registry
            .find("charts/connected-registry", manifest.at("/config/digest").asString())
            .orElseThrow();
    assertThat(JSON.readTree(config).path("name").asString()).isEqualTo("connected-registry");
    assertThat(hub.registry.manifest("outport/agent:" + VERSION)).isNotEmpty();
  }

  @Test
  void signsInToTheRegistryWithItsSignInToTheHub() throws IOException {
    publish("--chart", chart("connected-registry", "1.0.0").toString());

    assertThat(hub.forms("/oauth2/exchange"))
        .singleElement()
        .asString()
        .contains("grant_type=access_token", "service=localhost", "access_token=t");
  }

  @Test
  void pushesAllPlatformsOfAnImage() throws IOException {
    Path layout = layout("image", 2);

    publish(
        "--chart", chart("connected-registry", "1.0.0").toString(), "--image", layout.toString());

    JsonNode index = JSON.readTree(hub.registry.manifest("outport/connected-registry:" + VERSION));
    assertThat(index.path("mediaType").asString()).isEqualTo(MediaType.OCI_INDEX);
    assertThat(index.path("manifests")).hasSize(2);
    for (JsonNode each : index.path("manifests")) {
      assertThat(each.path("platform").path("os").asString()).isEqualTo("linux");
      assertThat(each.has("annotations")).isFalse();
      assertThat(hub.registry.find("outport/connected-registry", each.path("digest").asString()))
          .isPresent();
    }
  }

  @Test
  void remembersAnImageThatWasPublishedBefore() throws IOException {
    String chart = chart("connected-registry", "1.0.0").toString();
    publish("--chart", chart, "--image", layout("image", 1).toString());
    byte[] first = hub.registry.manifest("charts/connected-registry:1.0.0");

    Ran second = publish("--chart", chart);

    assertThat(second.err()).doesNotContain("warning");
    assertThat(hub.registry.manifest("charts/connected-registry:1.0.0")).isEqualTo(first);
  }

  @Test
  void warnsOfAChartWithoutAnImage() throws IOException {
    Ran ran = publish("--chart", chart("connected-registry", "1.0.0").toString());

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("warning: the hub has no image", "--image");
  }

  @Test
  void saysThatThereIsNoChartBesideTheProgram() throws IOException {
    Ran ran = publish();

    assertThat(ran.exit()).isEqualTo(Refusal.Exit.USAGE.code());
    assertThat(ran.words()).contains("connected-registry", "--chart");
  }

  /** Every cluster would pull it, and no agent start. */
  @Test
  void refusesAnImageForTheAgentThatIsNone() throws IOException {
    String chart = chart("connected-registry", "1.0.0").toString();

    for (int platforms : new int[] {1, 2}) {
      String image = layout("image" + platforms, platforms).toString();
      refused(
          publish("--chart", chart, "--image", image, "--agent-image", image),
          "--agent-image",
          image,
          "outport image build --agent --output");
    }

    assertThat(hub.registry.manifests()).isEmpty();
    Ran ran = publish("--chart", chart, "--agent-image", layout("agent", 2, AGENT).toString());
    assertThat(ran.exit()).isZero();
  }

  @Test
  void tellsHowBothImagesAreMade() {
    assertThat(new CommandLine(new HubPublishCommand()).getUsageMessage())
        .contains(
            "outport image build --output image",
            "outport image build --agent --output agent-image",
            "outport hub publish --image image --agent-image agent-image");
  }

  @Test
  void sendsNothingWhereALayoutIsMissing() throws IOException {
    Ran ran =
        publish(
            "--chart",
            chart("connected-registry", "1.0.0").toString(),
            "--image",
            folder.resolve("none").toString());

    assertThat(ran.words()).contains("no OCI layout");
    assertThat(hub.registry.manifests()).isEmpty();
  }

  @Test
  void mirrorsAChartAndImagesFromFiles() throws IOException {
    Ran ran =
        mirror(
            "--chart",
            chart("cert-manager", "1.16.2").toString(),
            "--image",
            "quay.io/jetstack/cert-manager-controller:v1.16.2=" + layout("a", 1),
            "alpine:3=" + layout("b", 1));

    assertThat(ran.exit()).isZero();
    assertThat(hub.registry.manifests())
        .containsKeys(
            "charts/cert-manager:1.16.2",
            "mirror/jetstack/cert-manager-controller:v1.16.2",
            "mirror/library/alpine:3");
    assertThat(hub.changes()).isEmpty();
  }

  @Test
  void mirrorsFromAnotherRegistryAndMakesAnExtensionType() throws IOException {
    TestIdentity identity = TestIdentity.forLoopback();
    FakeRegistry other = new FakeRegistry("");
    Path authority = folder.resolve("other.pem");
    try (RawHttpServer server = RawHttpServer.startTls(identity.serverContext(), other::answer)) {
      Files.writeString(authority, FakeFleet.pem(identity.authority()));
      String host = server.uri("localhost").getAuthority();
      fill(other, server, identity);

      Ran ran =
          mirror(
              "--chart",
              "oci://%s/charts/shop:2.1.0".formatted(host),
              "--image",
              host + "/team/shop:2",
              "--source-ca-file",
              authority.toString(),
              "--extension-type",
              "example.shop",
              "--namespace",
              "shops");

      assertThat(ran.words()).isEmpty();
      assertThat(ran.exit()).isZero();
      assertThat(hub.registry.manifest("mirror/team/shop:2"))
          .isEqualTo(other.manifest("team/shop:2"));
      assertThat(hub.registry.manifests()).containsKey("charts/shop:2.1.0");
      assertThat(hub.changes())
          .containsExactly("PUT providers/Outport.Fleet/extensionTypes/example.shop");
      assertThat(hub.sent().path("properties").toString())
          .isEqualTo(
              "{\"chartRepository\":\"charts/shop\",\"defaultReleaseNamespace\":\"shops\","
                  + "\"clusterScoped\":true}");
    }
  }

  @Test
  void saysWhatCannotBeMirrored() throws IOException {
    refused(mirror(), "nothing to bring");
    refused(mirror("--image", "quay.io/a/b"), "has no tag");
    refused(mirror("--image", "quay.io/a/b@sha256:00"), "without a digest");
    refused(mirror("--image", "quay.io/A/b:1"), "lower-case");
    refused(mirror("--image", "a:1", "--extension-type", "x"), "--chart");
    refused(
        mirror("--chart", chart("a", "1.0.0").toString(), "--namespace", "x"), "--extension-type");
    refused(mirror("--chart", chart("connected-registry", "1.0.0").toString()), "hub publish");
    assertThat(hub.registry.manifests()).isEmpty();
  }

  private void fill(FakeRegistry other, RawHttpServer server, TestIdentity identity)
      throws IOException {
    ChartArchive shop = ChartArchive.read(chart("shop", "2.1.0"));
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(server.uri("localhost")).withTls(identity.clientContext());
    try (RegistryClient registry = RegistryClient.create(endpoint, ClientSettings.defaults())) {
      ArtifactPush push = new ArtifactPush(registry);
      push.chart(shop, Published.chart("shop"), Published.tag("2.1.0"), Map.of());
      push.image(
          OciLayout.at(layout("shop", 2)), new RepositoryName("team/shop"), Published.tag("2"));
    }
    assertThat(other.manifests()).containsKeys("charts/shop:2.1.0", "team/shop:2");
  }

  private Path chart(String name, String version) throws IOException {
    Path chart = Files.createDirectories(folder.resolve("chart-" + name));
    Files.writeString(
        chart.resolve("Chart.yaml"),
        "apiVersion: v2\nname: %s\nversion: %s\n".formatted(name, version));
    return chart;
  }

  /** An OCI layout with an image for each of so many platforms. */
  private Path layout(String name, int platforms) throws IOException {
    return layout(name, platforms, "java");
  }

  /** As above, started with this word. */
  private Path layout(String name, int platforms, String word) throws IOException {
    Path layout = Files.createDirectories(folder.resolve("layout-" + name));
    List<String> entries = new ArrayList<>();
    for (int at = 0; at < platforms; at++) {
      String config =
          blob(
              layout,
              "{\"architecture\": \"a%d\", \"os\": \"linux\", \"config\": {\"Entrypoint\": [\"%s\"]}}"
                  .formatted(at, word));
      String layer = blob(layout, "layer %s %d".formatted(name, at));
      String manifest =
          blob(
              layout,
              """
              {"schemaVersion": 2, "mediaType": "%s",
               "config": {"mediaType": "%s", %s},
               "layers": [{"mediaType": "%s", %s}]}
              """
                  .formatted(
                      MediaType.OCI_MANIFEST,
                      MediaType.OCI_CONFIG,
                      config,
                      MediaType.OCI_LAYER_GZIP,
                      layer));
      entries.add(
          """
          {"mediaType": "%s", %s, "platform": {"os": "linux", "architecture": "a%d"},
           "annotations": {"org.opencontainers.image.ref.name": "latest"}}
          """
              .formatted(MediaType.OCI_MANIFEST, manifest, at));
    }
    Files.writeString(
        layout.resolve("index.json"),
        "{\"schemaVersion\": 2, \"manifests\": [%s]}".formatted(String.join(",", entries)));
    return layout;
  }

  /** Writes a blob, and says its digest and size as a descriptor's fields. */
  private static String blob(Path layout, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    Digest digest = Digest.ofBytes(bytes);
    Files.write(
        Files.createDirectories(layout.resolve("blobs").resolve("sha256")).resolve(digest.hex()),
        bytes);
    return "\"digest\": \"%s\", \"size\": %d".formatted(digest, bytes.length);
  }

  private Ran publish(String... words) throws IOException {
    return Ran.with(hub.context(), new HubPublishCommand(), words);
  }

  private Ran mirror(String... words) throws IOException {
    return Ran.with(hub.context(), new HubMirrorCommand(), words);
  }

  private static void refused(Ran ran, String... words) {
    assertThat(ran.exit()).isEqualTo(Refusal.Exit.USAGE.code());
    assertThat(ran.words()).contains(words);
  }
}
