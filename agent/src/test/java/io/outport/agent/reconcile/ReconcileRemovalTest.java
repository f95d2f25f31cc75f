package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseStatus;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.testkit.VirtualClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is taken away, what stays, and what is not the agent's to touch. */
final class ReconcileRemovalTest {
  private final VirtualClock clock = VirtualClock.start();
  private final PlayedCluster cluster = new PlayedCluster(clock);
  private final ExtensionReconciler reconciler = cluster.reconciler();

  @Test
  void isNotGoneBeforeAllThatItLeftIs() {
    settle(Wishes.wish("shop1", "site"));
    cluster.left.add("daemonset/shop1-trust-removal (2 of 3 nodes are put back)");

    ExtensionReport report = remove("shop1", "site");

    assertThat(report.deleted()).isFalse();
    assertThat(report.statuses().getFirst().message()).contains("2 of 3 nodes");
    assertThat(cluster.hub.pullSecrets).contains("site");
    cluster.left.clear();
    assertThat(remove("shop1", "site").deleted()).isTrue();
  }

  /** Nothing applied that wish: the cluster was away, a preflight refused it, people held it. */
  @Test
  void keepsTheVolumeThatWasAskedToStayAfterTheReleaseWasMade() {
    for (String word : List.of("true", " True", "yes")) {
      settle(Wishes.wish("shop1", "site"));

      assertThat(remove("shop1", "site", Map.of("pvc.retain", word), Map.of()).deleted()).isTrue();

      assertThat(cluster.helm.volumes).as(word).hasSize(1);
      cluster.helm.volumes.clear();
    }
    settle(Wishes.wish("shop1", "site"));
    assertThat(remove("shop1", "site", Map.of(), Map.of("pvc.retain", "true")).deleted()).isTrue();
    assertThat(cluster.helm.volumes).hasSize(1);
  }

  @Test
  void takesTheVolumeAlongWhereNobodyWantsToKeepIt() {
    settle(Wishes.wish("shop1", "site"));

    assertThat(remove("shop1", "site", Map.of("pvc.retain", "False"), Map.of()).deleted()).isTrue();

    assertThat(cluster.helm.volumes).isEmpty();
  }

  /** They put the nodes back: without them these would keep our files. */
  @Test
  void isNotGoneBeforeTheHooksOfItsRemovalRan() {
    settle(Wishes.wish("shop1", "site"));
    cluster.helm.hooksFail = true;

    ExtensionReport report = remove("shop1", "site");

    assertThat(report.deleted()).isFalse();
    assertThat(report.toString()).contains("HelmFailed", "pre-delete hooks failed");
    assertThat(cluster.helm.releases).containsKey(new ReleaseName("site", "shop1"));
    cluster.helm.hooksFail = false;
    assertThat(remove("shop1", "site").deleted()).isTrue();
    assertThat(cluster.helm.uninstalls).contains("shop1 RUN").doesNotContain("shop1 SKIP");
  }

  /** The cluster may well be there, and its nodes be put back. */
  @Test
  void passesOverHooksByForceOnlyWhereTheyFail() {
    settle(Wishes.wish("shop1", "site"));
    settle(Wishes.wish("shop2", "site"));

    reconciler.reconcile(Wishes.gone("shop1", "site", true, Map.of(), Map.of()));
    cluster.helm.hooksFail = true;
    reconciler.reconcile(Wishes.gone("shop2", "site", true, Map.of(), Map.of()));

    assertThat(cluster.helm.uninstalls).containsExactly("shop1 RUN", "shop2 RUN", "shop2 SKIP");
  }

  @Test
  void removesNothingWhereTheVolumeCannotBeKept() {
    settle(Wishes.wish("shop1", "site"));
    cluster.helm.canKeep = false;

    ExtensionReport report = remove("shop1", "site", Map.of("pvc.retain", "true"), Map.of());

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(report.toString()).contains("its record cannot be written");
    assertThat(cluster.helm.releases).containsKey(new ReleaseName("site", "shop1"));
    assertThat(cluster.helm.volumes).contains(new ReleaseName("site", "shop1"));
  }

  @Test
  void doesNotTouchAReleaseThatOthersMade() {
    for (ReleaseStatus status : ReleaseStatus.values()) {
      Release theirs = cluster.helm.foreign(new ReleaseName("site", "shop1"), status);

      ExtensionReport report = settle(Wishes.wish("shop1", "site"));

      assertThat(report.provisioningState()).isEqualTo("Failed");
      assertThat(report.currentVersion()).isNull();
      assertThat(report.toString())
          .contains("NameInUse", "release shop1 in namespace site", "not made by this agent")
          .contains("--release-namespace", "helm uninstall shop1 -n site");

      ExtensionReport gone = remove("shop1", "site");

      assertThat(gone.deleted()).isTrue();
      assertThat(gone.statuses().getFirst().code()).isEqualTo("NameInUse");
      assertThat(gone.statuses().getFirst().message()).contains("stays as it is");
      assertThat(cluster.helm.releases).containsValue(theirs).hasSize(1);
      assertThat(cluster.swept).doesNotContain(new ReleaseName("site", "shop1"));
      assertThat(cluster.memories).isEmpty();
    }
  }

