package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.health.Distrust;
import io.outport.agent.health.Health;
import io.outport.agent.health.HealthJudge;
import io.outport.agent.health.Pod;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.health.Volume;
import io.outport.agent.health.Workload;
import io.outport.agent.release.ReleaseName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Looks at a release, over HTTP. */
final class ReleaseLookTest {
  private static final ReleaseName RELEASE = new ReleaseName("site", "shop1");

  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  @AutoClose private final FakeApi api = FakeApi.start();
  private final SiteObjects objects = new SiteObjects(api);
  @AutoClose private final KubernetesClient client = api.client();
  private final KubernetesWorkloads workloads = new KubernetesWorkloads(client, () -> NOW);

  @Test
  void looksAtWhatHelmMadeAlone() {
    objects.object(
        "apps/v1", "Deployment", "deployments", "shop1", HELM, DEPLOYMENT_SPEC, DEPLOYED);
    objects.object("apps/v1", "DaemonSet", "daemonsets", "hook", "", SiteObjects.SPEC, "{}");
    objects.object(
        "apps/v1",
        "DaemonSet",
        "daemonsets",
        "trust",
        HELM,
        SiteObjects.SPEC,
        SiteObjects.daemons(3, 2));

    ReleaseSnapshot snapshot = workloads.look(RELEASE);

    assertThat(snapshot.workloads())
        .containsExactlyInAnyOrder(
            new Workload("deployment", "shop1", 1, 1, true),
            new Workload("daemonset", "trust", 3, 2, true));
    assertThat(HealthJudge.judge(snapshot)).isInstanceOf(Health.Starting.class);
  }

  @Test
  void doesNotTakeAnOldPodForANewOne() {
    objects.object(
        "apps/v1",
        "Deployment",
        "deployments",
        "shop1",
        HELM,
        DEPLOYMENT_SPEC,
        "{\"observedGeneration\":2,\"replicas\":2,\"updatedReplicas\":1,\"readyReplicas\":1}");

    assertThat(workloads.look(RELEASE).workloads())
        .containsExactly(new Workload("deployment", "shop1", 1, 0, true));
  }

  @Test
  void knowsADaemonSetThatIsNotOfTheNewestTemplateEverywhere() {
    String half =
        "{\"observedGeneration\":2,\"desiredNumberScheduled\":3,\"updatedNumberScheduled\":2,\"numberReady\":3}";
    objects.object("apps/v1", "DaemonSet", "daemonsets", "trust", HELM, SiteObjects.SPEC, half);

    assertThat(workloads.look(RELEASE).workloads())
        .containsExactly(new Workload("daemonset", "trust", 3, 2, false));
  }

  @Test
  void tellsWhyAVolumeIsNotBound() {
    objects.object(
        "v1",
        "PersistentVolumeClaim",
        "persistentvolumeclaims",
        "connected-registry-pvc",
        "\"uid\":\"here\"," + HELM,
        "{\"storageClassName\":\"late\"}",
        "{\"phase\":\"Pending\"}");
    api.put(
        "storageclasses",
        """
        {"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"late"},
         "volumeBindingMode":"WaitForFirstConsumer"}\
        """);
    event("PersistentVolumeClaim", "connected-registry-pvc", "2026-01-01T00:00:01Z", "older");
    event("PersistentVolumeClaim", "connected-registry-pvc", "2026-01-01T00:00:02Z", "no space");
    // Of a claim that had this name before.
    String before = "connected-registry-pvc\",\"uid\":\"gone";
    event("PersistentVolumeClaim", before, "2026-01-01T00:00:03Z", "no class");

    assertThat(workloads.look(RELEASE).volumes())
        .containsExactly(new Volume("connected-registry-pvc", false, true, "no space"));
  }

