package io.outport.agent.reconcile;

import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import java.util.HashMap;
import java.util.Map;

/** Wishes for sites, and the steps that a reconciler takes towards them. */
final class Wishes {
  static final String PASSWORD = "secret-password";
  static final String CONNECTION =
      "ConnectedRegistryName=shop1;SyncTokenName=t;SyncTokenPassword=%s;ParentGatewayEndpoint=hub.example:8443;ParentEndpointProtocol=https"
          .formatted(PASSWORD);
  private static final int MAX_STEPS = 20;

  private Wishes() {}

  static DesiredExtension wish(String name, String namespace) {
    return wish(name, namespace, 1, "1.0.0", Map.of());
  }

  static DesiredExtension wish(
      String name, String namespace, long generation, String version, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("service.clusterIP", "10.43.0.50");
    return new DesiredExtension(
        "/cluster/" + name,
        name,
        "microsoft.containerregistry.connectedregistry",
        generation,
        false,
        false,
        new DesiredExtension.Chart("charts/connected-registry", version, "sha256:" + version),
        name,
        namespace,
        null,
        true,
        "none",
        settings,
        Map.of("connectionString", CONNECTION));
  }

  /** The same with these protected settings alone. */
  static DesiredExtension with(DesiredExtension wish, Map<String, String> protectedSettings) {
    return new DesiredExtension(
        wish.id(),
        wish.name(),
        wish.extensionType(),
        wish.generation(),
        wish.deleting(),
        wish.forceDelete(),
        wish.chart(),
        wish.releaseName(),
        wish.releaseNamespace(),
        wish.targetNamespace(),
        wish.clusterScoped(),
        wish.autoUpgradeMode(),
        wish.configurationSettings(),
        protectedSettings);
  }

  /** Until nothing is to be done at once. */
  static ExtensionReport settle(ExtensionReconciler reconciler, DesiredExtension wish) {
    for (int step = 0; step < MAX_STEPS; step++) {
      Outcome outcome = reconciler.reconcile(wish);
      if (!outcome.next().isZero()) {
        return outcome.report();
      }
    }
    throw new AssertionError("never comes to rest");
  }

  /** Takes an extension away that was made with these settings. */
  static ExtensionReport remove(
      ExtensionReconciler reconciler,
      String name,
      String namespace,
      Map<String, String> settings,
      Map<String, String> protectedSettings) {
    DesiredExtension gone = gone(name, namespace, false, settings, protectedSettings);
    ExtensionReport report = reconciler.reconcile(gone).report();
    return report.deleted() ? report : reconciler.reconcile(gone).report();
  }

  /** The wish that an extension is not there any more. */
  static DesiredExtension gone(
      String name,
      String namespace,
      boolean force,
      Map<String, String> settings,
      Map<String, String> protectedSettings) {
    return new DesiredExtension(
        wish(name, namespace).id(),
        name,
        wish(name, namespace).extensionType(),
        9,
        true,
        force,
        null,
        name,
        namespace,
        null,
        true,
        "none",
        settings,
        protectedSettings);
  }
}
