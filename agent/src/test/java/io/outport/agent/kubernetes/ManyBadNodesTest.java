package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.health.Distrust;
import io.outport.agent.health.Health;
import io.outport.agent.health.HealthJudge;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.release.ReleaseName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A release in a cluster where many nodes do not trust the site. */
final class ManyBadNodesTest {
  private static final ReleaseName RELEASE = new ReleaseName("site", "shop1");

  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();
  private final KubernetesWorkloads workloads = new KubernetesWorkloads(client, () -> NOW);

  @Test
  void hearsTheSameNodesAlsoWhereTheirPodsAreOthers() {
    trust(12);
    for (int node = 0; node < 12; node++) {
      badPod("old-%02d".formatted(node), "n%02d".formatted(node));
    }
    List<String> before = workloads.look(RELEASE).distrust();
    for (int node = 0; node < 12; node++) {
      api.remove("pods", "site", "old-%02d".formatted(node));
      badPod("new-%02d".formatted(99 - node), "n%02d".formatted(node));
    }

    ReleaseSnapshot after = workloads.look(RELEASE);

    assertThat(before).hasSize(12).contains("node n00: x509", "node n11: x509");
    assertThat(after.distrust()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(HealthJudge.judge(after.without(before))).isInstanceOf(Health.Ready.class);
  }

  @Test
  void asksNoMoreThanItsBoundAndCountsTheOthers() {
    int nodes = TrustWords.MAX_LOGS + 3;
    trust(nodes);
    for (int node = 0; node < nodes; node++) {
      badPod("pod-%d".formatted(nodes - node), "n%03d".formatted(node));
    }

    ReleaseSnapshot snapshot = workloads.look(RELEASE);

    // A slow machine may hear fewer in the time that there is for all.
    assertThat(snapshot.unheard()).isGreaterThanOrEqualTo(3);
    assertThat(snapshot.distrust())
        .hasSize(nodes - snapshot.unheard())
        .contains("node n000: x509")
        .doesNotContain("node n%03d: x509".formatted(TrustWords.MAX_LOGS));
    assertThat(api.asked())
        .filteredOn(call -> call.endsWith("/log"))
        .hasSizeLessThanOrEqualTo(TrustWords.MAX_LOGS);
    assertThat(api.asked())
        .as("the pods are listed once, and none is watched")
        .filteredOn(call -> call.endsWith("/namespaces/site/pods"))
        .hasSize(1);
  }

  @Test
  void doesNotWaitWithoutEndForANodeThatDoesNotAnswer() {
    for (String name : List.of("a", "b", "c")) {
      badPod(name, "n-" + name);
    }
    List<Pod> pods = client.pods().inNamespace("site").list().getItems();
    assertThat(new TrustWords(client).from(pods).unheard()).isZero();
    api.silence("b");

    TrustWords.Heard heard = new TrustWords(client, Duration.ofSeconds(5)).from(pods);

    assertThat(heard.words())
        .containsOnly(
            entry("a", new Distrust("node n-a: x509", false)),
            entry("c", new Distrust("node n-c: x509", false)));
    assertThat(heard.unheard()).isEqualTo(1);
  }

  @Test
  void remembersNoEndlessWords() {
    badPod("a", "n1");
    api.log("a", "{\"state\":\"Failed\",\"detail\":\"%s\"}".formatted("x".repeat(5000)));

    TrustWords.Heard heard =
        new TrustWords(client).from(client.pods().inNamespace("site").list().getItems());

    assertThat(heard.words().values())
        .singleElement()
        .extracting(Distrust::words, InstanceOfAssertFactories.STRING)
        .endsWith("x…")
        .hasSizeLessThan(700);
  }

  private void trust(int wanted) {
    api.put(
        "daemonsets",
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"name":"trust","namespace":"site","generation":2,"annotations":{
          "meta.helm.sh/release-name":"shop1","meta.helm.sh/release-namespace":"site"}},
         "spec":{"selector":{"matchLabels":{"app.kubernetes.io/name":"connected-registry-trust"}}},
         "status":{"observedGeneration":2,"desiredNumberScheduled":%d,
          "updatedNumberScheduled":%d,"numberReady":0}}\
        """
            .formatted(wanted, wanted));
  }

  private void badPod(String name, String node) {
    api.put(
        "nodes",
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s"},
         "status":{"conditions":[{"type":"Ready","status":"True"}]}}\
        """
            .formatted(node));
    api.put(
        "pods",
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"site",
          "labels":{"app.kubernetes.io/name":"connected-registry-trust"}},
         "spec":{"nodeName":"%s","containers":[{"name":"containerd"}]},
         "status":{"containerStatuses":[{"name":"containerd","ready":false,"restartCount":0,
          "state":{"running":{}}}]}}\
        """
            .formatted(name, node));
    api.log(name, "{\"state\":\"Failed\",\"detail\":\"x509\"}");
  }
}
