package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
 * A real node whose containerd looks in no host folders until it is restarted: who installs a site
 * hears which node and what to do, doing it is enough, and a node that needs it again fails no
 * upgrade.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(1500)
class ClusterRestartIT {
  private static final Duration SAID = Duration.ofMinutes(3);
  private static final Duration HEALED = Duration.ofMinutes(4);
  private static final Duration PULLED = Duration.ofMinutes(2);
  private static final String REMEDY = "restart it on this node ('systemctl restart containerd'";
  private static final String ADDRESS = "10.96.0.58";
  private static final String PORT = "9547";

  private static final String FORGET =
      "cp \"$1\" /etc/containerd/config.toml && ! grep -q config_path /etc/containerd/config.toml";

  private ClusterSite cluster;
  private ClusterDiagnosis diagnosis;
  private ClusterHub hub;
  private ClusterFleet fleet;
  private Recipe site;
  private String password = "";
  private List<String> nodeBefore = List.of();

  @BeforeAll
  void start() throws IOException {
    cluster = ClusterSite.startWithoutHostFolders(System.getProperty("outport.containerd", "1.6"));
    diagnosis = new ClusterDiagnosis(cluster);
    hub = ClusterHub.start(cluster, PORT);
    cluster.trustPublicly(hub.folder().resolve("hub/tls/ca.crt"));
    password = hub.reader("reader");
    hub.push(cluster.program(hub.folder().resolve("app"), "1"), "app/hello:1");
    fleet = ClusterFleet.start(cluster, hub);
    site = Recipe.own(ADDRESS, ClusterPapers.of(hub.folder(), ADDRESS).settings());
    cluster.onNode("cp", "/etc/containerd/config.toml", kept()).run().succeeded();
    nodeBefore = cluster.nodeFiles();
  }

  @AfterAll
  void stop() throws IOException {
    ClusterHub.end(hub, cluster);
  }

  @Test
  @Order(1)
  void namesTheNodeAndTheRemedyAndHealsWhenItIsRestarted() {
    diagnosis.explain(
        () -> {
          Command.Result made = fleet.create(site, hub.site(site.extension(), "reader"));
          System.out.printf("create: exit %d: %s%n", made.exit(), oneLine(made.err()));
          assertThat(made.exit()).isNotZero();
          assertThat(made.err()).contains("NodeNotTrusting", "node node-1", REMEDY);
          String shown = fleet.show(site.extension()).toString();
          System.out.printf("show: %s%n", shown);
          assertThat(shown).contains("\"Failed\"", "node node-1", REMEDY);

          cluster.restartContainerd();

          Duration healed = Patience.until("it heals", HEALED, () -> isSettled(false));
          Duration pulled = Patience.until("kubelet pulls", PULLED, this::kubeletPulls);
          System.out.printf(
              "restarted: Succeeded after %d s, pulled by kubelet %d s later%n",
              healed.toSeconds(), pulled.toSeconds());
        });
  }

  @Test
  @Order(2)
  void keepsAnUpgradeWhereTheNodeWasAsBadBefore() {
    diagnosis.explain(
        () -> {
          cluster.onNode("bash", "-c", FORGET, "forget", kept()).run().succeeded();
          cluster.restartContainerd();
          Patience.until(
              "the node is bad again",
              SAID,
              () -> fleet.show(site.extension()).toString().contains(REMEDY));

          Command.Result upgraded = fleet.update(site, "--version", ClusterFleet.NEWER);
          System.out.printf("upgrade: exit %d: %s%n", upgraded.exit(), oneLine(upgraded.err()));
          upgraded.succeeded();
          assertThat(upgraded.err()).contains("NodeNotTrusting", "node node-1", REMEDY);
          assertThat(isSettled(true)).isTrue();
          assertThat(fleet.show(site.extension()).at("/properties/currentVersion").asString())
              .isEqualTo(ClusterFleet.NEWER);
          assertThat(unavailable()).as("a bad node, a quarter of one, and one more").isEqualTo("3");

          cluster.restartContainerd();

          Duration healed = Patience.until("no warning", HEALED, () -> isSettled(false));
          System.out.printf("restarted: no warning after %d s%n", healed.toSeconds());
        });
  }

  @Test
  @Order(3)
  void leavesTheNodeAsItWas() {
    diagnosis.explain(
        () -> {
          fleet.delete(site.extension()).succeeded();
          assertThat(cluster.nodeFiles()).isEqualTo(nodeBefore);
        });
  }

  private String kept() {
    return hub.folder().resolve("config.toml").toString();
  }

  private boolean isSettled(boolean warned) {
    var shown = fleet.show(site.extension()).path("properties");
    return shown.path("provisioningState").asString("").equals("Succeeded")
        && shown.path("statuses").toString().contains("NodeNotTrusting") == warned;
  }

  private String unavailable() {
    return cluster
        .kubectl(
            "get",
            "daemonset",
            site.extension() + "-trust-containerd",
            "-n",
            "connected-registry",
            "-o",
            "jsonpath={.spec.updateStrategy.rollingUpdate.maxUnavailable}")
        .out();
  }

  private boolean kubeletPulls() {
    if (cluster.kubectl("get", "pod", "hello").exit() != 0) {
      cluster
          .kubectl(
              "create",
              "secret",
              "docker-registry",
              "regcred",
              "--docker-server=" + ADDRESS,
              "--docker-username=reader",
              "--docker-password=" + password)
          .succeeded();
      String overrides = "{\"spec\":{\"imagePullSecrets\":[{\"name\":\"regcred\"}]}}";
      cluster
          .kubectl(
              "run", "hello", "--image=" + ADDRESS + "/app/hello:1", "--overrides=" + overrides)
          .succeeded();
    }
    return cluster
        .kubectl("get", "pod", "hello", "-o", "jsonpath={.status.phase}")
        .out()
        .equals("Running");
  }

  private static String oneLine(String words) {
    return words.strip().replace('\n', '|');
  }
}
