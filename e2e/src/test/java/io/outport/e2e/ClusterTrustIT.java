package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * The trust of a real node through a site's years: its certificate and its authority are replaced
 * while the node pulls, the trust is turned off and on, the node is away when the site is removed,
 * and what was brought along for the certificate goes too.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(1800)
class ClusterTrustIT {
  private static final Duration SERVED = Duration.ofMinutes(3);

  /** The site holds a new authority's certificate back for five minutes. */
  private static final Duration HELD_BACK = Duration.ofMinutes(4);

  private static final Duration SERVED_AT_LAST = Duration.ofMinutes(8);
  private static final Duration SETTLED = Duration.ofMinutes(3);
  private static final Duration NAMED = Duration.ofMinutes(3);
  private static final Duration GONE = Duration.ofMinutes(8);
  private static final int A_FEW = 30;
  private static final String NAMESPACE = "connected-registry";
  private static final String PORT = "9546";
  private static final Recipe SITE = Recipe.bundled();
  private static final String REMOVAL = SITE.extension() + "-trust-removal";
  private static final Recipe SECOND = Recipe.bundled("second", "10.96.0.57");

  private ClusterSite cluster;
  private ClusterDiagnosis diagnosis;
  private ClusterHub hub;
  private ClusterFleet fleet;
  private ClusterCertificates certificates;
  private String login = "";
  private List<String> nodeBefore = List.of();

  @BeforeAll
  void start() throws IOException {
    cluster = ClusterSite.start(System.getProperty("outport.containerd", "1.6"));
    diagnosis = new ClusterDiagnosis(cluster);
    hub = ClusterHub.start(cluster, PORT);
    login = "reader:" + hub.reader("reader");
    hub.push(cluster.program(hub.folder().resolve("app"), "1"), "app/hello:1");
    fleet = ClusterFleet.startWithOneVersion(cluster, hub, cluster.name());
    fleet.mirrorCertManager();
    nodeBefore = cluster.nodeFiles();
    certificates = new ClusterCertificates(cluster, SITE);
    fleet.create(SITE, hub.site(SITE.extension(), "reader")).succeeded();
  }

  @AfterAll
  void stop() throws IOException {
    ClusterHub.end(hub, cluster);
  }

  @Test
  @Order(1)
  void failsNoPullWhileTheCertificateIsRenewed() {
    diagnosis.explain(
        () -> {
          try (NodePulls pulls = pulls()) {
            String before = certificates.shown();
            certificates.renew();
            Duration took = Patience.until("the new one is served", SERVED, () -> isServed(before));
            pulls.awaitMore(A_FEW);
            pulls.requireNoFailure();
            System.out.printf(
                "renewal: %d pulls, none failed; served %d s after it was issued%n",
                pulls.count(), took.toSeconds());
          }
        });
  }

  @Test
  @Order(2)
  void failsNoPullWhileTheAuthorityIsReplaced() {
    diagnosis.explain(
        () -> {
          try (NodePulls pulls = pulls()) {
            String before = certificates.shown();
            List<String> old = certificates.onNode();
            String authority = certificates.renewAuthority();
            certificates.renew();
            Duration both =
                Patience.until(
                    "the node knows both", HELD_BACK, () -> certificates.onNode().size() == 2);
            assertThat(certificates.shown()).as("known before it is served").isEqualTo(before);
            assertThat(certificates.onNode()).containsExactly(authority, old.getFirst());
            Duration served =
                Patience.until("the new one is served", SERVED_AT_LAST, () -> isServed(before));
            Duration alone =
                Patience.until(
                    "the new authority stands alone",
                    SETTLED,
                    () -> certificates.onNode().equals(List.of(authority)));
            pulls.awaitMore(A_FEW);
            pulls.requireNoFailure();
            assertThat(certificates.status()).contains("\"Trusted\"");
            System.out.printf(
                "new authority: %d pulls, none failed; on the node after %d s, served %d s later,"
                    + " the old one gone %d s after that%n",
                pulls.count(), both.toSeconds(), served.toSeconds(), alone.toSeconds());
          }
        });
  }

