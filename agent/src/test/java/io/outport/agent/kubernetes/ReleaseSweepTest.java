package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.health.Workloads.Leftovers;
import io.outport.agent.release.ReleaseName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Sweeps up after a release: nodes first, then what Helm left, also after a change cut off. */
final class ReleaseSweepTest {
  private static final ReleaseName RELEASE = new ReleaseName("site", "shop1");
  private static final String REMOVAL = ",\"outport.io/delete-when\":\"ready\"";
  private static final String LABEL = "\"labels\":{\"app.kubernetes.io/instance\":\"shop1\"},";
  private static final String REMOVAL_LABEL =
      "\"labels\":{\"app.kubernetes.io/instance\":\"shop1\",\"outport.io/delete-when\":\"ready\"},";
  private static final Leftovers ALL = new Leftovers(false, false);

  @AutoClose private final FakeApi api = FakeApi.start();
  private final SiteObjects objects = new SiteObjects(api);
  @AutoClose private final KubernetesClient client = api.client();
  private final KubernetesWorkloads workloads =
      new KubernetesWorkloads(client, InstantSource.system());

  /** The removal's pods wait on each node for the lock that the serving ones hold. */
  @Test
  void endsWhatServesBeforeItWaitsForTheNodes() {
    object("apps/v1", "DaemonSet", "shop1-trust-containerd", "shop1", "");
    object("apps/v1", "DaemonSet", "shop2-trust-containerd", "shop2", "");
    object("apps/v1", "DaemonSet", "shop1-trust-removal", "shop1", REMOVAL);
    object("v1", "Service", "shop1", "shop1", "");

    assertThat(workloads.sweep(RELEASE, ALL))
        .containsExactly("daemonset/shop1-trust-removal (0 of 0 nodes are put back)");

    assertThat(api.names("daemonsets"))
        .containsExactly("site/shop1-trust-removal", "site/shop2-trust-containerd");
    assertThat(api.names("services")).as("after the nodes").hasSize(1);
  }

  @Test
  void deletesTheRulesAndCertificatesThatAChangeLeftWhichWasCutOff() {
    for (String release : List.of("shop1", "shop2")) {
      object("cert-manager.io/v1", "Issuer", release, release, "");
      object("cert-manager.io/v1", "Certificate", release, release, "");
      object("networking.k8s.io/v1", "NetworkPolicy", release, release, "");
      object("policy/v1", "PodDisruptionBudget", release, release, "");
    }

    assertThat(workloads.sweep(RELEASE, ALL)).isEmpty();

    for (String kind :
        List.of("issuers", "certificates", "networkpolicies", "poddisruptionbudgets")) {
      assertThat(api.names(kind)).as(kind).containsExactly("site/shop2");
    }
  }

  @Test
  void waitsForThePodThatMayWriteToANodeOnceMore() {
    String serves = ",\"app.kubernetes.io/name\":\"connected-registry-trust\"";
    object("v1", "Pod", "shop1-trust-containerd-x", "shop1", serves);

    assertThat(workloads.sweep(RELEASE, ALL))
        .containsExactly("pod/shop1-trust-containerd-x (still serves its node)");

    api.remove("pods", "site", "shop1-trust-containerd-x");
    assertThat(workloads.sweep(RELEASE, ALL)).isEmpty();
  }

  @Test
  void givesNodesAMinuteAlsoWhereItIsForced() {
    Leftovers forced = new Leftovers(false, true);
    object("apps/v1", "DaemonSet", "shop1-trust-removal", "shop1", REMOVAL);
    Instant made = Instant.parse("2026-11-27T10:00:00Z");

    assertThat(at(made.plusSeconds(59)).sweep(RELEASE, forced).getFirst())
        .contains("nodes are put back");
    assertThat(api.writes()).isEmpty();

    assertThat(at(made.plusSeconds(60)).sweep(RELEASE, forced)).isEmpty();
    assertThat(api.names("daemonsets")).isEmpty();
    object("apps/v1", "DaemonSet", "shop1-trust-removal", "shop1", REMOVAL);
    assertThat(at(made.minus(Duration.ofDays(1))).sweep(RELEASE, forced))
        .as("a clock that is a day behind")
        .isEmpty();
    assertThat(api.names("daemonsets")).isEmpty();
  }

  @Test
  void waitsUntilAllNodesArePutBackAndThenLeavesNothing() {
    leaveAll();
    objects.object(
        "apps/v1",
        "DaemonSet",
        "daemonsets",
        "shop1-trust-removal",
        REMOVAL_LABEL,
        SiteObjects.SPEC,
        "{}");

    assertThat(workloads.sweep(RELEASE, ALL))
        .containsExactly("daemonset/shop1-trust-removal (0 of 0 nodes are put back)");
    objects.object(
        "apps/v1",
        "DaemonSet",
        "daemonsets",
        "shop1-trust-removal",
        REMOVAL_LABEL,
        SiteObjects.SPEC,
        SiteObjects.daemons(3, 2));
    assertThat(workloads.sweep(RELEASE, ALL))
        .containsExactly("daemonset/shop1-trust-removal (2 of 3 nodes are put back)");
    assertThat(api.writes()).isEmpty();

    objects.object(
        "apps/v1",
        "DaemonSet",
        "daemonsets",
        "shop1-trust-removal",
        REMOVAL_LABEL,
        SiteObjects.SPEC,
        SiteObjects.daemons(3, 3));
    assertThat(workloads.sweep(RELEASE, ALL)).isEmpty();

    assertThat(api.names("daemonsets")).isEmpty();
    assertThat(api.names("pods")).isEmpty();
    assertThat(api.names("persistentvolumeclaims")).isEmpty();
    assertThat(api.names("secrets")).containsExactly("site/outport-pull", "site/shop2-tls");
  }

