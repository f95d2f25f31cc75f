package io.outport.agent.reconcile;

import io.outport.agent.chart.ChartException;
import io.outport.agent.cluster.ClusterException;
import io.outport.agent.health.Health;
import io.outport.agent.health.HealthJudge;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.problem.Problem;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseName;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one step towards one wish. Nothing is kept between two calls but in the cluster: after a
 * crash the next call goes on. One call per extension at a time.
 */
public final class ExtensionReconciler {
  /** How soon a release that is on its way is looked at again. */
  static final Duration SOON = Duration.ofSeconds(2);

  /** How soon what is wrong is looked at again. */
  static final Duration LATER = Duration.ofSeconds(20);

  /** How soon what is as wished is looked at again. */
  static final Duration CALM = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(ExtensionReconciler.class);

  private final Instruments with;
  private final Planning planning;
  private final Installing installing;
  private final Removing removing;

  /** Takes its steps with these. */
  public ExtensionReconciler(Instruments with) {
    this.with = with;
    this.planning = new Planning(with.charts(), with.clock());
    SharedObjects shared = new SharedObjects(with);
    this.installing = new Installing(with, shared);
    this.removing = new Removing(with, shared);
  }

  /** One step; every failure becomes a report that a person understands. */
  public Outcome reconcile(DesiredExtension wish) {
    Redaction redaction = Redaction.of(wish);
    try {
      return wish.deleting() ? removing.remove(wish) : move(wish, redaction);
    } catch (ReleaseException | ClusterException | ChartException | UncheckedIOException failure) {
      String words = redaction.apply(words(failure));
      LOG.atWarn()
          .addKeyValue("extension", wish.name())
          .addKeyValue("reason", words)
          .log("could not take a step for an extension");
      return new Outcome(failed(wish, List.of(problem(failure, words))), LATER);
    } catch (AgentException failure) {
      return withoutHub(wish, failure);
    }
  }

  /** What runs is not touched; the poll complains of the link. */
  private Outcome withoutHub(DesiredExtension wish, AgentException failure) {
    String words = String.valueOf(failure.getMessage());
    if (failure.transientFailure()) {
      Reports reports = reports(wish, releaseOf(wish), List.of());
      return new Outcome(reports.working("WaitsForHub", words), LATER);
    }
    Problem problem =
        new Problem("HubRefused", "hub", words, "mend what it says; it is tried again by itself");
    return new Outcome(failed(wish, List.of(problem)), LATER);
  }

  private Optional<Release> releaseOf(DesiredExtension wish) {
    try {
      return with.releases().find(Planning.name(wish));
    } catch (ReleaseException ignored) {
      // It only chooses between two words.
      return Optional.empty();
    }
  }

  /** Only the cause of a failed file says what is wrong with it. */
  private static String words(RuntimeException failure) {
    return failure instanceof UncheckedIOException file
        ? "%s: %s".formatted(file.getMessage(), file.getCause())
        : String.valueOf(failure.getMessage());
  }

  private static Problem problem(RuntimeException failure, String words) {
    return switch (failure) {
      case ChartException ignored ->
          new Problem("ChartNotAvailable", "chart", words, "it is tried again by itself");
      case ReleaseException ignored ->
          new Problem("HelmFailed", "release", words, "mend what it says; it is tried again");
      case UncheckedIOException ignored ->
          new Problem(
              "DiskFailed",
              "disk of the agent's pod",
              words,
              "see whether its node has room; it is tried again by itself");
      default ->
          new Problem("ClusterFailed", "cluster", words, "mend what it says; it is tried again");
    };
  }

  private Outcome move(DesiredExtension wish, Redaction redaction) {
    return switch (planning.plan(wish)) {
      case Planning.Result.Refused refused -> {
        Reports reports = reports(wish, Optional.empty(), refused.warnings());
        yield new Outcome(reports.failed(refused.problems()), CALM);
      }
      case Planning.Result.Planned planned -> step(wish, planned.plan(), redaction);
    };
  }

  private ExtensionReport failed(DesiredExtension wish, List<Problem> problems) {
    return reports(wish, Optional.empty(), List.of()).failed(problems);
  }

  private Outcome step(DesiredExtension wish, ReleasePlan plan, Redaction redaction) {
    Wish now = look(wish, plan, redaction);
    ReleaseStep step = Decision.decide(now.situation());
    LOG.atDebug().addKeyValue("extension", wish.name()).addKeyValue("step", step).log("decided");
    return Decision.begins(step, now.situation())
        ? with.holds()
            .hold()
            .map(hold -> new Outcome(now.reports().held(hold), LATER))
            .orElseGet(() -> take(step, now))
        : take(step, now);
  }

