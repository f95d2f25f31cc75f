package io.outport.e2e;

import java.time.Duration;

/** The agent's process in a cluster: ended as a power cut would end it, and got back. */
final class ClusterAgent {
  private static final Duration BACK = Duration.ofMinutes(1);
  private static final String NAMESPACE = "outport-agent";

  /** The cluster's own list of processes holds none of anybody else. */
  private static final String KILL =
      """
      for pid in $(pgrep -x java); do
        if tr '\\0' ' ' <"/proc/$pid/cmdline" | grep -q ' agent run '; then kill -KILL "$pid" && echo "$pid"; fi
      done\
      """;

  private final ClusterSite cluster;

  ClusterAgent(ClusterSite cluster) {
    this.cluster = cluster;
  }

  /** Ends it at once; it must have been there. */
  void kill() {
    String killed = cluster.onNode("bash", "-c", KILL).run().out();
    if (killed.isBlank()) {
      throw new AssertionError("no agent runs in " + cluster.name() + ":\n" + pods());
    }
  }

  /** Takes another pod: kubelet makes a container that ended twice wait longer each time. */
  void renew() {
    cluster
        .kubectl("delete", "pod", "-n", NAMESPACE, "-l", "app.kubernetes.io/name=outport-agent")
        .succeeded();
    Patience.until("the agent runs", BACK, () -> pods().equals("true/0 "));
  }

  private String pods() {
    String each =
        "jsonpath={range .items[*].status.containerStatuses[*]}{.ready}/{.restartCount} {end}";
    return cluster.kubectl("get", "pods", "-n", NAMESPACE, "-o", each).out();
  }
}
