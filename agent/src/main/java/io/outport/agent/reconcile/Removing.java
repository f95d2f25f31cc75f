package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.health.Workloads;
import io.outport.agent.preflight.CertManagerRelease;
import io.outport.agent.preflight.Preflight;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.Releases;
import io.outport.hubapi.agent.DesiredExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps towards a cluster without the extension. */
final class Removing {
  private static final String RETAIN = "pvc.retain";

  /** In which who waits for the end hears what stays: with the end the hub forgets all. */
  private static final Duration FAREWELL = Duration.ofSeconds(6);

  private static final String STAYS = "left cert-manager in the cluster";
  private static final Logger LOG = LoggerFactory.getLogger(Removing.class);

  private final Instruments with;
  private final SharedObjects shared;

  Removing(Instruments with, SharedObjects shared) {
    this.with = with;
    this.shared = shared;
  }

  Outcome remove(DesiredExtension wish) {
    ReleaseName name = Planning.name(wish);
    Optional<Release> release = with.releases().find(name);
    Reports reports = new Reports(wish, release, List.of(), with.clock());
    Situation situation =
        new Situation(
            true,
            "",
            wish.generation(),
            release.orElse(null),
            new Health.Starting(""),
            Memory.EMPTY,
            with.clock().instant());
    ReleaseStep step = Decision.decide(situation);
    Optional<String> hold =
        Decision.begins(step, situation) ? with.holds().hold() : Optional.empty();
    if (hold.isPresent()) {
      return new Outcome(reports.held(hold.get()), ExtensionReconciler.LATER);
    }
    if (step instanceof ReleaseStep.Uninstall) {
      uninstall(name, wish.forceDelete());
      return new Outcome(reports.removing("its objects are being removed"), Duration.ZERO);
    }
    List<String> left = with.workloads().sweep(name, leftovers(wish));
    if (!left.isEmpty()) {
      String words = "still there: " + String.join(", ", left);
      return new Outcome(reports.removing(words), ExtensionReconciler.SOON);
    }
    boolean told = with.memories().read(wish.name()).equals(Memory.EMPTY);
    List<String> uses = shared.leave(wish.name(), name.namespace());
    if (uses.isEmpty()) {
      return new Outcome(reports.gone(), Duration.ZERO);
    }
    String words =
        "cert-manager stays, for others use it: %s; when they do not, remove it with 'helm uninstall %s'"
            .formatted(Preflight.some(uses), CertManagerRelease.NAME);
    if (told) {
      return new Outcome(reports.gone(words), Duration.ZERO);
    }
    LOG.atInfo().addKeyValue("extension", wish.name()).addKeyValue("reason", words).log(STAYS);
    return new Outcome(reports.leaving(words), FAREWELL);
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

  private static Workloads.Leftovers leftovers(DesiredExtension wish) {
    boolean keep = wish.configurationSettings().getOrDefault(RETAIN, "").equalsIgnoreCase("true");
    return new Workloads.Leftovers(keep, wish.forceDelete());
  }
}