  @Test
  void namesTheNodesThatAreAwayAndTheWayOn() {
    objects.object(
        "apps/v1",
        "DaemonSet",
        "daemonsets",
        "shop1-trust-removal",
        REMOVAL_LABEL,
        SiteObjects.SPEC,
        SiteObjects.daemons(3, 1));
    objects.node("n1", "True");
    objects.node("n2", "Unknown");
    objects.node("n3", "Unknown");
    removalPod("a", "{\"nodeName\":\"n1\"}", "True");
    removalPod("b", "{\"nodeName\":\"n2\"}", "False");
    removalPod(
        "c",
        """
        {"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
         {"nodeSelectorTerms":[{"matchFields":[
          {"key":"metadata.name","operator":"In","values":["n3"]}]}]}}}}\
        """,
        "False");

    assertThat(workloads.sweep(RELEASE, ALL).getFirst())
        .startsWith("daemonset/shop1-trust-removal (1 of 3 nodes are put back; waits for n2, n3,")
        .contains("not ready", "bring it back", "k8s-extension delete --force");

    objects.node("n2", "True");
    objects.node("n3", "True");
    assertThat(workloads.sweep(RELEASE, ALL).getFirst())
        .isEqualTo("daemonset/shop1-trust-removal (1 of 3 nodes are put back; at work: n2, n3)");
  }

  @Test
  void deletesTheSecretThatAWebhookMadeForItself() {
    objects.object("v1", "Secret", "secrets", "shop1-webhook-ca", "", "{}", "{}");
    objects.object("v1", "Secret", "secrets", "other-webhook-ca", "", "{}", "{}");

    assertThat(workloads.sweep(RELEASE, ALL)).isEmpty();

    assertThat(api.names("secrets")).containsExactly("site/other-webhook-ca");
  }

  @Test
  void doesNotWaitForNodesWhereItIsForced() {
    objects.object(
        "apps/v1",
        "DaemonSet",
        "daemonsets",
        "shop1-trust-removal",
        REMOVAL_LABEL,
        SiteObjects.SPEC,
        "{}");

    assertThat(workloads.sweep(RELEASE, new Leftovers(false, true))).isEmpty();
    assertThat(api.names("daemonsets")).isEmpty();
  }

  @Test
  void leavesWhatHelmSaysIsOfAnotherRelease() {
    String theirs = LABEL + "\"annotations\":{\"meta.helm.sh/release-name\":\"shop2\"},";
    objects.object(
        "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "theirs", theirs, "{}", "{}");
    objects.object(
        "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "ours", LABEL, "{}", "{}");

    assertThat(workloads.sweep(RELEASE, ALL)).isEmpty();

    assertThat(api.names("persistentvolumeclaims")).containsExactly("site/theirs");
  }

  @Test
  void keepsTheVolumeWhereItIsToBeKept() {
    leaveAll();

    assertThat(workloads.sweep(RELEASE, new Leftovers(true, false))).isEmpty();

    assertThat(api.names("persistentvolumeclaims")).containsExactly("site/connected-registry-pvc");
  }

  private KubernetesWorkloads at(Instant time) {
    return new KubernetesWorkloads(client, () -> time);
  }

  private void object(String version, String kind, String name, String release, String labels) {
    String plural = kind.toLowerCase(Locale.ROOT).replaceFirst("y$", "ie") + "s";
    api.put(
        plural,
        """
        {"apiVersion":"%s","kind":"%s","metadata":{"name":"%s","namespace":"site",
         "creationTimestamp":"2026-11-27T10:00:00Z",
         "labels":{"app.kubernetes.io/instance":"%s"%s}},
         "spec":{"selector":{"matchLabels":{"app":"other"}}},"status":{}}\
        """
            .formatted(version, kind, name, release, labels));
  }

  private void removalPod(String name, String spec, String ready) {
    objects.object(
        "v1",
        "Pod",
        "pods",
        name,
        "\"labels\":{\"app\":\"other\"},",
        spec,
        "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}".formatted(ready));
  }

  private void leaveAll() {
    objects.object(
        "v1", "Pod", "pods", "shop1-trust-removal-x", LABEL, "{\"containers\":[]}", "{}");
    objects.object(
        "v1",
        "PersistentVolumeClaim",
        "persistentvolumeclaims",
        "connected-registry-pvc",
        LABEL,
        "{}",
        "{}");
    objects.object("v1", "Secret", "secrets", "shop1-tls", LABEL, "{}", "{}");
    objects.object(
        "v1",
        "Secret",
        "secrets",
        "shop1-ca",
        "\"annotations\":{\"cert-manager.io/certificate-name\":\"shop1-ca\"},",
        "{}",
        "{}");
    objects.object(
        "v1",
        "Secret",
        "secrets",
        "shop2-tls",
        "\"labels\":{\"app.kubernetes.io/instance\":\"shop2\"},",
        "{}",
        "{}");
    objects.object("v1", "Secret", "secrets", "outport-pull", "", "{}", "{}");
  }
}
