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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps towards a cluster without the extension. */
final class Removing {
  private static final String RETAIN = "pvc.retain";

  /** In which who waits for the end hears what stays: with the end the hub forgets all. */
  private static final Duration FAREWELL = Duration.ofSeconds(6);

  private static final String STAYS = "left cert-manager in the cluster";
  private static final String OTHERS = "left a release of others in the cluster";
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
    Reports reports =
        new Reports(wish, release.filter(each -> !each.isForeign()), List.of(), with.clock());
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
      uninstall(wish, name);
      return new Outcome(reports.removing("its objects are being removed"), Duration.ZERO);
    }
    return step instanceof ReleaseStep.LeaveAlone
        ? leaveAlone(wish, name, reports)
        : sweep(wish, name, reports);
  }

  private Outcome leaveAlone(DesiredExtension wish, ReleaseName name, Reports reports) {
    String words = NameInUse.stays(name);
    LOG.atInfo().addKeyValue("extension", wish.name()).addKeyValue("reason", words).log(OTHERS);
    return leave(wish, reports, List.of(new Reports.Remainder(NameInUse.CODE, words)));
  }

  private Outcome sweep(DesiredExtension wish, ReleaseName name, Reports reports) {
    List<String> left = isMade(wish) ? with.workloads().sweep(name, leftovers(wish)) : List.of();
    if (!left.isEmpty()) {
      String words = "still there: " + String.join(", ", left);
      return new Outcome(reports.removing(words), ExtensionReconciler.SOON);
    }
    return leave(wish, reports, List.of());
  }

  /** Where nothing of it ever was, what carries its name is somebody else's. */
  private boolean isMade(DesiredExtension wish) {
    return with.memories().read(wish.name()).findFooting().isPresent();
  }

  private Outcome leave(DesiredExtension wish, Reports reports, List<Reports.Remainder> others) {
    boolean told = with.memories().read(wish.name()).equals(Memory.EMPTY);
    SharedObjects.Kept kept = shared.leave(wish.name(), wish.releaseNamespace());
    if (kept.uses().isEmpty()) {
      return new Outcome(reports.gone(others), Duration.ZERO);
    }
    String words = words(kept);
    Reports.Remainder certManager = new Reports.Remainder("CertManagerStays", words);
    if (told) {
      return new Outcome(
          reports.gone(Stream.concat(others.stream(), Stream.of(certManager)).toList()),
          Duration.ZERO);
    }
    LOG.atInfo().addKeyValue("extension", wish.name()).addKeyValue("reason", words).log(STAYS);
    return new Outcome(reports.leaving(certManager), FAREWELL);
  }

  private static String words(SharedObjects.Kept kept) {
    String uses = Preflight.some(kept.uses());
    if (kept.namespaces().isEmpty()) {
      return "cert-manager's resource types stay, for others use them: %s; when they do not, remove the types with kubectl delete crd"
          .formatted(uses);
    }
    String commands =
        kept.namespaces().stream()
            .map(each -> "'helm uninstall %s -n %s'".formatted(CertManagerRelease.NAME, each))
            .collect(Collectors.joining(" and "));
    return "cert-manager stays, for others use it: %s; when they do not, remove it with %s"
        .formatted(uses, commands);
  }

  /** That there was one is remembered first: what it leaves is swept up after it. */
  private void uninstall(DesiredExtension wish, ReleaseName name) {
    if (!isMade(wish)) {
      Memory memory = with.memories().read(wish.name());
      Footing footing = new Footing(name.namespace(), false);
      with.memories().write(wish.name(), memory.standingOn(footing));
    }
    if (keepsVolume(wish)) {
      with.releases().keepVolumes(name);
    }
    uninstall(name, wish.forceDelete());
  }

  /** Nodes that are there are put back by force too; what refuses that is passed over then. */
  private void uninstall(ReleaseName name, boolean force) {
    try {
      with.releases().uninstall(name, Releases.Hooks.RUN);
    } catch (ReleaseException failure) {
      if (!force) {
        throw failure;
      }
      with.releases().uninstall(name, Releases.Hooks.SKIP);
    }
  }

  private static Workloads.Leftovers leftovers(DesiredExtension wish) {
    return new Workloads.Leftovers(keepsVolume(wish), wish.forceDelete());
  }

  /** Content that is kept by mistake can still be deleted: only a plain no is one. */
  private static boolean keepsVolume(DesiredExtension wish) {
    return Stream.of(wish.configurationSettings(), wish.protectedSettings())
        .map(each -> each.getOrDefault(RETAIN, "").strip())
        .anyMatch(each -> !each.isEmpty() && !each.equalsIgnoreCase("false"));
  }
}
