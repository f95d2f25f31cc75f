package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * While an extension is installed, upgraded and deleted, its cluster's agent is killed at random
 * moments: each change ends as it was wished, and another cluster of the same hub sees nothing.
 *
 * <p>{@code -Doutport.killSeed=N} repeats the moments of a run, {@code -Doutport.kills=N} takes
 * more or fewer, {@code -Doutport.killsPerChange=N} spreads them over fewer or more changes.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(3600)
class ClusterKillIT {
  private static final Duration RIGHT = Duration.ofMinutes(3);

  /** From an agent's start to its death, at most. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final String NAMESPACE = "connected-registry";
  private static final String PORT = "9543";
  private static final Recipe TORMENTED = Recipe.plain("torn", "10.96.0.61");
  private static final Recipe CALM = Recipe.plain("calm", "10.96.0.62");

  /** What is under way when the agent dies. */
  private enum Phase {
    INSTALL("pending-install"),
    UPGRADE("pending-upgrade"),
    DELETE("uninstalling");

    /** Of the release's record while Helm works. */
    private final String state;

    Phase(String state) {
      this.state = state;
    }
  }

  private final List<Duration> recoveries = new ArrayList<>();
  private final Map<String, Integer> left = new TreeMap<>();
  private final Map<String, Integer> exits = new TreeMap<>();
  private ClusterSite cluster;
  private ClusterSite other;
  private ClusterHub hub;
  private ClusterFleet fleet;
  private ClusterFleet otherFleet;
  private ClusterAgent agent;
  private String connection = "";
  private int done;
  private List<String> nodeBefore = List.of();

  @BeforeAll
  void start() throws IOException {
    String containerd = System.getProperty("outport.containerd", "1.6");
    cluster = ClusterSite.start("kills1", 3, containerd);
    other = ClusterSite.start("kills2", 4, containerd);
    hub = ClusterHub.start(cluster, PORT);
    hub.reader("reader");
    fleet = ClusterFleet.start(cluster, hub);
    otherFleet = ClusterFleet.join(other, hub);
    agent = new ClusterAgent(cluster);
    otherFleet.create(CALM, hub.site(CALM.extension(), "reader")).succeeded();
    nodeBefore = cluster.nodeFiles();
  }

