package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.health.Workloads;
import io.outport.agent.release.ReleaseName;
import java.time.InstantSource;
import java.util.List;

/** {@link Workloads} by the Kubernetes API. */
public final class KubernetesWorkloads implements Workloads {
  private final ReleaseLook look;
  private final ReleaseSweep sweep;

  /** Of this cluster. */
  public KubernetesWorkloads(KubernetesClient client, InstantSource clock) {
    this.look = new ReleaseLook(client, clock);
    this.sweep = new ReleaseSweep(client, clock);
  }

  @Override
  public ReleaseSnapshot look(ReleaseName release) {
    return look.at(release);
  }

  @Override
  public List<String> sweep(ReleaseName release, Leftovers leftovers) {
    return sweep.of(release, leftovers);
  }
}
