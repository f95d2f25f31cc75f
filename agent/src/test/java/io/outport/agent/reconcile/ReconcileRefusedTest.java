package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.StatusItem;
import io.outport.testkit.VirtualClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a wish that cannot be tried. */
final class ReconcileRefusedTest {
  private final PlayedCluster cluster = new PlayedCluster(VirtualClock.start());
  private final ExtensionReconciler reconciler = cluster.reconciler();

  @Test
  void saysWhichKeyIsMeantBesideWhatIsMissing() {
    DesiredExtension wish = Wishes.wish("shop1", "site", 1, "1.0.0", Map.of("httpEnabled", "true"));

    ExtensionReport report =
        refused(Wishes.with(wish, Map.of("connectionstring", Wishes.CONNECTION)));

    assertThat(String.valueOf(report.errorInfo()))
        .contains("connectionString: is required", "did you mean 'connectionString'?")
        .doesNotContain(Wishes.PASSWORD, "PlainHttp");
    assertThat(report.statuses()).extracting(StatusItem::code).contains("Failed", "PlainHttp");
  }

  /** A Service is made of the name, and begins with a letter. */
  @Test
  void refusesANameThatNoServiceMayHave() {
    ExtensionReport report = refused(Wishes.wish("1shop", "site"));

    assertThat(String.valueOf(report.errorInfo()))
        .contains("InvalidName", "extension 1shop", "begins with a letter");
    String all = refused(Wishes.with(Wishes.wish("1shop", "site"), Map.of())).toString();
    assertThat(all).contains("InvalidName", "connectionString: is required");
  }

  @Test
  void saysThatTheAgentsDiskIsFull() {
    cluster.hub.full = true;

    assertThat(String.valueOf(refused(Wishes.wish("shop1", "site")).errorInfo()))
        .contains("DiskFailed", "cannot write /cache/charts/1.tgz", "No space left on device");
  }

  /** Everybody reads a report, whatever key a secret was given by. */
  @Test
  void neverShowsAProtectedValue() {
    String key = "c2VjcmV0LWtleQ/".repeat(20);
    Map<String, String> secrets =
        Map.of(
            "connectionString",
            Wishes.CONNECTION + "\n",
            "tls.secret",
            key,
            "pvc.storageRequest",
            "=Hunter2",
            "registryLoginServer",
            Wishes.CONNECTION);

    String report = refused(Wishes.with(Wishes.wish("shop1", "site"), secrets)).toString();

    assertThat(report)
        .contains("tls.secret: '(not shown)' is not a name", "write pvc.storageRequest=(not shown)")
        .doesNotContain(key.substring(0, 20), "Hunter2", "SyncTokenName", Wishes.PASSWORD);
  }

  /** A part of it would not be known for a secret any more. */
  @Test
  void hidesAProtectedValueThatWasAlsoGivenInTheOpen() {
    DesiredExtension wish =
        Wishes.wish("shop1", "site", 1, "1.0.0", Map.of("tls.secret", Wishes.CONNECTION));

    assertThat(refused(wish).toString())
        .contains("tls.secret: '(not shown)' is not a name")
        .doesNotContain("SyncTokenName", Wishes.PASSWORD);
  }

  /** The tutorial protects it, and who is to make that secret has to know its name. */
  @Test
  void namesTheSecretOfACertificateAlsoWhereThatWasProtected() {
    DesiredExtension wish =
        Wishes.wish("shop1", "site", 1, "1.0.0", Map.of("cert-manager.enabled", "false"));
    Map<String, String> secrets =
        Map.of("connectionString", Wishes.CONNECTION, "tls.secret", "registry-tls");

    assertThat(refused(Wishes.with(wish, secrets)).toString())
        .contains("SecretNotFound", "registry-tls")
        .doesNotContain("(not shown)");
  }

  private ExtensionReport refused(DesiredExtension wish) {
    ExtensionReport report = reconciler.reconcile(wish).report();
    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(cluster.helm.releases).isEmpty();
    return report;
  }
}