  @Test
  void readsTheLastWordsOfAContainerThatEndsAgainAndAgain() {
    objects.object("apps/v1", "Deployment", "deployments", "shop1", HELM, DEPLOYMENT_SPEC, "{}");
    pod(
        "shop1-x",
        """
        {"conditions":[{"type":"Ready","status":"False"}],
         "containerStatuses":[{"name":"c","ready":false,"restartCount":3,
         "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off"}}}]}\
        """);
    api.log("shop1-x", "the store could not be opened");

    assertThat(workloads.look(RELEASE).pods())
        .containsExactly(
            new Pod(
                "shop1-x",
                "shop1",
                false,
                "CrashLoopBackOff",
                "back-off",
                3,
                "the store could not be opened",
                "",
                "",
                Distrust.NONE));
  }

  @Test
  void tellsAnImageThatComesForLongFromOneThatDoesNot() {
    objects.object("apps/v1", "Deployment", "deployments", "shop1", HELM, DEPLOYMENT_SPEC, "{}");
    pod(
        "shop1-x",
        """
        {"containerStatuses":[{"name":"c","ready":false,"restartCount":0,
         "state":{"waiting":{"reason":"ContainerCreating"}}}]}\
        """);
    assertThat(workloads.look(RELEASE).pods().getFirst().pulls()).isFalse();

    pullEvent("Pulling", "2026-01-01T00:57:59Z");

    assertThat(workloads.look(RELEASE).pods().getFirst().pulls()).isTrue();
    pullEvent("Pulling", "2026-01-01T00:58:01Z");
    assertThat(workloads.look(RELEASE).pods().getFirst().pulls()).as("lately").isFalse();
    pullEvent("Pulling", "2026-01-01T00:50:00Z");
    pullEvent("Pulled", "2026-01-01T00:57:00Z");
    assertThat(workloads.look(RELEASE).pods().getFirst().pulls()).as("it is there").isFalse();
  }

  private void pullEvent(String reason, String time) {
    api.put(
        "events",
        """
        {"apiVersion":"v1","kind":"Event","type":"Normal","reason":"%s","message":"words",
         "metadata":{"name":"shop1-x.%s","namespace":"site"},"lastTimestamp":"%s",
         "involvedObject":{"kind":"Pod","name":"shop1-x"}}\
        """
            .formatted(reason, reason.toLowerCase(Locale.ROOT), time));
  }

  @Test
  void takesRestartsOfANodeForNoLoop() {
    objects.object("apps/v1", "Deployment", "deployments", "shop1", HELM, DEPLOYMENT_SPEC, "{}");
    String running =
        """
        {"conditions":[{"type":"Ready","status":"False"}],
         "containerStatuses":[{"name":"c","ready":false,"restartCount":3,
         "state":{"running":{"startedAt":"%s"}}}]}\
        """;
    pod("shop1-x", running.formatted("2026-01-01T00:57:00Z"));
    pod("shop1-y", running.formatted("2026-01-01T00:59:00Z"));

    assertThat(workloads.look(RELEASE).pods())
        .extracting(Pod::name, Pod::restarts)
        .containsExactlyInAnyOrder(tuple("shop1-x", 0), tuple("shop1-y", 3));
  }

  @Test
  void tellsWhatTheRuntimeKeptWhereTheLogIsGone() {
    objects.object("apps/v1", "Deployment", "deployments", "shop1", HELM, DEPLOYMENT_SPEC, "{}");
    pod(
        "shop1-x",
        """
        {"containerStatuses":[{"name":"c","ready":false,"restartCount":3,
         "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off"}},
         "lastState":{"terminated":{"exitCode":1,"message":"incorrect password"}}}]}\
        """);
    api.log("shop1-x", "");

    assertThat(workloads.look(RELEASE).pods())
        .extracting(Pod::lastWords)
        .containsExactly("incorrect password");
  }

