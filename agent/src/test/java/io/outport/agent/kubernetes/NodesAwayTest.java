package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.health.AwayNode;
import io.outport.agent.health.Health;
import io.outport.agent.health.HealthJudge;
import io.outport.agent.health.Pod;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.health.Workload;
import io.outport.agent.release.ReleaseName;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A release in a cluster of three nodes, of which one is switched off. */
final class NodesAwayTest {
  private static final ReleaseName RELEASE = new ReleaseName("site", "shop1");
  private static final String SINCE = "2026-01-01T00:00:00Z";
  private static final String DELETED =
      "\"deletionTimestamp\":\"2026-01-01T00:05:00Z\",\"deletionGracePeriodSeconds\":30,";

  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();
  private final KubernetesWorkloads workloads = new KubernetesWorkloads(client, () -> NOW);

  @BeforeEach
  void switchOneOff() {
    node("n1", "True");
    node("n2", "True");
    node("n3", "Unknown");
    trustPod("a", "", "n1", "True");
    trustPod("b", "", "n2", "True");
  }

  @Test
  void doesNotWaitForWhatIsToBeReplacedThere() {
    trust(3, 2, 0);
    trustPod("c", DELETED, "n3", "False");

    ReleaseSnapshot snapshot = workloads.look(RELEASE);

    assertThat(snapshot.workloads())
        .containsExactly(new Workload("daemonset", "trust", 2, 2, true));
    assertThat(HealthJudge.judge(snapshot)).isInstanceOf(Health.Ready.class);
    assertThat(snapshot.away()).containsExactly(new AwayNode("n3", SINCE));
  }

  @Test
  void doesNotWaitForWhatIsOfTheNewestTemplateThere() {
    trust(3, 3, 0);
    trustPod("c", "", "n3", "False");

    assertThat(workloads.look(RELEASE).workloads())
        .containsExactly(new Workload("daemonset", "trust", 2, 2, true));
  }

  @Test
  void waitsForTheOtherNodesStill() {
    trust(3, 1, 0);
    trustPod("c", DELETED, "n3", "False");

    assertThat(workloads.look(RELEASE).workloads())
        .containsExactly(new Workload("daemonset", "trust", 2, 1, false));

    trust(3, 2, 0);
    trustPod("c", "", "n3", "False");

    assertThat(workloads.look(RELEASE).workloads())
        .as("the one that is away was replaced, one of the others was not")
        .containsExactly(new Workload("daemonset", "trust", 2, 1, false));
  }

  /** Where the pods do not tolerate it, the controller does not want one on such a node. */
  @Test
  void leavesOutNobodyTwice() {
    trust(2, 1, 1);
    trustPod("c", "", "n3", "False");

    assertThat(workloads.look(RELEASE).workloads())
        .containsExactly(new Workload("daemonset", "trust", 2, 1, false));
  }

  @Test
  void takesNothingForBrokenThatIsAwayAndAsksItForNothing() {
    trust(3, 3, 0);
    trustPod("c", "", "n3", "False");
    api.log("c", "{\"state\":\"RestartNeeded\",\"detail\":\"restart containerd\"}");
    object(
        "Pod",
        "pods",
        "d",
        TRUST_LABEL,
        """
        {"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
         {"nodeSelectorTerms":[{"matchFields":[
          {"key":"metadata.name","operator":"In","values":["gone"]}]}]}}}}\
        """,
        "{\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"message\":\"none\"}]}");

    ReleaseSnapshot snapshot = workloads.look(RELEASE);

    assertThat(snapshot.pods()).extracting(Pod::name).containsExactly("a", "b");
    assertThat(snapshot.away()).as("what is gone is not away").hasSize(1);
    assertThat(HealthJudge.judge(snapshot)).isInstanceOf(Health.Ready.class);
    assertThat(api.asked()).noneMatch(call -> call.endsWith("/log"));
  }

  @Test
  void waitsForASiteWhoseOwnNodeIsAway() {
    object(
        "Deployment",
        "deployments",
        "shop1",
        HELM,
        "{\"replicas\":1,\"selector\":{\"matchLabels\":{\"app\":\"shop1\"}}}",
        "{\"observedGeneration\":2,\"replicas\":1,\"updatedReplicas\":1,\"readyReplicas\":0}");
    object(
        "Pod",
        "pods",
        "shop1-x",
        "\"labels\":{\"app\":\"shop1\"},",
        "{\"nodeName\":\"n3\",\"containers\":[{\"name\":\"c\"}]}",
        "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}");

    assertThat(HealthJudge.judge(workloads.look(RELEASE)))
        .isEqualTo(new Health.Starting("deployment shop1 has 0 of 1 pods ready"));
  }

  @Test
  void asksForNoNodesWhereEachHasItsPod() {
    trust(2, 2, 0);

    workloads.look(RELEASE);

    assertThat(api.asked()).noneMatch(call -> call.contains("/nodes"));
  }

  private static final String HELM =
      """
      "annotations":{"meta.helm.sh/release-name":"shop1","meta.helm.sh/release-namespace":"site"},\
      """;
  private static final String TRUST_LABEL =
      "\"labels\":{\"app.kubernetes.io/name\":\"connected-registry-trust\"},";

  private void trust(int wanted, int updated, int misscheduled) {
    object(
        "DaemonSet",
        "daemonsets",
        "trust",
        HELM,
        """
        {"selector":{"matchLabels":{"app.kubernetes.io/name":"connected-registry-trust"}}}\
        """,
        """
        {"observedGeneration":2,"desiredNumberScheduled":%d,"updatedNumberScheduled":%d,
         "numberReady":2,"numberMisscheduled":%d}\
        """
            .formatted(wanted, updated, misscheduled));
  }

  private void trustPod(String name, String metadata, String node, String ready) {
    object(
        "Pod",
        "pods",
        name,
        metadata + TRUST_LABEL,
        "{\"nodeName\":\"%s\",\"containers\":[{\"name\":\"containerd\"}]}".formatted(node),
        """
        {"conditions":[{"type":"Ready","status":"%s"}],
         "containerStatuses":[{"name":"containerd","ready":false,"restartCount":0,
         "state":{"running":{}}}]}\
        """
            .formatted(ready));
  }

  private void node(String name, String ready) {
    api.put(
        "nodes",
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s"},
         "status":{"conditions":[
          {"type":"Ready","status":"%s","lastTransitionTime":"%s"}]}}\
        """
            .formatted(name, ready, SINCE));
  }

  private void object(
      String kind, String plural, String name, String metadata, String spec, String status) {
    api.put(
        plural,
        """
        {"apiVersion":"%s","kind":"%s",
         "metadata":{%s"name":"%s","namespace":"site","generation":2},"spec":%s,"status":%s}\
        """
            .formatted(kind.equals("Pod") ? "v1" : "apps/v1", kind, metadata, name, spec, status));
  }
}
