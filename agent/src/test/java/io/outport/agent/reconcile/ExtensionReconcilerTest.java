package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.cluster.ClaimFacts;
import io.outport.agent.cluster.SecretFacts;
import io.outport.agent.health.Pod;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseStatus;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.Pem;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.testkit.VirtualClock;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Steps of one and of several extensions, over all that they are taken with. */
final class ExtensionReconcilerTest {
  private static final Pod PULLS_IN_VAIN =
      new Pod("cert-manager-1", "cert-manager", false, "ErrImagePull", "x509", 0, "", "", "", "");

  private final VirtualClock clock = VirtualClock.start();
  private final PlayedCluster cluster = new PlayedCluster(clock);
  private final ExtensionReconciler reconciler = cluster.reconciler();

  @Test
  void installsWhatIsWishedWithTheHubsImage() {
    ExtensionReport report = settle(Wishes.wish("shop1", "site"));

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    Map<String, Object> values = cluster.orderOf(new ReleaseName("site", "shop1")).values();
    assertThat(values.get("image"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("repository", "hub.example:8443/outport/connected-registry")
        .containsEntry("digest", "sha256:1")
        .containsEntry("pullSecret", "outport-pull");
    assertThat(cluster.read("shop1").findLastGood()).isPresent();
  }

  /** Helm would take it from the claim, and be refused half-way. */
  @Test
  void keepsAStorageClassThatWasNamedOnce() {
    BigDecimal bytes = new BigDecimal(500L << 30);
    String key = "pvc.storageClassName";
    cluster.claims.put(
        "site",
        new ClaimFacts(
            "site/shop1", true, "standard", List.of("ReadWriteOnce"), "500Gi", bytes, bytes));
    settle(Wishes.wish("shop1", "site", 1, "1.0.0", Map.of(key, "standard")));

    ExtensionReport report = settle(Wishes.wish("shop1", "site", 2, "1.0.0", Map.of()));

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(report.statuses().getFirst().message()).contains("give " + key + "=standard");
    DesiredExtension named = Wishes.wish("shop1", "site", 3, "1.1.0", Map.of(key, "standard"));
    assertThat(settle(named).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void refusesTrustBesideThatOfAnotherSite() {
    cluster.trustDistributors.addAll(List.of("site/shop1", "site2/shop2"));

    ExtensionReport report = settle(Wishes.wish("shop1", "site"));

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(report.statuses().getFirst().message())
        .contains("release site2/shop2", "trustDistribution.enabled=false")
        .doesNotContain("site/shop1");
    Map<String, String> off = Map.of("trustDistribution.enabled", "false");
    DesiredExtension without = Wishes.wish("shop1", "site", 2, "1.0.0", off);
    assertThat(settle(without).provisioningState()).isEqualTo("Succeeded");
    cluster.trustDistributors.remove("site2/shop2");
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void waitsForTheCertManagerThatItInstalled() {
    cluster.certManagerRuns = false;

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Creating");
    assertThat(outcome.report().errorInfo()).isNull();
    assertThat(outcome.report().statuses().getFirst().code()).isEqualTo("CertManagerStarting");
    assertThat(outcome.next()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(cluster.releases).containsOnlyKeys(new ReleaseName("site", "outport-cert-manager"));
    cluster.certManagerRuns = true;
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void waitsForACertManagerWhoseWebhookIsNotTrustedYet() {
    cluster.certManagerRefusal = "failed calling webhook: x509";

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Creating");
    assertThat(outcome.report().statuses().getFirst().message())
        .contains("takes no certificates yet: failed calling webhook");
    cluster.certManagerRefusal = "";
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void saysWhyTheCertManagerThatItInstalledDoesNotStart() {
    cluster.certManagerRuns = false;
    cluster.stuck.put("outport-cert-manager", PULLS_IN_VAIN);

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Failed");
    assertThat(outcome.report().statuses().getFirst().message())
        .contains("pod cert-manager-1", "its image cannot be pulled: x509");
    cluster.certManagerRuns = true;
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void looksAfterWhatRunsWhileTheHubIsAway() {
    settle(Wishes.wish("shop1", "site"));
    cluster.hubAway = true;
    clock.advance(Duration.ofHours(5));

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void waitsQuietlyForAHubThatItNeeds() {
    cluster.hubAway = true;

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Creating");
    assertThat(outcome.report().statuses().getFirst().code()).isEqualTo("WaitsForHub");
    assertThat(outcome.next()).isEqualTo(ExtensionReconciler.LATER);
    assertThat(cluster.releases).isEmpty();
  }

  @Test
  void tellsWhatAHubRefuses() {
    cluster.hubRefuses = true;

    ExtensionReport report = reconciler.reconcile(Wishes.wish("shop1", "site")).report();

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(Optional.ofNullable(report.errorInfo()))
        .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo("HubRefused"));
  }

  @Test
  void keepsWhatAnotherExtensionStandsOn() {
    settle(Wishes.wish("shop1", "site"));
    settle(Wishes.wish("shop2", "site"));
    settle(Wishes.wish("shop3", "other"));

    assertThat(remove("shop1", "site").deleted()).isTrue();
    assertThat(cluster.pullSecrets).containsExactly("other", "site");
    assertThat(cluster.releases).containsKey(new ReleaseName("site", "outport-cert-manager"));

    assertThat(remove("shop2", "site").deleted()).isTrue();
    assertThat(cluster.pullSecrets)
        .as("cert-manager's pods need theirs")
        .containsExactly("other", "site");
    assertThat(cluster.releases).containsKey(new ReleaseName("site", "outport-cert-manager"));

    assertThat(remove("shop3", "other").deleted()).isTrue();
    assertThat(cluster.pullSecrets).isEmpty();
    assertThat(cluster.releases).isEmpty();
    assertThat(cluster.memories).isEmpty();
  }

  @Test
  void takesTheTypesOfItsCertManagerAlongWhereNobodyUsesThem() {
    settle(Wishes.wish("shop1", "site"));
    assertThat(cluster.typesOf).isEqualTo("site/outport-cert-manager");

    assertThat(remove("shop1", "site").deleted()).isTrue();

    assertThat(cluster.typesOf).isEmpty();
    assertThat(cluster.swept).contains(new ReleaseName("site", "outport-cert-manager"));
  }

  @Test
  void leavesItsCertManagerToOthersWhoUseItAndSaysSo() {
    settle(Wishes.wish("shop1", "site"));
    cluster.uses.add("certificate web/front");

    ExtensionReport before = remove("shop1", "site");
    ExtensionReport report = remove("shop1", "site");

    assertThat(before.deleted()).as("who waits can still ask the hub").isFalse();
    assertThat(before.statuses()).isEqualTo(report.statuses());

    assertThat(report.deleted()).isTrue();
    assertThat(report.statuses().getFirst().message())
        .contains("certificate web/front", "helm uninstall outport-cert-manager");
    assertThat(cluster.typesOf).isNotEmpty();
    assertThat(cluster.releases).containsOnlyKeys(new ReleaseName("site", "outport-cert-manager"));
    assertThat(cluster.pullSecrets).containsExactly("site");

    cluster.uses.clear();
    settle(Wishes.wish("shop2", "other"));
    assertThat(remove("shop2", "other").deleted()).isTrue();
    assertThat(cluster.releases).isEmpty();
    assertThat(cluster.typesOf).isEmpty();
    assertThat(cluster.pullSecrets).isEmpty();
  }

  @Test
  void takesTypesOverThatACertManagerOfItsOwnLeftElsewhere() {
    cluster.typesOf = "gone/outport-cert-manager";

    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");

    assertThat(cluster.typesOf).isEqualTo("site/outport-cert-manager");
  }

  @Test
  void leavesTypesOfOthersAlone() {
    cluster.typesOf = "certs/cert-manager";

    remove("shop1", "site");

    assertThat(cluster.typesOf).isEqualTo("certs/cert-manager");
  }

  @Test
  void isNotGoneBeforeAllThatItLeftIs() {
    settle(Wishes.wish("shop1", "site"));
    cluster.left.add("daemonset/shop1-trust-removal (2 of 3 nodes are put back)");

    ExtensionReport report = remove("shop1", "site");

    assertThat(report.deleted()).isFalse();
    assertThat(report.statuses().getFirst().message()).contains("2 of 3 nodes");
    assertThat(cluster.pullSecrets).contains("site");
    cluster.left.clear();
    assertThat(remove("shop1", "site").deleted()).isTrue();
  }

  @Test
  void takesTheEndOfAChainForItsCaWhereASecretNamesNone() {
    SecureRandom random = new SecureRandom();
    CertificateAuthority ca =
        CertificateAuthority.create("CA", Duration.ofDays(365), clock, random);
    ServerIdentity leaf =
        ca.issue(ServerNames.of("10.43.0.50"), Duration.ofDays(90), clock, random);
    String alone = Pem.certificate(leaf.certificate());
    DesiredExtension wish =
        Wishes.wish(
            "shop1",
            "site",
            1,
            "1.0.0",
            Map.of("tls.secret", "cert", "cert-manager.enabled", "false"));

    secret(alone, leaf.keyPem());
    assertThat(reconciler.reconcile(wish).report().toString())
        .contains("SecretIncomplete")
        .contains("has no ca.crt");

    secret(alone + ca.certificatePem(), leaf.keyPem());
    assertThat(settle(wish).provisioningState()).isEqualTo("Succeeded");
  }

  private void secret(String certificate, String key) {
    cluster.secrets.put(
        "site/cert",
        new SecretFacts(
            "site", "cert", "kubernetes.io/tls", Map.of("tls.crt", certificate, "tls.key", key)));
  }

  @Test
  void goesBackToWhatWorked() {
    settle(Wishes.wish("shop1", "site"));
    cluster.works = false;
    DesiredExtension other = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());
    reconciler.reconcile(other);
    clock.advance(Duration.ofMinutes(11));
    reconciler.reconcile(other);
    cluster.works = true;

    ExtensionReport report = settle(other);

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(report.currentVersion()).isEqualTo("1.0.0");
    assertThat(report.statuses().getFirst().code()).isEqualTo("RolledBack");
  }

  /** What was in the way may be mended, and the settings are as they should be. */
  @Test
  void triesWhatItGaveUpOnceMoreForEachTimeThatItIsAskedFor() {
    settle(Wishes.wish("shop1", "site"));
    DesiredExtension other = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());
    giveUp(other);
    DesiredExtension again = Wishes.wish("shop1", "site", 3, "1.1.0", Map.of());

    giveUp(again);

    assertThat(settle(again).statuses().getFirst().code()).isEqualTo("RolledBack");
    ExtensionReport mended = settle(Wishes.wish("shop1", "site", 4, "1.1.0", Map.of()));
    assertThat(mended.provisioningState()).isEqualTo("Succeeded");
    assertThat(mended.currentVersion()).isEqualTo("1.1.0");
  }

  @Test
  void keepsToWhatAnEarlierAgentGaveUp() {
    settle(Wishes.wish("shop1", "site"));
    DesiredExtension other = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());
    giveUp(other);
    Memory now = cluster.read("shop1");
    cluster.write(
        "shop1",
        new Memory(
            now.lastGood(),
            now.givenUp().replaceFirst("@.*", ""),
            now.reasons(),
            now.footing(),
            now.nodesBefore(),
            now.waitsSince(),
            now.unwell()));

    assertThat(settle(other).statuses().getFirst().code()).isEqualTo("RolledBack");
    assertThat(settle(other).currentVersion()).isEqualTo("1.0.0");
  }

  /** It begins, does not come to run in time, and is well again when it has gone back. */
  private void giveUp(DesiredExtension wish) {
    cluster.works = false;
    assertThat(reconciler.reconcile(wish).report().statuses().getFirst().code())
        .isEqualTo("Upgrading");
    clock.advance(Duration.ofMinutes(11));
    reconciler.reconcile(wish);
    cluster.works = true;
    assertThat(settle(wish).currentVersion()).isEqualTo("1.0.0");
  }

  @Test
  void beginsNothingWhileItIsHeldAndGoesOnByItselfAfter() {
    cluster.hold = "inventory until 6";

    Outcome first = reconciler.reconcile(Wishes.wish("shop1", "site"));
    assertThat(first.report().provisioningState()).isEqualTo("Creating");
    assertThat(first.report().statuses().getFirst().code()).isEqualTo("Held");
    assertThat(first.report().statuses().getFirst().message()).contains("inventory until 6");
    assertThat(first.next()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(cluster.releases).isEmpty();

    cluster.hold = "";
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
    cluster.hold = "inventory";
    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");
    DesiredExtension other = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());
    assertThat(settle(other).statuses().getFirst().code()).isEqualTo("Held");
    assertThat(settle(other).currentVersion()).isEqualTo("1.0.0");
    ExtensionReport going = remove("shop1", "site");
    assertThat(going.provisioningState()).isEqualTo("Deleting");
    assertThat(going.statuses().getFirst().code()).isEqualTo("Held");
    assertThat(cluster.releases).containsKey(new ReleaseName("site", "shop1"));

    cluster.hold = "";
    assertThat(settle(other).currentVersion()).isEqualTo("1.1.0");
    assertThat(remove("shop1", "site").deleted()).isTrue();
  }

  @Test
  void finishesWhatWasUnderWayWhenItIsHeld() {
    settle(Wishes.wish("shop1", "site"));
    cluster.works = false;
    DesiredExtension other = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());
    reconciler.reconcile(other);
    cluster.hold = "inventory";
    clock.advance(Duration.ofMinutes(11));
    reconciler.reconcile(other);
    cluster.works = true;

    ExtensionReport report = settle(other);

    assertThat(report.currentVersion()).isEqualTo("1.0.0");
    assertThat(report.statuses().getFirst().code()).isEqualTo("RolledBack");
  }

  /** The agent was killed in Helm's work: half a change is worse than a whole one. */
  @Test
  void finishesWhatWasCutOffWhenItIsHeld() {
    settle(Wishes.wish("shop1", "site"));
    DesiredExtension other = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());
    cluster.cutOff = true;
    cluster.hold = "inventory";

    assertThat(settle(other).currentVersion()).isEqualTo("1.1.0");
  }

  @Test
  void showsNoPasswordInWhatHelmSays() {
    cluster.helmSays = "cannot use " + Wishes.CONNECTION;

    ExtensionReport report = reconciler.reconcile(Wishes.wish("shop1", "site")).report();

    assertThat(report.toString()).contains("HelmFailed").doesNotContain(Wishes.PASSWORD);
  }

  /** Nothing applied that wish: the cluster was away, a preflight refused it, people held it. */
  @Test
  void keepsTheVolumeThatWasAskedToStayAfterTheReleaseWasMade() {
    for (String word : List.of("true", " True", "yes")) {
      settle(Wishes.wish("shop1", "site"));

      assertThat(remove("shop1", "site", Map.of("pvc.retain", word), Map.of()).deleted()).isTrue();

      assertThat(cluster.volumes).as(word).hasSize(1);
      cluster.volumes.clear();
    }
    settle(Wishes.wish("shop1", "site"));
    assertThat(remove("shop1", "site", Map.of(), Map.of("pvc.retain", "true")).deleted()).isTrue();
    assertThat(cluster.volumes).hasSize(1);
  }

  @Test
  void takesTheVolumeAlongWhereNobodyWantsToKeepIt() {
    settle(Wishes.wish("shop1", "site"));

    assertThat(remove("shop1", "site", Map.of("pvc.retain", "False"), Map.of()).deleted()).isTrue();

    assertThat(cluster.volumes).isEmpty();
  }

  @Test
  void removesNothingWhereTheVolumeCannotBeKept() {
    settle(Wishes.wish("shop1", "site"));
    cluster.canKeep = false;

    ExtensionReport report = remove("shop1", "site", Map.of("pvc.retain", "true"), Map.of());

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(report.toString()).contains("its record cannot be written");
    assertThat(cluster.releases).containsKey(new ReleaseName("site", "shop1"));
    assertThat(cluster.volumes).contains(new ReleaseName("site", "shop1"));
  }

  @Test
  void doesNotTouchAReleaseThatOthersMade() {
    for (ReleaseStatus status : ReleaseStatus.values()) {
      Release theirs = cluster.foreign(new ReleaseName("site", "shop1"), status);

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
      assertThat(cluster.releases).containsValue(theirs).hasSize(1);
      assertThat(cluster.swept).doesNotContain(new ReleaseName("site", "shop1"));
      assertThat(cluster.memories).isEmpty();
    }
  }

  /** Helm refuses a name that somebody took since the agent looked. */
  @Test
  void doesNotDiscardAReleaseThatAppearsWhileItInstalls() {
    cluster.takenMeanwhile = true;

    ExtensionReport report = reconciler.reconcile(Wishes.wish("shop1", "site")).report();

    assertThat(report.toString()).contains("HelmFailed", "cannot re-use a name");
    assertThat(cluster.releases.get(new ReleaseName("site", "shop1")))
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
      cluster.leave(new ReleaseName("site", "shop1"), status);

      assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");

      assertThat(cluster.uninstalls).containsExactly("shop1 RUN");
      cluster.uninstalls.clear();
    }
  }

  @Test
  void putsNodesBackThatAnInstallationReachedWhichHelmCouldNotFinish() {
    settle(Wishes.wish("shop2", "site"));
    cluster.helmSays = "the server is currently unable to handle the request";

    assertThat(settle(Wishes.wish("shop1", "site")).toString()).contains("HelmFailed");

    assertThat(cluster.uninstalls).containsExactly("shop1 RUN");
  }

  /** Its removal would wait for nodes that it never touched. */
  @Test
  void runsNoHooksOfAnInstallationThatReachedNoNode() {
    settle(Wishes.wish("shop1", "site"));
    cluster.reachesNodes = false;
    cluster.leave(new ReleaseName("site", "shop1"), ReleaseStatus.PENDING_INSTALL);

    settle(Wishes.wish("shop1", "site"));

    assertThat(cluster.uninstalls).containsExactly("shop1 SKIP");
  }

  @Test
  void runsTheHooksOfARemovalThatWasCutOffBeforeItIsMadeAnew() {
    settle(Wishes.wish("shop1", "site"));
    cluster.reachesNodes = false;
    cluster.leave(new ReleaseName("site", "shop1"), ReleaseStatus.UNINSTALLING);

    settle(Wishes.wish("shop1", "site"));

    assertThat(cluster.uninstalls).containsExactly("shop1 RUN");
  }

  @Test
  void beginsAnInstallationAgainAlsoWhereHooksCannotBeRun() {
    settle(Wishes.wish("shop1", "site"));
    cluster.hooksFail = true;
    cluster.leave(new ReleaseName("site", "shop1"), ReleaseStatus.PENDING_INSTALL);

    assertThat(settle(Wishes.wish("shop1", "site")).provisioningState()).isEqualTo("Succeeded");

    assertThat(cluster.uninstalls).containsExactly("shop1 RUN", "shop1 SKIP");
  }

  @Test
  void keepsTheVolumeThroughAnInstallationThatIsBegunAgain() {
    DesiredExtension wish = Wishes.wish("shop1", "site", 2, "1.0.0", Map.of("pvc.retain", "true"));
    settle(Wishes.wish("shop1", "site"));
    cluster.leave(new ReleaseName("site", "shop1"), ReleaseStatus.UNINSTALLING);
    cluster.helmSays = "no more for now";

    settle(wish);

    assertThat(cluster.volumes).contains(new ReleaseName("site", "shop1"));
  }

  private ExtensionReport settle(DesiredExtension wish) {
    return Wishes.settle(reconciler, wish);
  }

  private ExtensionReport remove(String name, String namespace) {
    return remove(name, namespace, Map.of(), Map.of());
  }

  private ExtensionReport remove(
      String name,
      String namespace,
      Map<String, String> settings,
      Map<String, String> protectedSettings) {
    DesiredExtension wish = Wishes.wish(name, namespace);
    DesiredExtension gone =
        new DesiredExtension(
            wish.id(),
            name,
            wish.extensionType(),
            9,
            true,
            false,
            null,
            name,
            namespace,
            null,
            true,
            "none",
            settings,
            protectedSettings);
    ExtensionReport report = reconciler.reconcile(gone).report();
    return report.deleted() ? report : reconciler.reconcile(gone).report();
  }
}