  @Test
  void tellsWhatAPodWaitsFor() {
    objects.object("apps/v1", "Deployment", "deployments", "shop1", HELM, DEPLOYMENT_SPEC, "{}");
    pod(
        "no-node",
        """
        {"conditions":[{"type":"PodScheduled","status":"False","message":"0/1 nodes"}]}\
        """);
    pod(
        "no-volume",
        """
        {"containerStatuses":[{"name":"c","ready":false,"restartCount":0,
         "state":{"waiting":{"reason":"ContainerCreating"}}}]}\
        """);
    event("Pod", "no-volume", "2026-01-01T00:00:01Z", "secret \"shop1-tls\" not found");
    event("Pod", "no-volume", "2026-01-01T00:00:03Z", "failed to sync configmap cache: timed out");
    event("Pod", "no-volume", "2026-01-01T00:00:04Z", "object \"site\"/\"root\" not registered");
    event("Pod", "no-volume", "2026-01-01T00:00:02Z", "kubelet has no DNS", "MissingClusterDNS");

    assertThat(workloads.look(RELEASE).pods())
        .extracting(Pod::name, Pod::schedulingMessage, Pod::mountMessage)
        .containsExactlyInAnyOrder(
            tuple("no-node", "0/1 nodes", ""),
            tuple("no-volume", "", "secret \"shop1-tls\" not found"));
  }

  @Test
  void tellsWhichNodeDoesNotTrustTheSiteAndWhy() {
    objects.object(
        "apps/v1", "DaemonSet", "daemonsets", "trust", HELM, TRUST_SPEC, SiteObjects.daemons(2, 0));
    for (String name : List.of("trust-a", "trust-b")) {
      objects.node("node-" + name, "True");
      objects.object(
          "v1",
          "Pod",
          "pods",
          name,
          "\"labels\":{\"app.kubernetes.io/name\":\"connected-registry-trust\"},",
          "{\"nodeName\":\"node-%s\",\"containers\":[{\"name\":\"containerd\"}]}".formatted(name),
          """
          {"containerStatuses":[{"name":"containerd","ready":false,"restartCount":0,
           "state":{"running":{}}}]}\
          """);
    }
    api.log(
        "trust-a",
        """
        {"state":"Written","detail":"not there yet"}
        {"state":"RestartNeeded","detail":"restart containerd on this node"}
        """);
    api.log("trust-b", "{\"state\":\"Written\",\"detail\":\"the registry is not there yet\"}");

    ReleaseSnapshot snapshot = workloads.look(RELEASE);

    assertThat(snapshot.pods())
        .extracting(Pod::name, Pod::distrust)
        .containsExactlyInAnyOrder(
            tuple(
                "trust-a",
                new Distrust("node node-trust-a: restart containerd on this node", false)),
            tuple(
                "trust-b", new Distrust("node node-trust-b: the registry is not there yet", true)));
    assertThat(snapshot.distrust()).as("what is remembered of nodes").hasSize(1);
    assertThat(HealthJudge.judge(snapshot))
        .isInstanceOfSatisfying(
            Health.Broken.class,
            broken -> assertThat(broken.problems().getFirst().text()).contains("node-trust-a"));
  }

  private static final String HELM =
      """
      "annotations":{"meta.helm.sh/release-name":"shop1","meta.helm.sh/release-namespace":"site"},\
      """;
  private static final String TRUST_SPEC =
      """
      {"selector":{"matchLabels":{"app.kubernetes.io/name":"connected-registry-trust"}}}\
      """;
  private static final String DEPLOYMENT_SPEC =
      "{\"replicas\":1,\"selector\":{\"matchLabels\":{\"app\":\"shop1\"}}}";
  private static final String DEPLOYED =
      "{\"observedGeneration\":2,\"replicas\":1,\"updatedReplicas\":1,\"readyReplicas\":1}";

  private void pod(String name, String status) {
    objects.object(
        "v1",
        "Pod",
        "pods",
        name,
        "\"labels\":{\"app\":\"shop1\"},",
        "{\"containers\":[{\"name\":\"c\"}]}",
        status);
  }

  private void event(String kind, String name, String time, String message) {
    event(kind, name, time, message, "FailedMount");
  }

  private void event(String kind, String name, String time, String message, String reason) {
    api.put(
        "events",
        """
        {"apiVersion":"v1","kind":"Event","metadata":{"name":"%s","namespace":"site"},
         "type":"Warning","lastTimestamp":"%s","message":"%s","reason":"%s",
         "involvedObject":{"kind":"%s","name":"%s"}}\
        """
            .formatted(kind + time, time, message.replace("\"", "\\\""), reason, kind, name));
  }
}
