package io.outport.edge;

import static io.outport.edge.HubImages.layer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.testkit.CutPlan;
import io.outport.testkit.CuttingRelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site's process is killed in the middle of its first sync, again and again. */
final class KillIT {
  private static final int KILLS = 3;
  private static final int LAYER = 16_000_000;

  @TempDir Path folder;

  @Test
  void wastesAlmostNothingWhenItIsKilled() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("killed site, seed " + seed);
    var random = new Random(seed);
    try (TestHub hub = new TestHub(folder.resolve("hub"));
        CuttingRelay relay =
            CuttingRelay.start(hub.address(), CutPlan.random(new Random(seed), 1 << 20, 4 << 20))) {
      var images = new HubImages(hub.content);
      byte[] shared = layer(1, LAYER);
      images.push("team/app", "v1", shared, layer(2, LAYER));
      images.push("team/zed", "v1", shared, layer(3, LAYER));
      relay.setBytesPerSecond(20L << 20);
      Path connection = folder.resolve("connection.txt");
      Files.writeString(connection, hub.connection(relay.port()).toText());
      Path data = folder.resolve("site");

      for (int i = 1; i <= KILLS; i++) {
        long target = 3L * LAYER * i / (KILLS + 1) + random.nextInt(1_000_000);
        Process process = start(data, connection);
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> relay.downstreamBytes() >= target || !process.isAlive());
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      }
      relay.setUnlimited();

      EdgeSettings settings =
          EdgeSettings.of(data, hub.connection(relay.port()), "127.0.0.1", 0, List.of("127.0.0.1"));
      try (EdgeServer site = EdgeServer.start(settings);
          SiteClient client = new SiteClient(site)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> client.has("team/app", "v1") && client.has("team/zed", "v1"));
        assertThat(client.pull("team/app", "v1")).isGreaterThan(2L * LAYER);
        double ratio = relay.downstreamBytes() / (3.0 * LAYER);
        System.out.printf("killed site: %.4f times the unique bytes%n", ratio);
        assertThat(ratio).as("seed %d", seed).isLessThan(1.05);
      }
    }
  }

  private Process start(Path data, Path connection) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledSite.class.getName(),
            data.toString(),
            connection.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
