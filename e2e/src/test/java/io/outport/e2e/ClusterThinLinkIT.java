package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A new version comes over a thin link that is cut on the way: the site serves all the time, but
 * for the seconds in which its pod is replaced.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1500)
class ClusterThinLinkIT {
  private static final String ADDRESS = "10.96.0.59";
  private static final String PORT = "9549";

  /** A minute, by itself. */
  private static final int WEIGHT = 30_000_000;

  private static final String RATE = "4mbit";
  private static final Duration PULL = Duration.ofSeconds(60);
  private static final Duration CUT = Duration.ofSeconds(20);
  private static final Duration BEGUN = Duration.ofMinutes(2);
  private static final Duration UPGRADED = Duration.ofMinutes(10);

  /** For a pod that ends, and one that begins, on a machine that has other things to do. */
  private static final Duration REPLACED = Duration.ofSeconds(30);

  private static final String PROBE =
      """
      while :; do
        code=$(curl -sk -m 2 -o /dev/null -w '%{http_code}' "https://$1/v2/" || true)
        printf '%s %s\\n' "$(date +%s%3N)" "$code"
        sleep 0.2
      done
      """;

  private ClusterSite cluster;
  private ClusterDiagnosis diagnosis;
  private ClusterHub hub;
  private ClusterFleet fleet;
  private Recipe site;

  @BeforeAll
  void start() throws IOException {
    cluster = ClusterSite.start(System.getProperty("outport.containerd", "1.6"));
    diagnosis = new ClusterDiagnosis(cluster);
    hub = ClusterHub.start(cluster, PORT);
    hub.reader("reader");
    fleet = ClusterFleet.startWithOneVersion(cluster, hub, cluster.name());
    site = Recipe.own(ADDRESS, ClusterPapers.of(hub.folder(), ADDRESS).settings());
  }

  @AfterAll
  void stop() throws IOException {
    ClusterHub.end(hub, cluster);
  }

  @Test
  void servesWhileAnUpgradeComesOverAThinLinkThatIsCut() {
    diagnosis.explain(
        () -> {
          List<String> before = cluster.nodeFiles();
          fleet.create(site, hub.site(site.extension(), "reader")).succeeded();
          Path image = Path.of(System.getProperty("outport.image"));
          fleet.publish(
              ClusterFleet.NEWER, HeavyImage.of(image, hub.folder().resolve("heavy"), WEIGHT));
          cluster.slowLink(RATE);

          Path probes = hub.folder().resolve("probes");
          Process probe = cluster.onNode("bash", "-c", PROBE, "probe", ADDRESS).start(probes);
          try {
            upgrade();
          } finally {
            probe.destroy();
          }

          Duration outage = outage(Files.readAllLines(probes));
          System.out.printf("the site was silent for %.1f s at most%n", outage.toMillis() / 1e3);
          assertThat(outage).isLessThan(REPLACED);
          assertThat(pullers()).isEmpty();
          fleet.delete(site.extension()).succeeded();
          assertThat(cluster.nodeFiles()).isEqualTo(before);
        });
  }

  private void upgrade() {
    Instant begun = Instant.now();
    CompletableFuture<Command.Result> update =
        CompletableFuture.supplyAsync(
            () -> fleet.updateWithin(UPGRADED, site, "--version", ClusterFleet.NEWER));
    Patience.until("the image comes", BEGUN, () -> shown().contains("ImagePulling"));
    String pod = pod();
    ServerProcess.pause(PULL.dividedBy(6));
    cluster.cutLink();
    try {
      ServerProcess.pause(CUT);
      assertThat(pod()).as("nothing is changed").isEqualTo(pod);
      assertThat(update).isNotDone();
    } finally {
      cluster.mendLink();
    }
    Command.Result result = update.join();
    Duration took = Duration.between(begun, Instant.now());
    System.out.printf(
        "upgraded after %d s, %d s of them cut off%n", took.toSeconds(), CUT.toSeconds());
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
    assertThat(fleet.show(site.extension()).at("/properties/currentVersion").asString())
        .isEqualTo(ClusterFleet.NEWER);
    assertThat(pod()).isNotEqualTo(pod);
    assertThat(took).as("by way of the thin link").isGreaterThan(PULL);
  }

  /** The longest time between two answers. */
  private static Duration outage(List<String> probes) {
    long longest = 0;
    long last = 0;
    int answers = 0;
    for (String line : probes) {
      String[] parts = line.split(" ", -1);
      if (parts.length == 2 && parts[1].equals("401")) {
        long time = Long.parseLong(parts[0]);
        longest = last == 0 ? 0 : Math.max(longest, time - last);
        last = time;
        answers++;
      }
    }
    assertThat(answers).as("answers of the site").isGreaterThan(20);
    return Duration.ofMillis(longest);
  }

  private String shown() {
    return fleet.show(site.extension()).toString();
  }

  private String pod() {
    return names("app.kubernetes.io/name=connected-registry");
  }

  private String pullers() {
    return names("app.kubernetes.io/name=connected-registry-image");
  }

  private String names(String label) {
    return cluster
        .kubectl("get", "pods", "-n", "connected-registry", "-l", label, "-o", "name")
        .out()
        .strip();
  }
}
