package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.preflight.ImageFacts;
import io.outport.agent.preflight.Preflight;
import io.outport.agent.preflight.PreflightInput;
import io.outport.agent.problem.Problem;
import io.outport.agent.reconcile.ExtensionReconciler.Wish;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseMark;
import io.outport.agent.release.ReleaseOrder;
import io.outport.agent.release.ReleaseStatus;
import io.outport.agent.release.Releases;
import io.outport.hubapi.agent.DesiredExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps towards a release that is as wished. */
final class Installing {
  private static final Logger LOG = LoggerFactory.getLogger(Installing.class);

  private final Instruments with;
  private final Preflight preflight;
  private final SharedObjects shared;
  private final Staging staging;

  Installing(Instruments with, SharedObjects shared) {
    this.with = with;
    this.preflight = new Preflight(with.cluster(), with.clock());
    this.shared = shared;
    this.staging = new Staging(with);
  }

  /** A first revision that Helm could not make is taken away at once: nothing stays half there. */
  Outcome install(Wish now) {
    List<Problem> problems = problems(now);
    if (!problems.isEmpty()) {
      return new Outcome(now.reports().failed(problems), ExtensionReconciler.LATER);
    }
    return onceShared(
        now,
        () -> {
          forgetNodes(now);
          try {
            with.releases().install(now.plan().order(now.fingerprint()));
          } catch (ReleaseException failure) {
            discard(now);
            throw failure;
          }
          return working(now, "Installing", "its objects were accepted by the cluster");
        });
  }

  /**
   * Takes away what cannot be continued. What Helm found there instead of making it is not ours to
   * remove.
   */
  void discard(Wish now) {
    Optional<Release> ours = with.releases().find(now.name()).filter(each -> !each.isForeign());
    if (ours.isEmpty()) {
      return;
    }
    if (now.plan().findSite().filter(site -> site.volume().kept()).isPresent()) {
      with.releases().keepVolumes(now.name());
    }
    if (mayHaveReachedNodes(ours.get())) {
      discardWithHooks(now);
    } else {
      with.releases().uninstall(now.name(), Releases.Hooks.SKIP);
    }
  }

  /**
   * A DaemonSet may have written to nodes before the rest failed, and only a hook puts them back:
   * the next try may be refused, and the extension be deleted. Of a removal that was cut off the
   * DaemonSet may have gone already.
   */
  private boolean mayHaveReachedNodes(Release release) {
    return release.status() == ReleaseStatus.UNINSTALLING
        || with.workloads().look(release.name()).workloads().stream()
            .anyMatch(each -> each.kind().equals("daemonset"));
  }

  private void discardWithHooks(Wish now) {
    try {
      with.releases().uninstall(now.name(), Releases.Hooks.RUN);
    } catch (ReleaseException failure) {
      // Without its hooks it goes at least, and the next try can be made.
      LOG.atWarn()
          .addKeyValue("extension", now.desired().name())
          .log("passed over a chart's hooks");
      with.releases().uninstall(now.name(), Releases.Hooks.SKIP);
    }
  }

  Outcome upgrade(Wish now) {
    return staging.goOn(now).orElseGet(() -> checkAndUpgrade(now));
  }

  private Outcome checkAndUpgrade(Wish now) {
    List<Problem> problems = problems(now);
    return problems.isEmpty()
        ? onceShared(now, () -> staging.begin(now).orElseGet(() -> change(now)))
        : new Outcome(now.reports().failed(problems), ExtensionReconciler.LATER);
  }

  private Outcome change(Wish now) {
    noteNodes(now);
    with.releases().upgrade(now.plan().order(now.fingerprint()));
    staging.clear(now);
    return working(now, "Upgrading", "the change was accepted by the cluster");
  }

  /** Who is bad now is not so because of what follows; where nothing ever worked, each counts. */
  private void noteNodes(Wish now) {
    String extension = now.desired().name();
    Memory memory = with.memories().read(extension);
    List<String> nodes = memory.findLastGood().isPresent() ? now.distrusting() : List.of();
    with.memories()
        .write(extension, memory.changingTo(now.fingerprint(), now.plan().generation(), nodes));
  }

  private void forgetNodes(Wish now) {
    String extension = now.desired().name();
    Memory memory = with.memories().read(extension);
    if (!memory.distrustingBefore().isEmpty()) {
      with.memories().write(extension, memory.distrusting(List.of()));
    }
  }

  /** What the release stands on comes first. */
  private Outcome onceShared(Wish now, Supplier<Outcome> change) {
    return switch (shared.ensure(now)) {
      case Health.Ready ignored -> change.get();
      case Health.Starting starting ->
          new Outcome(
              now.reports().working("CertManagerStarting", starting.words()),
              ExtensionReconciler.SOON);
      case Health.Broken broken ->
          new Outcome(now.reports().failed(broken.problems()), ExtensionReconciler.LATER);
    };
  }

