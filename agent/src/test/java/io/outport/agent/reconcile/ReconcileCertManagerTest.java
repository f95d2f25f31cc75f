package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.health.Distrust;
import io.outport.agent.health.Pod;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseStatus;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an extension stands on, its own or shared with others. */
final class ReconcileCertManagerTest {
  private static final ReleaseName OURS = new ReleaseName("site", "outport-cert-manager");
  private static final Pod PULLS_IN_VAIN =
      new Pod(
          "cert-manager-1",
          "cert-manager",
          false,
          "ErrImagePull",
          "x509",
          0,
          "",
          "",
          "",
          Distrust.NONE);

  private final VirtualClock clock = VirtualClock.start();
  private final PlayedCluster cluster = new PlayedCluster(clock);
  private final ExtensionReconciler reconciler = cluster.reconciler();

  @Test
  void waitsForTheCertManagerThatItInstalled() {
    cluster.certManager.runs = false;

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Creating");
    assertThat(outcome.report().errorInfo()).isNull();
    assertThat(outcome.report().statuses().getFirst().code()).isEqualTo("CertManagerStarting");
    assertThat(outcome.next()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(cluster.helm.releases)
        .containsOnlyKeys(new ReleaseName("site", "outport-cert-manager"));
    cluster.certManager.runs = true;
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void waitsForACertManagerWhoseWebhookIsNotTrustedYet() {
    cluster.certManager.refusal = "failed calling webhook: x509";

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Creating");
    assertThat(outcome.report().statuses().getFirst().message())
        .contains("takes no certificates yet: failed calling webhook");
    cluster.certManager.refusal = "";
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void saysWhyTheCertManagerThatItInstalledDoesNotStart() {
    cluster.certManager.runs = false;
    cluster.stuck.put("outport-cert-manager", PULLS_IN_VAIN);

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Failed");
    assertThat(outcome.report().statuses().getFirst().message())
        .contains("pod cert-manager-1", "its image cannot be pulled: x509");
    cluster.certManager.runs = true;
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void keepsWhatAnotherExtensionStandsOn() {
    settle(Wishes.wish("shop1", "site"));
    settle(Wishes.wish("shop2", "site"));
    settle(Wishes.wish("shop3", "other"));

    assertThat(remove("shop1", "site").deleted()).isTrue();
    assertThat(cluster.hub.pullSecrets).containsExactly("other", "site");
    assertThat(cluster.helm.releases).containsKey(new ReleaseName("site", "outport-cert-manager"));

    assertThat(remove("shop2", "site").deleted()).isTrue();
    assertThat(cluster.hub.pullSecrets)
        .as("cert-manager's pods need theirs")
        .containsExactly("other", "site");
    assertThat(cluster.helm.releases).containsKey(new ReleaseName("site", "outport-cert-manager"));

    assertThat(remove("shop3", "other").deleted()).isTrue();
    assertThat(cluster.hub.pullSecrets).isEmpty();
    assertThat(cluster.helm.releases).isEmpty();
    assertThat(cluster.memories).isEmpty();
  }

  @Test
  void takesTheTypesOfItsCertManagerAlongWhereNobodyUsesThem() {
    settle(Wishes.wish("shop1", "site"));
    assertThat(cluster.certManager.typesOf).isEqualTo("site/outport-cert-manager");

    assertThat(remove("shop1", "site").deleted()).isTrue();

    assertThat(cluster.certManager.typesOf).isEmpty();
    assertThat(cluster.swept).contains(new ReleaseName("site", "outport-cert-manager"));
  }

  @Test
  void leavesItsCertManagerToOthersWhoUseItAndSaysSo() {
    settle(Wishes.wish("shop1", "site"));
    cluster.certManager.uses.add("certificate web/front");

    ExtensionReport before = remove("shop1", "site");
    ExtensionReport report = remove("shop1", "site");

    assertThat(before.deleted()).as("who waits can still ask the hub").isFalse();
    assertThat(before.statuses()).isEqualTo(report.statuses());

    assertThat(report.deleted()).isTrue();
    assertThat(report.statuses().getFirst().message())
        .contains("certificate web/front", "'helm uninstall outport-cert-manager -n site'");
    assertThat(cluster.certManager.typesOf).isNotEmpty();
    assertThat(cluster.helm.releases)
        .containsOnlyKeys(new ReleaseName("site", "outport-cert-manager"));
    assertThat(cluster.hub.pullSecrets).containsExactly("site");

    cluster.certManager.uses.clear();
    settle(Wishes.wish("shop2", "other"));
    assertThat(remove("shop2", "other").deleted()).isTrue();
    assertThat(cluster.helm.releases).isEmpty();
    assertThat(cluster.certManager.typesOf).isEmpty();
    assertThat(cluster.hub.pullSecrets).isEmpty();
  }

  @Test
  void takesTypesOverThatACertManagerOfItsOwnLeftElsewhere() {
    cluster.certManager.typesOf = "gone/outport-cert-manager";

    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");

    assertThat(cluster.certManager.typesOf).isEqualTo("site/outport-cert-manager");
  }

  /** Such as by an upgrade by hand that waited in vain. */
  @Test
  void neverRemovesACertManagerThatWorkedWhateverHelmSaysOfIt() {
    settle(Wishes.wish("shop1", "site"));
    for (ReleaseStatus status :
        List.of(ReleaseStatus.FAILED, ReleaseStatus.PENDING_UPGRADE, ReleaseStatus.UNKNOWN)) {
      cluster.helm.leaveChanged(OURS, status);

      ExtensionReport report = settle(Wishes.wish(called(status), "site"));

      assertThat(report.provisioningState()).isEqualTo("Succeeded");
      assertThat(cluster.helm.uninstalls).as(status.name()).isEmpty();
      assertThat(status()).isEqualTo(status);
    }
  }

  @Test
  void beginsAFirstInstallationAgainThatNobodyUses() {
    for (ReleaseStatus status : List.of(ReleaseStatus.FAILED, ReleaseStatus.PENDING_INSTALL)) {
      settle(Wishes.wish("shop1", "site"));
      cluster.helm.leave(OURS, status);

      settle(Wishes.wish(called(status), "site"));

      assertThat(cluster.helm.uninstalls).containsExactly("outport-cert-manager SKIP");
      assertThat(status()).isEqualTo(ReleaseStatus.DEPLOYED);
      cluster.helm.uninstalls.clear();
    }
  }

  @Test
  void takesNothingDownBeforeItHasWhatIsToComeInItsPlace() {
    settle(Wishes.wish("shop1", "site"));
    cluster.helm.leave(OURS, ReleaseStatus.FAILED);
    cluster.hub.lacksCertManager = true;

    ExtensionReport report = settle(Wishes.wish("shop1", "site", 2, "1.1.0", Map.of()));

    assertThat(report.toString()).contains("ChartNotAvailable", "the hub has no chart");
    assertThat(cluster.helm.uninstalls).isEmpty();
    assertThat(status()).isEqualTo(ReleaseStatus.FAILED);
  }

  @Test
  void finishesAFirstInstallationThatOthersUseWithoutRemovingIt() {
    settle(Wishes.wish("shop1", "site"));
    cluster.certManager.uses.add("certificate web/front");
    cluster.helm.leave(OURS, ReleaseStatus.PENDING_INSTALL);
    settle(Wishes.wish("shop2", "site"));
    cluster.helm.leave(OURS, ReleaseStatus.FAILED);
    settle(Wishes.wish("shop3", "site"));

    assertThat(cluster.helm.uninstalls).isEmpty();
    assertThat(status()).isEqualTo(ReleaseStatus.DEPLOYED);
  }

  @Test
  void leavesTypesOfOthersAlone() {
    cluster.certManager.typesOf = "certs/cert-manager";

    remove("shop1", "site");

    assertThat(cluster.certManager.typesOf).isEqualTo("certs/cert-manager");
  }

  private static String called(ReleaseStatus status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private ReleaseStatus status() {
    return cluster.helm.find(OURS).orElseThrow().status();
  }

  private ExtensionReport settle(DesiredExtension wish) {
    return Wishes.settle(reconciler, wish);
  }

  private ExtensionReport remove(String name, String namespace) {
    return Wishes.remove(reconciler, name, namespace, Map.of(), Map.of());
  }
}
