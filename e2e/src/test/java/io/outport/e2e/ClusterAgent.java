package io.outport.e2e;

import io.outport.testkit.process.ServerProcess;
import java.time.Duration;

/** The agent's process in a cluster: ended as a power cut would end it, and got back. */
final class ClusterAgent {
  private static final Duration BACK = Duration.ofMinutes(1);
  private static final String NAMESPACE = "outport-agent";

  private static final String APP = "app.kubernetes.io/name=outport-agent";

  /** Signals of kill. */
  private static final String LOOK = "-0";

  private static final String KILL = "-KILL";

  /** The cluster's own list of processes holds none of anybody else. */
  private static final String EACH =
      """
      for pid in $(pgrep -x java); do
        if tr '\\0' ' ' <"/proc/$pid/cmdline" | grep -q ' agent run '; then kill "$1" "$pid" && echo "$pid"; fi
      done\
      """;

  /** Ends it as soon as a Helm record of this release is in this state. */
  private static final String KILL_IN_STATE =
      """
      pid=$(pgrep -x java | while read -r each; do
        ! tr '\\0' ' ' <"/proc/$each/cmdline" | grep -q ' agent run ' || echo "$each"; done)
      read -r _ < <(timeout 60 kubectl get secret -A -l "owner=helm,name=$1,status=$2" -o name --watch 2>/dev/null) && kill -KILL $pid\
      """;

  private final ClusterSite cluster;

  ClusterAgent(ClusterSite cluster) {
    this.cluster = cluster;
  }

  /**
   * Ends it at once, some time after it is seen to run, and takes another pod: kubelet makes a
   * container that ended twice wait longer each time.
   */
  void kill(Duration after) {
    Patience.until("an agent runs in " + cluster.name(), BACK, () -> runs(LOOK));
    ServerProcess.pause(after);
    Patience.until("it was killed", BACK, () -> runs(KILL));
    takeAnotherPod();
  }

  /** Ends it at once while its Helm works, seen by this state of the release's record. */
  void killInState(String release, String state) {
    Patience.until("an agent runs in " + cluster.name(), BACK, () -> runs(LOOK));
    cluster.onNode("bash", "-c", KILL_IN_STATE, "kill", release, state).run().succeeded();
    takeAnotherPod();
  }

  private void takeAnotherPod() {
    cluster
        .kubectl("delete", "pod", "-n", NAMESPACE, "-l", APP, "--force", "--grace-period=0")
        .succeeded();
  }

  /** Whether there was one that this could be done to. */
  private boolean runs(String action) {
    return !cluster.onNode("bash", "-c", EACH, "each", action).run().out().isBlank();
  }
}