  @Test
  @Order(3)
  void putsTheNodeBackWhenTrustIsTurnedOffAndBringsItAgain() {
    diagnosis.explain(
        () -> {
          fleet.update(SITE, "--config", "trustDistribution.enabled=false").succeeded();
          Duration back =
              Patience.until(
                  "the node is as before", SETTLED, () -> cluster.nodeFiles().equals(nodeBefore));
          assertThat(daemonSets()).isEqualTo(List.of(REMOVAL));
          fleet.update(SITE, "--config", "trustDistribution.enabled=true").succeeded();
          Patience.until("nobody puts it back", SETTLED, () -> !daemonSets().contains(REMOVAL));
          Patience.until(
              "it trusts again", SETTLED, () -> certificates.status().contains("\"Trusted\""));
          try (NodePulls pulls = pulls()) {
            pulls.awaitMore(A_FEW);
            pulls.requireNoFailure();
          }
          System.out.printf(
              "trust turned off: the node as before after %d s; turned on: pulled from again%n",
              back.toSeconds());
        });
  }

  private List<String> daemonSets() {
    return cluster
        .kubectl("get", "daemonset", "-n", NAMESPACE, "-o", "name")
        .succeeded()
        .out()
        .lines()
        .map(each -> each.replaceFirst(".*/", ""))
        .toList();
  }

  @Test
  @Order(4)
  void waitsForANodeThatIsAwayAndPutsItBackWhenItReturns() {
    diagnosis.explain(
        () -> {
          cluster.kubelet("stop");
          CompletableFuture<Command.Result> deletion =
              CompletableFuture.supplyAsync(() -> fleet.deleteWithin(GONE, SITE.extension()));
          Duration named =
              Patience.until(
                  "the node is named",
                  NAMED,
                  () -> fleet.show(SITE.extension()).toString().contains("waits for node-1"));
          assertThat(cluster.nodeFiles()).isNotEqualTo(nodeBefore);
          long back = System.nanoTime();
          cluster.kubelet("start");
          Command.Result deleted = deletion.join().succeeded();
          Duration restored = Duration.ofNanos(System.nanoTime() - back);
          assertThat(deleted.err()).contains("waits for node-1", "not ready", "--force");
          assertThat(cluster.nodeFiles()).isEqualTo(nodeBefore);
          Patience.until("nothing is left", SETTLED, () -> left().isBlank());
          assertThat(fleet.knows(SITE.extension())).isFalse();
          System.out.printf(
              "away: named after %d s; all gone %d s after it was started again; said: %s%n",
              named.toSeconds(), restored.toSeconds(), deleted.err().strip().replace('\n', '|'));
        });
  }

  /** Ours left nothing that a foreign one would stumble over. */
  @Test
  @Order(5)
  void makesRoomForAForeignCertManagerAndRefusesASecondOne() {
    diagnosis.explain(
        () -> {
          assertThat(certManagerTypes()).isBlank();
          cluster.installCertManager();
          Command.Result refused = fleet.create(SECOND, hub.site(SECOND.extension(), "reader"));
          System.out.printf("second: %s%n", refused.err().strip().replace('\n', '|'));
          assertThat(refused.exit()).isNotZero();
          assertThat(refused.err())
              .contains("SecondCertManager", "cert-manager/cert-manager", "install=false");
          fleet.delete(SECOND.extension()).succeeded();
          assertThat(left()).isBlank();
          assertThat(certManagerTypes()).isNotBlank();
          cluster.removeCertManager();
        });
  }

  private NodePulls pulls() {
    return NodePulls.start(cluster, SITE.address() + "/app/hello:1", login);
  }

  private boolean isServed(String before) {
    String now = certificates.shown();
    return !now.isEmpty() && !now.equals(before);
  }

  /** What of ours is in the cluster still. */
  private String left() {
    String kinds = "all,pvc,secret,networkpolicy,pdb";
    return cluster.kubectl("get", kinds, "-n", NAMESPACE, "-o", "name").out();
  }

  private String certManagerTypes() {
    return cluster
        .onNode("bash", "-c", "kubectl get crd -o name | grep cert-manager.io")
        .run()
        .out();
  }
}
