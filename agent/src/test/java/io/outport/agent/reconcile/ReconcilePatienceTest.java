package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.health.AwayNode;
import io.outport.agent.health.Distrust;
import io.outport.agent.health.Pod;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.StatusItem;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long what is waited for, and what an upgrade is not to blame for. */
final class ReconcilePatienceTest {
  private static final String RESTART = "node n2: restart containerd on this node";
  private static final Duration ANY_PATIENCE = Duration.ofMinutes(11);

  private final VirtualClock clock = VirtualClock.start();
  private final PlayedCluster cluster = new PlayedCluster(clock);
  private final ExtensionReconciler reconciler = cluster.reconciler();
  private final DesiredExtension old = Wishes.wish("shop1", "site");
  private final DesiredExtension newer = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());

  @Test
  void doesNotWaitWithoutEndForACertManagerThatTakesNoCertificates() {
    cluster.certManager.typesOf = "certs/cert-manager";
    cluster.certManager.foreign = "certs/cert-manager";
    cluster.certManager.refusal = "failed calling webhook: x509";
    DesiredExtension wish =
        Wishes.wish("shop1", "site", 1, "1.0.0", Map.of("cert-manager.install", "false"));
    assertThat(reconciler.reconcile(wish).report().provisioningState()).isEqualTo("Creating");
    clock.advance(Duration.ofMinutes(9));
    assertThat(reconciler.reconcile(wish).report().provisioningState()).isEqualTo("Creating");
    clock.advance(Duration.ofMinutes(2));

    ExtensionReport late = reconciler.reconcile(wish).report();

    assertThat(late.provisioningState()).isEqualTo("Failed");
    assertThat(late.toString())
        .contains("CertManagerNotReady", "failed calling webhook: x509", "goes on by itself");
    cluster.certManager.refusal = "";
    assertThat(settle(wish).provisioningState()).isEqualTo("Succeeded");
    assertThat(cluster.read("shop1").findWaitsSince()).isEmpty();
  }

  @Test
  void triesWhatFailedLessAndLessOftenAndANewWishAtOnce() {
    settle(old);
    cluster.memories.clear();
    cluster.helm.says = "cannot patch with " + Wishes.CONNECTION;
    settle(newer);
    assertThat(cluster.helm.tries).isEqualTo(1);

    ExtensionReport report = settle(newer);

    assertThat(cluster.helm.tries).as("at once").isEqualTo(1);
    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(report.toString()).contains("HelmFailed").doesNotContain(Wishes.PASSWORD);
    for (int look = 0; look < 6 * 60; look++) {
      clock.advance(Duration.ofSeconds(20));
      settle(newer);
    }
    assertThat(cluster.helm.tries).as("in two hours").isBetween(24, 30);

    settle(Wishes.wish("shop1", "site", 3, "1.2.0", Map.of()));

    assertThat(cluster.helm.tries).as("another wish").isBetween(25, 31);
    int before = cluster.helm.tries;
    cluster.helm.says = "";
    clock.advance(Duration.ofMinutes(5));
    assertThat(settle(Wishes.wish("shop1", "site", 3, "1.2.0", Map.of())).provisioningState())
        .isEqualTo("Succeeded");
    assertThat(cluster.helm.tries).isEqualTo(before);
  }

  @Test
  void triesWhatHelmRefusedAtOnceWherePeopleAskForItAgain() {
    settle(old);
    cluster.memories.clear();
    cluster.helm.says = "no more for now";
    settle(newer);
    int before = cluster.helm.tries;
    DesiredExtension again = Wishes.wish("shop1", "site", 3, "1.1.0", Map.of());

    settle(again);
    settle(again);

    assertThat(cluster.helm.tries)
        .as("once for each time that it is asked for")
        .isEqualTo(before + 1);
  }

  @Test
  void goesBackLessAndLessOftenWhereThatFails() {
    settle(old);
    cluster.helm.says = "no more for now";
    for (int look = 0; look < 6 * 60; look++) {
      settle(newer);
      clock.advance(Duration.ofSeconds(20));
    }
    assertThat(cluster.helm.tries).as("in two hours").isBetween(24, 32);

    cluster.helm.says = "";
    clock.advance(Duration.ofMinutes(5));

    assertThat(settle(newer).statuses().getFirst().code()).isEqualTo("RolledBack");
  }

  /** Cert-manager signs when it can, and kubelet then looks for the secret every two minutes. */
  @Test
  void givesASecretThatIsToComeItsTime() {
    String words = "secret \"shop1-tls\" not found";
    cluster.works = false;
    cluster.stuck.put(
        "shop1", new Pod("site-1", "site", false, "", "", 0, "", "", words, Distrust.NONE));

    ExtensionReport first = settle(old);
    clock.advance(Duration.ofMinutes(9));
    ExtensionReport late = settle(old);
    clock.advance(Duration.ofMinutes(2));
    ExtensionReport over = settle(old);

    assertThat(first.toString()).contains("NotReady", "shop1-tls");
    assertThat(first.provisioningState()).isEqualTo("Creating");
    assertThat(late.provisioningState()).isEqualTo("Creating");
    assertThat(over.provisioningState()).isEqualTo("Failed");
    assertThat(over.toString()).contains("VolumeNotMounted", "cert-manager has signed");
  }

  /** On a thin link; what comes then has its time from when the image was there. */
  @Test
  void letsNoTimeRunWhileAnImageComes() {
    cluster.works = false;
    settle(old);
    cluster.stuck.put(
        "shop1", new Pod("a", "shop1", false, Pod.PULLING, "", 0, "", "", "", Distrust.NONE));
    for (int minute = 0; minute < 50; minute++) {
      clock.advance(Duration.ofMinutes(1));
      ExtensionReport report = settle(old);
      assertThat(report.provisioningState()).isEqualTo("Creating");
      assertThat(report.toString()).contains("the image of pod a is being pulled");
    }
    cluster.stuck.clear();
    clock.advance(Duration.ofMinutes(9));

    assertThat(settle(old).provisioningState()).isEqualTo("Creating");
    clock.advance(Duration.ofMinutes(2));
    assertThat(settle(old).provisioningState()).isEqualTo("Failed");
  }

  @Test
  void tellsWhatANodeWaitsForAndGivesItItsTime() {
    cluster.stuck.put("shop1", waits());

    ExtensionReport first = settle(old);
    clock.advance(Duration.ofMinutes(9));
    ExtensionReport late = settle(old);
    cluster.stuck.clear();

    assertThat(first.toString()).contains("NotReady", "containerd does not answer yet");
    assertThat(late.provisioningState()).isEqualTo("Creating");
    assertThat(settle(old).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void tellsWhyItWentBackAlsoWhileANodeWaits() {
    settle(old);
    cluster.works = false;
    settle(newer);
    clock.advance(ANY_PATIENCE);
    settle(newer);
    cluster.works = true;
    assertThat(settle(newer).statuses().getFirst().code()).isEqualTo("RolledBack");

    cluster.stuck.put("shop1", waits());

    assertThat(settle(newer).statuses().getFirst().code()).isEqualTo("RolledBack");
  }

  @Test
  void passesOverAMomentOfFailureLongAfterAChange() {
    settle(old);
    cluster.works = false;
    settle(newer);
    clock.advance(Duration.ofMinutes(5));
    cluster.stuck.put(
        "shop1",
        new Pod("a", "shop1", false, "ErrImagePull", "not found", 0, "", "", "", Distrust.NONE));
    assertThat(settle(newer).provisioningState()).isEqualTo("Updating");
    clock.advance(Situation.BROKEN_PATIENCE.minusSeconds(1));
    assertThat(settle(newer).provisioningState()).isEqualTo("Updating");
    cluster.stuck.clear();
    settle(newer);
    cluster.works = true;

    assertThat(settle(newer).provisioningState()).isEqualTo("Succeeded");
    assertThat(settle(newer).currentVersion()).isEqualTo("1.1.0");
  }

  @Test
  void goesBackFromWhatStaysBrokenLongBeforeItsTimeEnds() {
    settle(old);
    cluster.works = false;
    cluster.stuck.put(
        "shop1",
        new Pod("a", "shop1", false, "ErrImagePull", "not found", 0, "", "", "", Distrust.NONE));
    settle(newer);
    clock.advance(Situation.BROKEN_PATIENCE.plusSeconds(1));
    settle(newer);
    cluster.stuck.clear();
    cluster.works = true;

    assertThat(settle(newer).statuses().getFirst().code()).isEqualTo("RolledBack");
  }

  @Test
  void doesNotBlameAChangeForANodeThatWaitedForLongBefore() {
    settle(old);
    cluster.stuck.put("shop1", waits());
    settle(old);
    clock.advance(ANY_PATIENCE);
    assertThat(settle(old).provisioningState()).isEqualTo("Failed");

    ExtensionReport report = settle(newer);

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    assertThat(report.currentVersion()).isEqualTo("1.1.0");
    assertThat(report.statuses().getLast().message()).contains("node n1: waits", "before");
  }

  @Test
  void notesBadNodesAnewForEachTry() {
    settle(old);
    cluster.works = false;
    settle(newer);
    clock.advance(ANY_PATIENCE);
    settle(newer);
    cluster.works = true;
    settle(newer);
    cluster.distrusting.add(RESTART);
    settle(newer);

    ExtensionReport report = settle(Wishes.wish("shop1", "site", 3, "1.1.0", Map.of()));

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    assertThat(report.currentVersion()).isEqualTo("1.1.0");
  }

  private static Pod waits() {
    return PlayedCluster.trustPod(new Distrust("node n1: containerd does not answer yet", true));
  }

  @Test
  void doesNotBlameAnUpgradeForANodeThatWasAsBadBefore() {
    settle(old);
    cluster.distrusting.add(RESTART);

    ExtensionReport report = upgrade();

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    assertThat(report.currentVersion()).isEqualTo("1.1.0");
    assertThat(report.statuses())
        .extracting(StatusItem::code)
        .containsExactly("Ready", "NodeNotTrusting");
    assertThat(report.statuses().getLast().message()).contains(RESTART, "before");
  }

  @Test
  void blamesAnUpgradeForAnotherNodeAndForAnotherReason() {
    for (String other : new String[] {"node n3: restart containerd", "node n2: x509"}) {
      PlayedCluster one = new PlayedCluster(clock);
      ExtensionReconciler steps = one.reconciler();
      Wishes.settle(steps, old);
      one.distrusting.add(RESTART);
      steps.reconcile(newer);
      one.distrusting.clear();
      one.distrusting.add(other);
      clock.advance(ANY_PATIENCE);

      steps.reconcile(newer);
      one.distrusting.clear();

      assertThat(Wishes.settle(steps, newer).statuses().getFirst().code()).isEqualTo("RolledBack");
    }
  }

  @Test
  void countsANodeAgainThatWasWellInBetween() {
    settle(old);
    cluster.distrusting.add(RESTART);
    upgrade();
    cluster.distrusting.clear();
    assertThat(settle(newer).statuses()).extracting(StatusItem::code).containsExactly("Ready");

    cluster.distrusting.add(RESTART);

    assertThat(settle(newer).statuses()).extracting(StatusItem::code).containsExactly("NotReady");
    clock.advance(Situation.BROKEN_PATIENCE.plusSeconds(1));
    assertThat(settle(newer).provisioningState()).isEqualTo("Failed");
  }

  @Test
  void takesNoNodeForWellThatWasAwayInBetween() {
    settle(old);
    cluster.distrusting.add(RESTART);
    upgrade();
    cluster.distrusting.clear();
    cluster.away.add(new AwayNode("n2", "2026-01-01T00:00:00Z"));
    DesiredExtension newest = Wishes.wish("shop1", "site", 3, "1.2.0", Map.of());
    settle(newest);
    cluster.away.clear();
    cluster.distrusting.add(RESTART);

    ExtensionReport report = settle(newest);

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    assertThat(report.statuses())
        .extracting(StatusItem::code)
        .containsExactly("Ready", "NodeNotTrusting");
  }

  @Test
  void namesNodesThatAreAwayAndHoldsThemAgainstNothing() {
    for (int node = 1; node <= 20; node++) {
      cluster.away.add(new AwayNode("far" + node, "2026-01-01T00:00:00Z"));
    }

    ExtensionReport report = settle(old);

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    assertThat(report.statuses()).hasSize(10);
    assertThat(report.statuses().get(1).message())
        .isEqualTo(
            "node far1: is away since 2026-01-01T00:00:00Z (Kubernetes calls it not ready); it"
                + " trusts the site once it is back; one that is gone for good: kubectl delete"
                + " node far1");
    assertThat(report.statuses().getLast().message()).contains("and 12 more are away");
  }

  @Test
  void namesTheFirstOfManyNodesThatWereAsBadBeforeAndBlamesItForNone() {
    settle(old);
    for (int node = 1; node <= 20; node++) {
      cluster.distrusting.add("node n%d: x509".formatted(node));
    }
    cluster.unheard = 3;

    ExtensionReport report = upgrade();

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    assertThat(report.currentVersion()).isEqualTo("1.1.0");
    assertThat(report.statuses()).hasSize(11);
    assertThat(report.statuses().get(9).message()).contains("and 12 more nodes", "before");
    assertThat(report.statuses().getLast().code()).isEqualTo("NodesNotHeard");
    assertThat(report.statuses().getLast().message()).contains("3 nodes are not ready");
  }

  @Test
  void takesNoHalfDoneUpgradeForHowItWasBefore() {
    settle(old);
    reconciler.reconcile(newer);
    cluster.distrusting.add(RESTART);
    cluster.helm.makeAgainAs(old.name(), cluster.read(old.name()).findLastGood().orElseThrow());

    reconciler.reconcile(newer);
    clock.advance(ANY_PATIENCE);
    reconciler.reconcile(newer);
    cluster.distrusting.clear();

    assertThat(settle(newer).statuses().getFirst().code()).isEqualTo("RolledBack");
  }

  @Test
  void doesNotCallAFirstInstallationDoneWhereANodeNeedsARestart() {
    cluster.distrusting.add(RESTART);
    settle(old);
    clock.advance(ANY_PATIENCE);

    ExtensionReport report = settle(old);

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(report.toString()).contains("NodeNotTrusting", RESTART);
  }

  /** After a time in which what is broken would have been given up. */
  private ExtensionReport upgrade() {
    reconciler.reconcile(newer);
    clock.advance(ANY_PATIENCE);
    return settle(newer);
  }

  private ExtensionReport settle(DesiredExtension wish) {
    return Wishes.settle(reconciler, wish);
  }
}