  /** Helm refuses a name that somebody took since the agent looked. */
  @Test
  void doesNotDiscardAReleaseThatAppearsWhileItInstalls() {
    cluster.helm.takenMeanwhile = true;

    ExtensionReport report = reconciler.reconcile(Wishes.wish("shop1", "site")).report();

    assertThat(report.toString()).contains("HelmFailed", "cannot re-use a name");
    assertThat(cluster.helm.releases.get(new ReleaseName("site", "shop1")))
        .extracting(Release::isForeign)
        .isEqualTo(true);
    assertThat(settle(Wishes.wish("shop1", "site")).toString()).contains("NameInUse");
  }

  /** A preflight refused it: what carries its name in that namespace is not its. */
  @Test
  void sweepsNothingUpWhereNothingWasMade() {
    Map<String, String> broken = Map.of("cert-manager.install", "maybe");
    settle(Wishes.wish("shop1", "site", 1, "1.0.0", broken));

    assertThat(remove("shop1", "site").deleted()).isTrue();

    assertThat(cluster.swept).doesNotContain(new ReleaseName("site", "shop1"));
  }

  /** Such as an agent in a namespace that was made anew. */
  @Test
  void sweepsUpAfterAReleaseThatItDoesNotRemember() {
    settle(Wishes.wish("shop1", "site"));
    cluster.memories.clear();

    assertThat(remove("shop1", "site").deleted()).isTrue();

    assertThat(cluster.swept).contains(new ReleaseName("site", "shop1"));
    assertThat(cluster.memories).isEmpty();
  }

  /** The next try may be refused, and the extension deleted: nobody else puts the nodes back. */
  @Test
  void putsNodesBackThatAnInstallationReachedWhichWasCutOff() {
    for (ReleaseStatus status : List.of(ReleaseStatus.PENDING_INSTALL, ReleaseStatus.FAILED)) {
      settle(Wishes.wish("shop1", "site"));
      cluster.helm.leave(new ReleaseName("site", "shop1"), status);

      assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");

      assertThat(cluster.helm.uninstalls).containsExactly("shop1 RUN");
      cluster.helm.uninstalls.clear();
    }
  }

  @Test
  void putsNodesBackThatAnInstallationReachedWhichHelmCouldNotFinish() {
    settle(Wishes.wish("shop2", "site"));
    cluster.helm.says = "the server is currently unable to handle the request";

    assertThat(settle(Wishes.wish("shop1", "site")).toString()).contains("HelmFailed");

    assertThat(cluster.helm.uninstalls).containsExactly("shop1 RUN");
  }

  /** Its removal would wait for nodes that it never touched. */
  @Test
  void runsNoHooksOfAnInstallationThatReachedNoNode() {
    settle(Wishes.wish("shop1", "site"));
    cluster.reachesNodes = false;
    cluster.helm.leave(new ReleaseName("site", "shop1"), ReleaseStatus.PENDING_INSTALL);

    settle(Wishes.wish("shop1", "site"));

    assertThat(cluster.helm.uninstalls).containsExactly("shop1 SKIP");
  }

  @Test
  void runsTheHooksOfARemovalThatWasCutOffBeforeItIsMadeAnew() {
    settle(Wishes.wish("shop1", "site"));
    cluster.reachesNodes = false;
    cluster.helm.leave(new ReleaseName("site", "shop1"), ReleaseStatus.UNINSTALLING);

    settle(Wishes.wish("shop1", "site"));

    assertThat(cluster.helm.uninstalls).containsExactly("shop1 RUN");
  }

  @Test
  void beginsAnInstallationAgainAlsoWhereHooksCannotBeRun() {
    settle(Wishes.wish("shop1", "site"));
    cluster.helm.hooksFail = true;
    cluster.helm.leave(new ReleaseName("site", "shop1"), ReleaseStatus.PENDING_INSTALL);

    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");

    assertThat(cluster.helm.uninstalls).containsExactly("shop1 RUN", "shop1 SKIP");
  }

  @Test
  void keepsTheVolumeThroughAnInstallationThatIsBegunAgain() {
    DesiredExtension wish = Wishes.wish("shop1", "site", 2, "1.0.0", Map.of("pvc.retain", "true"));
    settle(Wishes.wish("shop1", "site"));
    cluster.helm.leave(new ReleaseName("site", "shop1"), ReleaseStatus.UNINSTALLING);
    cluster.helm.says = "no more for now";

    settle(wish);

    assertThat(cluster.helm.volumes).contains(new ReleaseName("site", "shop1"));
  }

  private ExtensionReport settle(DesiredExtension wish) {
    return Wishes.settle(reconciler, wish);
  }

  private ExtensionReport remove(String name, String namespace) {
    return Wishes.remove(reconciler, name, namespace, Map.of(), Map.of());
  }

  private ExtensionReport remove(
      String name,
      String namespace,
      Map<String, String> settings,
      Map<String, String> protectedSettings) {
    return Wishes.remove(reconciler, name, namespace, settings, protectedSettings);
  }
}
