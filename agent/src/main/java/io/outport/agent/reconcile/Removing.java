package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.health.Workloads;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.Releases;
import io.outport.hubapi.agent.DesiredExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The steps towards a cluster without the extension. */
final class Removing {
  private static final String RETAIN = "pvc.retain";

  private final Instruments with;
  private final CertManagers certManagers;

  Removing(Instruments with) {
    this.with = with;
    this.certManagers = new CertManagers(with);
  }

  Outcome remove(DesiredExtension wish) {
    ReleaseName name = Planning.name(wish);
    Optional<Release> release = with.releases().find(name);
    Reports reports = new Reports(wish, release, List.of(), with.clock());
    Situation situation =
        new Situation(
            true,
            "",
            release.orElse(null),
            new Health.Starting(""),
            Memory.EMPTY,
            with.clock().instant());
    if (Decision.decide(situation) instanceof ReleaseStep.Uninstall) {
      uninstall(name, wish.forceDelete());
      return new Outcome(reports.removing("its objects are being removed"), Duration.ZERO);
    }
    List<String> left = with.workloads().sweep(name, fate(wish));
    if (!left.isEmpty()) {
      String words = "still there: " + String.join(", ", left);
      return new Outcome(reports.removing(words), ExtensionReconciler.SOON);
    }
    certManagers.remove(name.namespace());
    with.pullSecrets().remove(name.namespace());
    with.memories().forget(wish.name());
    return new Outcome(reports.gone(), Duration.ZERO);
  }

  private void uninstall(ReleaseName name, boolean force) {
    try {
      with.releases().uninstall(name, force ? Releases.Hooks.SKIP : Releases.Hooks.RUN);
    } catch (ReleaseException failure) {
      if (!force) {
        throw failure;
      }
      with.releases().uninstall(name, Releases.Hooks.SKIP);
    }
  }

  private static Workloads.VolumeFate fate(DesiredExtension wish) {
    boolean keep = wish.configurationSettings().getOrDefault(RETAIN, "").equalsIgnoreCase("true");
    return keep ? Workloads.VolumeFate.KEEP : Workloads.VolumeFate.DELETE;
  }
}
