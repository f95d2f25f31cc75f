package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The commands on rollouts, over HTTPS to a hub that remembers what it was asked. */
final class RolloutCommandTest {
  private static final String ROLLOUTS = FakeFleet.GROUP + "/Outport.Fleet/rollouts";
  private static final String STOPPED =
      """
      {"extensionType": "app", "version": "1.1.0", "rings": ["canary"], "state": "Stopped",
       "message": "extension 'app1' of cluster 'north' was rolled back: CrashLoop: it crashes",
       "currentRing": "canary", "outcomes": {"RolledBack": 1, "Waiting": 1},
       "sites": [
         {"cluster": "north", "extension": "app1", "ring": "canary", "outcome": "RolledBack",
          "currentVersion": "1.0.0", "message": "CrashLoop: it crashes"},
         {"cluster": "south", "extension": "app1", "ring": "", "outcome": "Waiting",
          "message": ""}]}
      """;

  @AutoClose private final FakeFleet hub = FakeFleet.start();

  @Test
  void beginsOneInShortWords() throws IOException {
    Ran ran =
        rollout(
            "create",
            "-n",
            "spring",
            "--extension-type",
            "app",
            "--version",
            "1.1.0",
            "--rings",
            "canary,west",
            "--max-unavailable",
            "2",
            "--soak",
            "90s");

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes()).containsExactly("PUT Outport.Fleet/rollouts/spring");
    assertThat(hub.sent().path("properties").toString())
        .isEqualTo(
            "{\"extensionType\":\"app\",\"version\":\"1.1.0\",\"rings\":[\"canary\",\"west\"],"
                + "\"maxUnavailable\":2,\"soakTime\":\"PT90S\"}");
    assertThat(ran.err()).contains("outport rollout show -n spring");
  }

  @Test
  void leavesToTheHubWhatIsNotSaid() throws IOException {
    assertThat(rollout("create", "-n", "spring", "--version", "1.1.0").exit()).isZero();

    assertThat(hub.sent().path("properties").toString())
        .isEqualTo(
            "{\"extensionType\":\"Microsoft.ContainerRegistry.ConnectedRegistry\","
                + "\"version\":\"1.1.0\",\"rings\":[]}");
  }

  @Test
  void showsARowForEachSiteAndWhyItStopped() throws IOException {
    hub.keep(ROLLOUTS + "/spring", STOPPED);

    Ran ran = rollout("show", "-n", "spring");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).containsPattern("canary +north +app1 +RolledBack +1.0.0 +CrashLoop");
    assertThat(ran.out()).containsPattern("\\(others\\) +south +app1 +Waiting +- +-");
    assertThat(ran.err()).contains("rollout 'spring' to 1.1.0 is Stopped: extension 'app1'");
    assertThat(rollout("show", "-n", "spring", "--query", "properties.state", "-o", "tsv").out())
        .isEqualToIgnoringNewLines("Stopped");
    assertThat(rollout("list").out())
        .containsPattern("spring +app +1.1.0 +Stopped +canary +RolledBack 1, Waiting 1");
  }

  @Test
  void pausesResumesAndCancels() throws IOException {
    hub.keep(ROLLOUTS + "/spring", STOPPED);
    for (String action : new String[] {"pause", "resume", "cancel"}) {
      hub.answer("POST", "/" + action, "{\"name\": \"spring\", \"properties\": " + STOPPED + "}");

      assertThat(rollout(action, "-n", "spring").exit()).isZero();
      assertThat(hub.changes()).last().isEqualTo("POST Outport.Fleet/rollouts/spring/" + action);
    }
    assertThat(rollout("delete", "-n", "spring", "--yes").err()).contains("deleted");
    assertThat(rollout("delete", "-n", "spring", "--yes").err()).contains("there was no rollout");
  }

  @Test
  void saysWhatASoakTimeMayBe() throws IOException {
    for (String soak : new String[] {"soon", "31d"}) {
      Ran ran = rollout("create", "-n", "r", "--version", "1", "--soak=" + soak);

      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.words()).contains("0s to 30d, such as 10m or PT10M");
    }
    assertThat(hub.changes()).isEmpty();
  }

  @Test
  void saysThatThereIsNoSuchRollout() throws IOException {
    assertThat(rollout("show", "-n", "none").exit()).isEqualTo(10);
  }

  private Ran rollout(String... words) throws IOException {
    return Ran.with(hub.context(), new RolloutCommand(), words);
  }
}