  private Wish look(DesiredExtension wish, ReleasePlan plan, Redaction redaction) {
    DesiredExtension.Chart chart = Objects.requireNonNull(wish.chart(), "chart");
    String fingerprint = plan.fingerprint(chart.digest());
    Optional<Release> release = with.releases().find(plan.name());
    Memory memory = with.memories().read(wish.name());
    ReleaseSnapshot snapshot =
        release.isPresent() ? with.workloads().look(plan.name()) : ReleaseSnapshot.EMPTY;
    List<String> before = memory.distrustingBefore();
    List<String> asBefore = snapshot.stillSaid(before);
    Situation situation =
        new Situation(
            false,
            fingerprint,
            wish.generation(),
            release.orElse(null),
            redacted(HealthJudge.judge(snapshot.without(asBefore)), redaction),
            memory,
            with.clock().instant());
    List<Problem> warnings = redaction.apply(Warnings.of(plan, snapshot, asBefore));
    Reports reports = reports(wish, release.filter(each -> !each.isForeign()), warnings);
    return new Wish(wish, plan, fingerprint, situation, distrusting(snapshot, situation), reports);
  }

  /** Who waits for others since long ago waits on, whatever is changed. */
  private static List<String> distrusting(ReleaseSnapshot snapshot, Situation situation) {
    List<String> all = snapshot.distrust(situation.memory().distrustingBefore());
    boolean lasting = situation.findUnwell().filter(Unwell::lasting).isPresent();
    return lasting
        ? Stream.concat(all.stream(), snapshot.waiting().stream()).distinct().toList()
        : all;
  }

  private Outcome take(ReleaseStep step, Wish now) {
    return switch (step) {
      case ReleaseStep.Install ignored -> installing.install(now);
      case ReleaseStep.Upgrade ignored -> installing.upgrade(now);
      case ReleaseStep.RollBack ignored -> installing.rollBack(now);
      case ReleaseStep.ForgetPending ignored -> {
        with.releases().forgetPending(now.name());
        // What was cut off was under way: a hold that came since must not leave it half done.
        yield with.holds().hold().isPresent()
            ? goOn(now)
            : working(now, "Recovering", "a change that was cut off is taken up again");
      }
      case ReleaseStep.Discard ignored -> {
        installing.discard(now);
        yield working(now, "Recovering", "an installation that was cut off is begun again");
      }
      case ReleaseStep.AwaitRetry ignored -> awaitRetry(now);
      case ReleaseStep.LeaveAlone ignored ->
          new Outcome(now.reports().failed(List.of(NameInUse.problem(now.name()))), LATER);
      case ReleaseStep.AwaitHealth ignored -> installing.await(now);
      case ReleaseStep.Settle ignored -> installing.settle(now);
      case ReleaseStep.StayFailed ignored -> installing.stay(now);
      case ReleaseStep.Uninstall ignored -> throw new IllegalStateException("not to be removed");
      case ReleaseStep.Sweep ignored -> throw new IllegalStateException("not to be removed");
    };
  }

  private Outcome awaitRetry(Wish now) {
    Redaction redaction = Redaction.of(now.desired());
    String words =
        now.situation().findRelease().map(Release::description).orElse("Helm refused it");
    Problem problem =
        new Problem(
            "HelmFailed", "release", words, "mend what it says; it is tried again by itself");
    return new Outcome(now.reports().failed(redaction.apply(List.of(problem))), LATER);
  }

  private Outcome goOn(Wish now) {
    Redaction redaction = Redaction.of(now.desired());
    Wish next = look(now.desired(), now.plan(), redaction);
    return take(Decision.decide(next.situation()), next);
  }

  private static Outcome working(Wish now, String code, String words) {
    return new Outcome(now.reports().working(code, words), Duration.ZERO);
  }

  private static Health redacted(Health health, Redaction redaction) {
    return health instanceof Health.Broken broken
        ? new Health.Broken(redaction.apply(broken.problems()))
        : health;
  }

  private Reports reports(
      DesiredExtension wish, Optional<Release> release, List<Problem> warnings) {
    return new Reports(wish, release, warnings, with.clock());
  }

  /**
   * All that a step needs to know of one wish.
   *
   * @param distrusting what is said of nodes that do not trust the site now, or did not when they
   *     were last heard of
   */
  record Wish(
      DesiredExtension desired,
      ReleasePlan plan,
      String fingerprint,
      Situation situation,
      List<String> distrusting,
      Reports reports) {

    /** Copies the list. */
    Wish {
      distrusting = List.copyOf(distrusting);
    }

    ReleaseName name() {
      return plan.name();
    }
  }
}
