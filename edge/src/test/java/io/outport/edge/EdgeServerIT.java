package io.outport.edge;

import static io.outport.edge.HubImages.layer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectionString;
import io.outport.oci.client.RegistryException;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.Backoff;
import io.outport.testkit.CutPlan;
import io.outport.testkit.CuttingRelay;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EdgeServerIT {
  private static final LinkSettings LINK =
      new LinkSettings(
          Duration.ofSeconds(20),
          Duration.ofMillis(500),
          new Backoff(Duration.ofMillis(50), Duration.ofMillis(400)),
          new Backoff(Duration.ofMillis(50), Duration.ofMillis(400)),
          Duration.ofSeconds(1));

  @TempDir Path folder;

  private TestHub hub;
  private HubImages images;

  @BeforeEach
  void startHub() throws IOException {
    hub = new TestHub(folder.resolve("hub"));
    images = new HubImages(hub.content);
  }

  @AfterEach
  void stopHub() {
    hub.close();
  }

  @Test
  void copiesWhatTheHubHasAndServesItVerified() throws Exception {
    images.push("team/app", "v1", layer(1, 300_000), layer(2, 10));

    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      eventually(() -> client.has("team/app", "v1"));

      assertThat(client.pull("team/app", "v1")).isGreaterThan(300_000);
      eventually(
          () -> hub.reports().stream().anyMatch(each -> each.syncState().equals("Succeeded")));
      StatusReport last = hub.reports().getLast();
      assertThat(last.loginServer()).isEqualTo(site.loginServer());
      assertThat(last.details()).isEmpty();
      assertThat(last.lastSyncTime()).isNotNull();
    }
  }

  /** Damage is found by the client that meets it, loss by one that misses it; both are healed. */
  @Test
  void bringsDamagedAndLostBlobsBackByItself() throws Exception {
    byte[] damaged = layer(1, 300_000);
    byte[] lost = layer(2, 200_000);
    images.push("team/app", "v1", damaged, lost);
    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      eventually(() -> client.has("team/app", "v1"));
      try (var access = new RandomAccessFile(stored(damaged).toFile(), "rw")) {
        access.seek(150_000);
        access.write(damaged[150_000] ^ 1);
      }
      Files.delete(stored(lost));

      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> client.pull("team/app", "v1") > 500_000);

      assertThat(Files.readAllBytes(stored(damaged))).isEqualTo(damaged);
      assertThat(Files.readAllBytes(stored(lost))).isEqualTo(lost);
    }
  }

  private Path stored(byte[] bytes) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.endsWith(Digest.ofBytes(bytes).hex()))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void followsAPushWithinTwoSeconds() throws Exception {
    images.push("team/app", "v1", layer(1, 1000));
    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      eventually(() -> client.has("team/app", "v1"));

      StoredManifest young = images.push("team/app", "v1", layer(2, 500_000));

      await()
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> client.has("team/app", "v1", young.digest()));
      hub.content.deleteTag(new RepositoryName("team/app"), new Tag("v1"));
      eventually(() -> !client.has("team/app", "v1"));
    }
  }

  @Test
  void followsTheFirstPushToAnEmptyHub() throws Exception {
    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      eventually(() -> !hub.reports().isEmpty());

      images.push("team/app", "v1", layer(2, 500));

      eventually(() -> client.has("team/app", "v1"));
    }
  }

  @Test
  void servesWithTheHubGoneAlsoAfterARestart() throws Exception {
    images.push("team/app", "v1", layer(1, 100_000));
    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      eventually(() -> client.has("team/app", "v1"));
    }
    hub.stop();

    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      assertThat(client.pull("team/app", "v1")).isGreaterThan(100_000);

      hub.start();
      images.push("team/app", "v2", layer(2, 1000));
      eventually(() -> client.has("team/app", "v2"));
    }
  }

  @Test
  void refusesPushesToAReadOnlySite() throws Exception {
    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      assertThatThrownBy(
              () ->
                  client.registry.pushManifest(
                      new RepositoryName("team/app"),
                      new Tag("v1"),
                      MediaType.OCI_MANIFEST,
                      new byte[] {'{', '}'}))
          .isInstanceOfSatisfying(
              RegistryException.class,
              e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED))
          .hasMessageContaining("not allowed on this registry");
    }
  }

  @Test
  void takesChangedRepositoriesAndClientsAtOnce() throws Exception {
    hub.cover("team/*");
    images.push("team/app", "v1", layer(1, 1000));
    images.push("other", "v1", layer(2, 1000));
    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      eventually(() -> client.has("team/app", "v1"));
      assertThat(client.has("other", "v1")).isFalse();

      hub.cover("other");
      eventually(() -> client.has("other", "v1") && !client.has("team/app", "v1"));

      hub.setClientEnabled(false);
      eventually(() -> isRefused(client));
    }
  }

  @Test
  void goesOnServingWhenItIsDeactivatedAndClaimsAgainLater() throws Exception {
    images.push("team/app", "v1", layer(1, 1000));
    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      eventually(() -> client.has("team/app", "v1"));

      hub.giveTo("another-instance");
      images.push("team/app", "v2", layer(2, 1000));
      assertThat(client.pull("team/app", "v1")).isPositive();
      assertThat(client.has("team/app", "v2")).isFalse();

      hub.giveTo("");
      eventually(() -> client.has("team/app", "v2"));
    }
  }

  @Test
  void movesNothingOutsideItsWindow() throws Exception {
    // The 31st of April never comes, so this schedule has no opening at all.
    hub.schedule("0 0 30 2 *", "PT1H");
    images.push("team/app", "v1", layer(1, 1000));
    try (EdgeServer site = start();
        SiteClient client = new SiteClient(site)) {
      eventually(() -> hub.reports().size() > 1);
      assertThat(client.has("team/app", "v1")).isFalse();

      hub.schedule("* * * * *", "");
      eventually(() -> client.has("team/app", "v1"));
    }
  }

  @Test
  void wastesAlmostNothingOverALinkThatIsCutAllTheTime() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("cut link, seed " + seed);
    byte[] shared = layer(1, 12_000_000);
    images.push("team/app", "v1", shared, layer(2, 3_000_000));
    images.push("team/zed", "v1", shared, layer(3, 5_000_000));
    long unique = 20_000_000;
    CutPlan cuts = CutPlan.random(new Random(seed), 1 << 20, 3 << 20);

    try (CuttingRelay relay = CuttingRelay.start(hub.address(), cuts);
        EdgeServer site = start(hub.connection(relay.port()), folder.resolve("site"));
        SiteClient client = new SiteClient(site)) {
      eventually(() -> client.has("team/app", "v1") && client.has("team/zed", "v1"));

      assertThat(client.pull("team/zed", "v1")).isGreaterThan(17_000_000);
      assertThat(relay.cuts()).isGreaterThan(5);
      assertThat(relay.downstreamBytes() / (double) unique).as("seed " + seed).isLessThan(1.05);
    }
  }

  @Test
  void usesAReturningLinkAtOnce() throws Exception {
    images.push("team/app", "v1", layer(1, 1000));
    try (CuttingRelay relay = CuttingRelay.start(hub.address(), CutPlan.never());
        EdgeServer site = start(hub.connection(relay.port()), folder.resolve("site"));
        SiteClient client = new SiteClient(site)) {
      eventually(() -> client.has("team/app", "v1"));
      relay.pause();
      relay.cutAll();
      images.push("team/app", "v2", layer(2, 1000));

      relay.resume();

      await().atMost(Duration.ofSeconds(2)).until(() -> client.has("team/app", "v2"));
    }
  }

  private EdgeServer start() {
    return start(hub.connection(), folder.resolve("site"));
  }

  private static EdgeServer start(ConnectionString connection, Path data) {
    return EdgeServer.start(
        EdgeSettings.of(data, connection, "127.0.0.1", 0, List.of("127.0.0.1")).withLink(LINK));
  }

  private static boolean isRefused(SiteClient client) {
    try {
      client.registry.ping();
      return false;
    } catch (RegistryException e) {
      return e.kind() == RegistryException.Kind.UNAUTHORIZED;
    }
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  /** The names in a folder, for "nothing changed". */
  static List<String> names(Path data) throws IOException {
    if (!Files.exists(data)) {
      return List.of();
    }
    try (var files = Files.list(data)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
