package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.health.Health;
import io.outport.agent.health.HealthJudge;
import io.outport.agent.health.Workloads.Leftovers;
import io.outport.agent.release.ReleaseName;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Workloads without pods: only events say why. */
final class RefusedPodsTest {
  private static final ReleaseName RELEASE = new ReleaseName("site", "shop1");
  private static final String WORDS =
      "pods \\\"trust-x\\\" is forbidden: violates PodSecurity \\\"baseline:latest\\\"";
  private static final String HELM =
      "\"annotations\":{\"meta.helm.sh/release-name\":\"shop1\","
          + "\"meta.helm.sh/release-namespace\":\"site\"}";

  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();
  private final KubernetesWorkloads workloads = new KubernetesWorkloads(client, () -> NOW);

  @Test
  void saysWhyADaemonSetHasNoPods() {
    workload("DaemonSet", "daemonsets", "trust");
    event("DaemonSet", "trust", "2026-01-01T00:00:05Z");

    assertThat(broken().problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.text())
                    .contains("daemonset trust", "baseline:latest", "pod-security"));
    assertThat(broken().mayPass()).as("a quota is raised, a label is set").isTrue();
  }

  @Test
  void saysItOfADeploymentWhoseReplicaSetIsRefused() {
    workload("Deployment", "deployments", "shop1");
    event("ReplicaSet", "shop1-6f7d9c", "2026-01-01T00:00:05Z");
    event("ReplicaSet", "shop1-other-6f7d9c", "2026-01-01T00:00:09Z");

    assertThat(broken().problems().getFirst().text()).contains("deployment shop1", "forbidden");
  }

  @Test
  void forgetsItOnceAPodWasLetIn() {
    workload("DaemonSet", "daemonsets", "trust");
    event("DaemonSet", "trust", "2026-01-01T00:00:05Z");
    api.put(
        "pods",
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"trust-x","namespace":"site",
          "creationTimestamp":"2026-01-01T00:00:07Z","labels":{"app":"trust"}},
         "spec":{"containers":[]},"status":{}}\
        """);

    assertThat(HealthJudge.judge(workloads.look(RELEASE))).isInstanceOf(Health.Starting.class);
  }

  @Test
  void saysItOfWhatIsToPutNodesBack() {
    workload("DaemonSet", "daemonsets", "trust");
    event("DaemonSet", "trust", "2026-01-01T00:00:05Z");

    assertThat(workloads.sweep(RELEASE, new Leftovers(false, false)))
        .singleElement()
        .satisfies(words -> assertThat(words).contains("0 of 2 nodes are put back", "forbidden"));
  }

  private Health.Broken broken() {
    return (Health.Broken) HealthJudge.judge(workloads.look(RELEASE));
  }

  private void workload(String kind, String plural, String name) {
    api.put(
        plural,
        """
        {"apiVersion":"apps/v1","kind":"%s",
         "metadata":{"name":"%s","namespace":"site","generation":1,%s,"labels":{
          "app.kubernetes.io/instance":"shop1","outport.io/delete-when":"ready"}},
         "spec":{"selector":{"matchLabels":{"app":"%s"}}},
         "status":{"observedGeneration":1,"desiredNumberScheduled":2,"numberReady":0}}\
        """
            .formatted(kind, name, HELM, name));
  }

  private void event(String kind, String name, String time) {
    api.put(
        "events",
        """
        {"apiVersion":"v1","kind":"Event","metadata":{"name":"%s","namespace":"site"},
         "type":"Warning","lastTimestamp":"%s","message":"%s","reason":"FailedCreate",
         "involvedObject":{"kind":"%s","name":"%s"}}\
        """
            .formatted(name + time.replace(":", ""), time, WORDS, kind, name));
  }
}