  @AfterAll
  void stop() throws IOException {
    if (hub != null) {
      hub.close();
    }
    if (other != null) {
      other.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void endsAsWishedWheneverTheAgentIsKilled() {
    long seed = Long.getLong("outport.killSeed", System.nanoTime());
    int kills = Integer.getInteger("outport.kills", 30);
    int each = Integer.getInteger("outport.killsPerChange", 3);
    System.out.printf("kills: %d, seed: -Doutport.killSeed=%d%n", kills, seed);
    done = 0;
    Random random = new Random(seed);
    String calm = lookOfOther();
    Phase phase = Phase.DELETE;
    while (done < kills) {
      phase =
          switch (phase) {
            case INSTALL -> Phase.UPGRADE;
            case UPGRADE -> Phase.DELETE;
            case DELETE -> Phase.INSTALL;
          };
      change(phase, random.doubles(Math.min(each, kills - done)).toArray());
      assertThat(lookOfOther()).as("the other cluster").isEqualTo(calm);
    }
    if (phase != Phase.DELETE) {
      change(Phase.DELETE);
    }
    System.out.printf(
        "kills: %d of %d, each change ended as wished; left by the killed: %s; ends of the"
            + " commands: %s; right again after %s at most%n",
        done,
        kills,
        left,
        exits,
        seconds(recoveries.stream().max(Duration::compareTo).orElse(Duration.ZERO)));
  }

  /** Random moments seldom fall into the second in which Helm writes. */
  @Test
  void endsAsWishedWhenTheAgentIsKilledInTheMiddleOfHelmsWork() {
    for (Phase phase : Phase.values()) {
      change(phase, () -> killAtWork(phase));
      assertThat(left.keySet()).as("records of the killed").anyMatch(e -> e.contains(phase.state));
    }
  }

  private void killAtWork(Phase phase) {
    agent.killInState(TORMENTED.extension(), phase.state);
    noteKill(phase, "while Helm worked");
  }

  private void change(Phase phase, double... moments) {
    change(
        phase,
        () -> {
          for (double share : moments) {
            Duration moment = Duration.ofMillis((long) (LONGEST.toMillis() * share));
            agent.kill(moment);
            noteKill(phase, seconds(moment) + " after the agent's start");
          }
        });
  }

  /** Where it fails, all that tells why. */
  private void change(Phase phase, Runnable harm) {
    try {
      harmed(phase, harm);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(
          "%s after kill %d: %s%s".formatted(word(phase), done, failure.getMessage(), diagnosis()),
          failure);
    }
  }

  private void harmed(Phase phase, Runnable harm) {
    if (phase == Phase.INSTALL) {
      connection = hub.site(TORMENTED.extension(), "reader");
    }
    CompletableFuture<Command.Result> action = CompletableFuture.supplyAsync(() -> act(phase));
    harm.run();
    long killed = System.nanoTime();
    Command.Result result = action.join();
    awaitRight(phase, result);
    Duration recovery = Duration.ofNanos(System.nanoTime() - killed);
    recoveries.add(recovery);
    exits.merge(word(phase) + " " + result.exit(), 1, Integer::sum);
    System.out.printf(
        "%s is right %s after the last kill; the command ended with %d: %s%n",
        word(phase), seconds(recovery), result.exit(), result.err().strip().replace('\n', '|'));
    if (phase == Phase.DELETE) {
      hub.removeSite(TORMENTED.extension());
    }
  }

  private void noteKill(Phase phase, String moment) {
    done++;
    String found = revisions().isEmpty() ? "no release" : revisions().replace("\n", ", ");
    left.merge(found, 1, Integer::sum);
    System.out.printf("kill %02d: %s, %s; left: %s%n", done, word(phase), moment, found);
  }

  private void awaitRight(Phase phase, Command.Result result) {
    try {
      Patience.until(word(phase), RIGHT, () -> wrong(phase).isEmpty());
    } catch (AssertionError failure) {
      throw new AssertionError(
          "wrong: %s; the command ended with %d:%n%s%s"
              .formatted(wrong(phase), result.exit(), result.out(), result.err()),
          failure);
    }
  }

  private Command.Result act(Phase phase) {
    try {
      return switch (phase) {
        case INSTALL -> fleet.create(TORMENTED, connection);
        case UPGRADE -> fleet.update(TORMENTED, "--version", ClusterFleet.NEWER);
        case DELETE -> fleet.delete(TORMENTED.extension());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is not as wished; empty when all is. */
  private String wrong(Phase phase) {
    return phase == Phase.DELETE
        ? wrongWhereNothingIsToBe()
        : wrongWhereItIsToRun(phase == Phase.INSTALL ? ClusterFleet.VERSION : ClusterFleet.NEWER);
  }

  private String wrongWhereItIsToRun(String version) {
    List<String> deployed =
        revisions().lines().filter(each -> !each.endsWith("superseded")).toList();
    if (deployed.size() != 1 || !deployed.getFirst().endsWith(" deployed")) {
      return "revisions " + revisions().replace('\n', ',');
    }
    String numbers =
        "jsonpath={.spec.replicas}/{.status.replicas}/{.status.updatedReplicas}/{.status.readyReplicas}";
    String pods =
        cluster
            .kubectl("get", "deployment", TORMENTED.extension(), "-n", NAMESPACE, "-o", numbers)
            .out();
    if (!pods.equals("1/1/1/1")) {
      return "pods " + pods;
    }
    JsonNode shown = fleet.show(TORMENTED.extension());
    String state = shown.at("/properties/provisioningState").asString("");
    String current = shown.at("/properties/currentVersion").asString("");
    return state.equals("Succeeded") && current.equals(version) ? "" : state + " " + current;
  }

  private String wrongWhereNothingIsToBe() {
    String kinds = "all,pvc,secret,configmap,networkpolicy,pdb,serviceaccount,role,rolebinding";
    String objects =
        cluster
            .kubectl("get", kinds, "-n", NAMESPACE, "-o", "name")
            .out()
            .lines()
            .filter(each -> !each.equals("configmap/kube-root-ca.crt"))
            .filter(each -> !each.equals("serviceaccount/default"))
            .collect(Collectors.joining(","));
    String memories =
        cluster
            .kubectl(
                "get",
                "secret",
                "-n",
                "outport-agent",
                "-l",
                "io.outport/kind=extension-memory",
                "-o",
                "name")
            .out()
            .strip();
    if (!objects.isEmpty() || !memories.isEmpty()) {
      return "left: " + objects + memories;
    }
    if (!cluster.nodeFiles().equals(nodeBefore)) {
      return "node files " + cluster.nodeFiles();
    }
    return fleet.knows(TORMENTED.extension()) ? "the hub knows it still" : "";
  }

  /** Helm's records, a line {@code NUMBER STATUS} for each. */
  private String revisions() {
    String each =
        "jsonpath={range .items[*]}{.metadata.labels.version} {.metadata.labels.status}{\"\\n"
            + "\"}{end}";
    String name = "owner=helm,name=" + TORMENTED.extension();
    return cluster.kubectl("get", "secret", "-n", NAMESPACE, "-l", name, "-o", each).out().strip();
  }

  /** Its extension, and each pod of ours with the number of its restarts. */
  private String lookOfOther() {
    String each =
        "jsonpath={range .items[*]}{.metadata.uid} {.metadata.name}"
            + " {.status.containerStatuses[*].restartCount}{\"\\n\"}{end}";
    String state =
        otherFleet.show(CALM.extension()).at("/properties/provisioningState").asString("");
    assertThat(state).isEqualTo("Succeeded");
    return other.kubectl("get", "pods", "-A", "-o", each).succeeded().out();
  }

  private String diagnosis() {
    return "\n"
        + cluster.kubectl("get", "pods,pvc,ds,secret,events", "-A").out()
        + cluster
            .kubectl("logs", "-n", "outport-agent", "deployment/outport-agent", "--tail=60")
            .out();
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
