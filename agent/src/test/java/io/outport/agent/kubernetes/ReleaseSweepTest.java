package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.health.Workloads.Leftovers;
import io.outport.agent.release.ReleaseName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What Helm leaves where the newest record of a release does not name it: a change cut off. */
final class ReleaseSweepTest {
  private static final ReleaseName RELEASE = new ReleaseName("site", "shop1");
  private static final String REMOVAL = ",\"outport.io/delete-when\":\"ready\"";
  private static final Leftovers ALL = new Leftovers(false, false);

  @AutoClose private final FakeApi api = FakeApi.start();
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
}
