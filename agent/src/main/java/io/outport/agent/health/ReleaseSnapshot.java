package io.outport.agent.health;

import java.util.List;

/** What of a release is in the cluster at one moment. */
public record ReleaseSnapshot(List<Workload> workloads, List<Volume> volumes, List<Pod> pods) {

  /** Copies the lists. */
  public ReleaseSnapshot {
    workloads = List.copyOf(workloads);
    volumes = List.copyOf(volumes);
    pods = List.copyOf(pods);
  }
}
