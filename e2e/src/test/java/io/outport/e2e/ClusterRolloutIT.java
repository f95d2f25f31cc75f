package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two clusters of one hub get a new version ring after ring: a broken one ends at the first, which
 * goes back with its link cut, and never reaches the second; a good one reaches both, the second
 * when its people let it.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(1500)
class ClusterRolloutIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final String PORT = "9549";
  private static final String NAMESPACE = "connected-registry";
  private static final Recipe FIRST = Recipe.plain("first", "10.96.0.63");
  private static final Recipe LAST = Recipe.plain("last", "10.96.0.64");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ClusterSite canary;
  private ClusterSite other;
  private ClusterHub hub;
  private ClusterFleet canaryFleet;
  private ClusterFleet otherFleet;

  @BeforeAll
  void start() throws IOException {
    String containerd = System.getProperty("outport.containerd", "1.6");
    canary = ClusterSite.start("rings1", 5, containerd);
    other = ClusterSite.start("rings2", 6, containerd);
    hub = ClusterHub.start(canary, PORT);
    hub.reader("reader");
    canaryFleet = ClusterFleet.start(canary, hub);
    otherFleet = ClusterFleet.join(other, hub);
    canaryFleet.create(FIRST, hub.site(FIRST.extension(), "reader")).succeeded();
    otherFleet.create(LAST, hub.site(LAST.extension(), "reader")).succeeded();
    hub.run("cluster", "update", "-n", canary.name(), "--tags", "ring=canary").succeeded();
  }

  @AfterAll
  void stop() throws IOException {
    if (other != null) {
      other.close();
    }
    ClusterHub.end(hub, canary);
  }

  @Test
  @Order(1)
  void endsABrokenVersionAtTheFirstRingWhichGoesBackWithoutItsLink() throws IOException {
    new ClusterDiagnosis(canary)
        .explain(
            () -> {
              String untouched = pods(other);
              rollout("create", "-n", "bad", "--version", ClusterFleet.BROKEN);
              Patience.until("its pods start", SOON, () -> pods(canary).contains("no-such-option"));
              canary.cutLink();
              Duration back;
              try {
                back = Patience.until("it goes back", SOON, () -> isBack(canary));
              } finally {
                canary.mendLink();
              }
              Duration told =
                  Patience.until("it stops", SOON, () -> state("bad").equals("Stopped"));
              System.out.printf(
                  "broken: back after %d s with the link cut, told %d s after it was mended: %s%n",
                  back.toSeconds(), told.toSeconds(), show("bad").path("message").asString());
              assertThat(outcomes("bad")).containsExactly("RolledBack 1.0.0", "Waiting 1.0.0");
              assertThat(pods(other)).isEqualTo(untouched);
              rollout("cancel", "-n", "bad");
            });
  }

  @Test
  @Order(2)
  void bringsAGoodVersionToEachWhenItsPeopleLetIt() throws IOException {
    new ClusterDiagnosis(other)
        .explain(
            () -> {
              annotate("outport.io/hold=inventory until 6");
              rollout("create", "-n", "good", "--version", ClusterFleet.NEWER);
              Patience.until(
                  "it is held",
                  SOON,
                  () -> outcomes("good").equals(List.of("Succeeded 1.0.1", "Held 1.0.0")));
              assertThat(show("good").path("sites").toString()).contains("inventory until 6");

              annotate("outport.io/hold-");
              Duration done =
                  Patience.until("it is done", SOON, () -> state("good").equals("Succeeded"));

              System.out.printf("held, then done %d s after the hold was gone%n", done.toSeconds());
              assertThat(outcomes("good")).containsExactly("Succeeded 1.0.1", "Succeeded 1.0.1");
              assertThat(otherFleet.show(LAST.extension()).at("/properties/version").asString())
                  .isEqualTo(ClusterFleet.NEWER);
            });
  }

  private void rollout(String verb, String... words) {
    List<String> all = new ArrayList<>(List.of("rollout", verb));
    all.addAll(List.of(words));
    if (verb.equals("create")) {
      all.addAll(
          List.of(
              "--extension-type",
              "Microsoft.ContainerRegistry.ConnectedRegistry",
              "--rings",
              "canary",
              "--soak",
              "15s"));
    }
    hub.run(all.toArray(String[]::new)).succeeded();
  }

  private void annotate(String word) {
    other.kubectl("annotate", "namespace", "outport-agent", word).succeeded();
  }

  private JsonNode show(String name) {
    String out = hub.run("rollout", "show", "-n", name, "-o", "json").succeeded().out();
    return JSON.readTree(out).path("properties");
  }

  private String state(String name) {
    return show(name).path("state").asString("");
  }

  /** Of the canary's extension, then of the other's. */
  private List<String> outcomes(String name) {
    return show(name)
        .path("sites")
        .valueStream()
        .map(
            site ->
                site.path("outcome").asString() + " " + site.path("currentVersion").asString(""))
        .toList();
  }

  private static boolean isBack(ClusterSite cluster) {
    String ready = "jsonpath={.status.updatedReplicas}/{.status.readyReplicas}/{.status.replicas}";
    String numbers =
        cluster.kubectl("get", "deployment", FIRST.extension(), "-n", NAMESPACE, "-o", ready).out();
    return numbers.equals("1/1/1") && !pods(cluster).contains("no-such-option");
  }

  private static String pods(ClusterSite cluster) {
    String each =
        "jsonpath={range .items[*]}{.metadata.uid} {.spec.containers[*].args}{\"\\n\"}{end}";
    return cluster.kubectl("get", "pods", "-n", NAMESPACE, "-o", each).out();
  }
}
