package io.outport.e2e;

import java.io.IOException;

/** Tells of what fails on a cluster with what the cluster says then. */
final class ClusterDiagnosis {
  private static final String SITES = "connected-registry";

  private final ClusterSite cluster;

  ClusterDiagnosis(ClusterSite cluster) {
    this.cluster = cluster;
  }

  /** Something to do on a cluster. */
  interface Deed {
    void run() throws IOException;
  }

  /** Does it; its failure is told with what the cluster says. */
  void explain(Deed deed) {
    try {
      deed.run();
    } catch (AssertionError | RuntimeException | IOException failure) {
      throw new AssertionError(failure.getMessage() + words(), failure);
    }
  }

  private String words() {
    return "\n"
        + cluster.kubectl("get", "pods,pvc,ds,secret,events", "-A").out()
        + cluster.onNode("cat", "/var/lib/outport-trust/status.json").run().out()
        + cluster
            .kubectl("logs", "-n", "outport-agent", "deployment/outport-agent", "--tail=60")
            .out()
        + cluster
            .kubectl("logs", "-n", SITES, "-l", "app.kubernetes.io/instance", "--tail=30")
            .out();
  }
}
