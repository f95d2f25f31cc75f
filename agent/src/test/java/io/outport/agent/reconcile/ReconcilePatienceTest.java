package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long what is waited for. */
final class ReconcilePatienceTest {
  private final VirtualClock clock = VirtualClock.start();
  private final PlayedCluster cluster = new PlayedCluster(clock);
  private final ExtensionReconciler reconciler = cluster.reconciler();

  @Test
  void doesNotWaitWithoutEndForACertManagerThatTakesNoCertificates() {
    cluster.typesOf = "certs/cert-manager";
    cluster.foreignCertManager = "certs/cert-manager";
    cluster.certManagerRefusal = "failed calling webhook: x509";
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
    cluster.certManagerRefusal = "";
    assertThat(settle(wish).provisioningState()).isEqualTo("Succeeded");
    assertThat(cluster.read("shop1").findWaitsSince()).isEmpty();
  }

  private ExtensionReport settle(DesiredExtension wish) {
    return Wishes.settle(reconciler, wish);
  }
}
