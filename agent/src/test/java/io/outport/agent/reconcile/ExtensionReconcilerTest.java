package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.cluster.ClaimFacts;
import io.outport.agent.cluster.SecretFacts;
import io.outport.agent.release.ReleaseName;
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

/** Steps of one extension, over all that they are taken with. */
final class ExtensionReconcilerTest {
  private final VirtualClock clock = VirtualClock.start();
  private final PlayedCluster cluster = new PlayedCluster(clock);
  private final ExtensionReconciler reconciler = cluster.reconciler();

  @Test
  void installsWhatIsWishedWithTheHubsImage() {
    ExtensionReport report = settle(Wishes.wish("shop1", "site"));

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    Map<String, Object> values = cluster.helm.orderOf(new ReleaseName("site", "shop1")).values();
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
  void looksAfterWhatRunsWhileTheHubIsAway() {
    settle(Wishes.wish("shop1", "site"));
    cluster.hub.away = true;
    clock.advance(Duration.ofHours(5));

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void waitsQuietlyForAHubThatItNeeds() {
    cluster.hub.away = true;

    Outcome outcome = reconciler.reconcile(Wishes.wish("shop1", "site"));

    assertThat(outcome.report().provisioningState()).isEqualTo("Creating");
    assertThat(outcome.report().statuses().getFirst().code()).isEqualTo("WaitsForHub");
    assertThat(outcome.next()).isEqualTo(ExtensionReconciler.LATER);
    assertThat(cluster.helm.releases).isEmpty();
  }

  @Test
  void tellsWhatAHubRefuses() {
    cluster.hub.refuses = true;

    ExtensionReport report = reconciler.reconcile(Wishes.wish("shop1", "site")).report();

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(Optional.ofNullable(report.errorInfo()))
        .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo("HubRefused"));
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
    assertThat(cluster.helm.releases).isEmpty();

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
    assertThat(cluster.helm.releases).containsKey(new ReleaseName("site", "shop1"));

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
    cluster.helm.cutOff = true;
    cluster.hold = "inventory";

    assertThat(settle(other).currentVersion()).isEqualTo("1.1.0");
  }

  @Test
  void showsNoPasswordInWhatHelmSays() {
    cluster.helm.says = "cannot use " + Wishes.CONNECTION;

    ExtensionReport report = reconciler.reconcile(Wishes.wish("shop1", "site")).report();

    assertThat(report.toString()).contains("HelmFailed").doesNotContain(Wishes.PASSWORD);
  }

  private ExtensionReport settle(DesiredExtension wish) {
    return Wishes.settle(reconciler, wish);
  }

  private ExtensionReport remove(String name, String namespace) {
    return Wishes.remove(reconciler, name, namespace, Map.of(), Map.of());
  }
}