  /** Helm's library has no rollback: what worked last is wished again. */
  Outcome rollBack(Wish now) {
    Memory memory = now.situation().memory();
    GoodRelease good = memory.findLastGood().orElseThrow();
    List<Problem> reasons =
        now.situation().isGivenUp() ? memory.reasons() : reasons(now.situation());
    Memory after = memory.gaveUp(now.fingerprint(), now.plan().generation(), reasons);
    with.memories().write(now.desired().name(), after);
    ReleaseOrder order =
        new ReleaseOrder(
            now.name(),
            with.charts().fetch(good.chart()).file(),
            good.values(),
            new ReleaseMark(good.generation(), good.fingerprint()));
    with.releases().upgrade(order);
    return working(
        now, "RollingBack", "what was wished did not work: " + reasons.getFirst().text());
  }

  Outcome await(Wish now) {
    noteUnwell(now);
    return switch (now.situation().health()) {
      case Health.Starting starting -> await(now, "Starting", starting.words());
      case Health.Broken broken -> await(now, "NotReady", broken.problems().getFirst().text());
      case Health.Ready ignored -> new Outcome(now.reports().settled(), ExtensionReconciler.CALM);
    };
  }

  /** What worked for long is no change that is on its way. */
  private static Outcome await(Wish now, String code, String words) {
    return now.situation().hasWorked() && !now.situation().isFresh()
        ? new Outcome(now.reports().unwell(words), ExtensionReconciler.LATER)
        : new Outcome(now.reports().working(code, words), ExtensionReconciler.SOON);
  }

  private void noteUnwell(Wish now) {
    Memory memory = now.situation().memory();
    Memory next = memory.being(now.situation().findUnwell().orElse(null));
    if (!next.equals(memory)) {
      with.memories().write(now.desired().name(), next);
    }
  }

  Outcome settle(Wish now) {
    GoodRelease good =
        new GoodRelease(
            now.plan().generation(), now.fingerprint(), chart(now), now.plan().values());
    Memory memory = now.situation().memory();
    boolean known =
        memory
            .findLastGood()
            .map(GoodRelease::fingerprint)
            .filter(now.fingerprint()::equals)
            .isPresent();
    boolean better = !now.distrusting().containsAll(memory.distrustingBefore());
    boolean healed = memory.findUnwell().isPresent() || memory.findWaitsSince().isPresent();
    if (!known || better || healed || !memory.givenUp().isEmpty()) {
      with.memories()
          .write(now.desired().name(), memory.distrusting(now.distrusting()).worked(good));
    }
    staging.clear(now);
    return new Outcome(now.reports().settled(), ExtensionReconciler.CALM);
  }

  /** What is wrong now, or what was when the wish was given up. */
  Outcome stay(Wish now) {
    Situation situation = now.situation();
    if (!situation.isGivenUp()) {
      noteUnwell(now);
      return new Outcome(now.reports().failed(reasons(situation)), ExtensionReconciler.LATER);
    }
    List<Problem> reasons = situation.memory().reasons();
    return situation.health() instanceof Health.Broken broken && !broken.mayPass()
        ? new Outcome(now.reports().failed(broken.problems()), ExtensionReconciler.LATER)
        : new Outcome(now.reports().rolledBack(reasons), ExtensionReconciler.CALM);
  }

  private List<Problem> problems(Wish now) {
    return now.plan()
        .findSite()
        .map(
            site ->
                preflight.check(
                    new PreflightInput(
                        now.name(), site, image(now.plan().image()), classBefore(now))))
        .orElse(List.of());
  }

  private static String classBefore(Wish now) {
    return now.situation()
        .memory()
        .findLastGood()
        .map(good -> good.values().get("pvc"))
        .map(pvc -> pvc instanceof Map<?, ?> volume ? volume.get("storageClassName") : null)
        .map(String::valueOf)
        .orElse("");
  }

  private ImageFacts image(String image) {
    return image.isEmpty() ? new ImageFacts("", Set.of(), "") : with.charts().look(image);
  }

  private static List<Problem> reasons(Situation situation) {
    return switch (situation.health()) {
      case Health.Broken broken -> broken.problems();
      case Health.Starting starting ->
          List.of(
              new Problem(
                  "NotReadyInTime",
                  "release",
                  starting.words(),
                  "look at its pods: kubectl get pods, kubectl describe"));
      case Health.Ready ignored ->
          List.of(
              new Problem(
                  "HelmFailed",
                  "release",
                  situation.findRelease().map(Release::description).orElse("Helm refused it"),
                  "mend what it says and update the extension"));
    };
  }

  private static DesiredExtension.Chart chart(Wish now) {
    return Objects.requireNonNull(now.desired().chart(), "chart");
  }

  private static Outcome working(Wish now, String code, String words) {
    return new Outcome(now.reports().working(code, words), Duration.ZERO);
  }
}
