package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseStatus;
import java.util.Optional;

/**
 * Decides the next step. Pure, and the same for a first look and for one after a crash: what a dead
 * agent left is in the release's own status.
 *
 * <pre>
 * wished   there is                            step
 * any      a release of others                 leave alone
 * gone     a release                           uninstall
 * gone     none                                sweep
 * there    none, uninstalled                   install; stay failed where it was given up
 * there    pending install, uninstalling       discard
 * there    pending upgrade or rollback         forget pending
 * there    failed, never deployed              discard
 * there    failed, deployed before             roll back where something else worked and
 *                                              this wish was tried, else upgrade; await retry
 *                                              where just that failed lately
 * there    deployed, another wish's            upgrade; stay failed where it was given up
 * there    deployed, this wish's, ready        settle
 * there    deployed, this wish's, not ready    await; time over: roll back where something else
 *                                              worked last, else stay failed
 * </pre>
 *
 * <p>Time runs from the change; where this wish's has worked before, from when it did not any more.
 */
public final class Decision {
  private Decision() {}

  /**
   * Whether the step begins something, which a hold puts off. What is under way is finished, also
   * by another try and by the way back; sweeping is the end of a removal that was begun.
   */
  static boolean begins(ReleaseStep step, Situation situation) {
    Optional<Release> release = situation.findRelease();
    return switch (step) {
      case ReleaseStep.Install ignored -> true;
      case ReleaseStep.Upgrade ignored ->
          release
              .filter(each -> each.status() == ReleaseStatus.FAILED)
              .filter(each -> each.isOf(situation.fingerprint()))
              .isEmpty();
      case ReleaseStep.Uninstall ignored ->
          release.filter(each -> each.status() == ReleaseStatus.UNINSTALLING).isEmpty();
      case ReleaseStep.LeaveAlone ignored -> false;
      case ReleaseStep.AwaitRetry ignored -> false;
      case ReleaseStep.RollBack ignored -> false;
      case ReleaseStep.ForgetPending ignored -> false;
      case ReleaseStep.Discard ignored -> false;
      case ReleaseStep.Sweep ignored -> false;
      case ReleaseStep.AwaitHealth ignored -> false;
      case ReleaseStep.Settle ignored -> false;
      case ReleaseStep.StayFailed ignored -> false;
    };
  }

  /** The next step. */
  public static ReleaseStep decide(Situation situation) {
    if (situation.findRelease().filter(Release::isForeign).isPresent()) {
      return new ReleaseStep.LeaveAlone();
    }
    if (situation.removing()) {
      return isThere(situation) ? new ReleaseStep.Uninstall() : new ReleaseStep.Sweep();
    }
    return situation
        .findRelease()
        .map(release -> decide(situation, release))
        .orElseGet(() -> unlessGivenUp(situation, new ReleaseStep.Install()));
  }

  private static boolean isThere(Situation situation) {
    return situation
        .findRelease()
        .filter(release -> release.status() != ReleaseStatus.UNINSTALLED)
        .isPresent();
  }

  private static ReleaseStep decide(Situation situation, Release release) {
    return switch (release.status()) {
      case UNINSTALLED -> unlessGivenUp(situation, new ReleaseStep.Install());
      case PENDING_INSTALL, UNINSTALLING -> new ReleaseStep.Discard();
      case PENDING_UPGRADE, PENDING_ROLLBACK -> new ReleaseStep.ForgetPending();
      case FAILED, UNKNOWN -> afterFailure(situation, release);
      case DEPLOYED, SUPERSEDED -> deployed(situation, release);
    };
  }

  private static ReleaseStep afterFailure(Situation situation, Release release) {
    if (!release.deployedBefore()) {
      return new ReleaseStep.Discard();
    }
    boolean tried = release.isOf(situation.fingerprint()) || situation.isGivenUp();
    Optional<String> wayBack =
        situation
            .memory()
            .findLastGood()
            .map(GoodRelease::fingerprint)
            .filter(good -> tried && !good.equals(situation.fingerprint()));
    if (situation.pausesBefore(wayBack.orElse(situation.fingerprint()))) {
      return new ReleaseStep.AwaitRetry();
    }
    return wayBack.isPresent() ? new ReleaseStep.RollBack() : new ReleaseStep.Upgrade();
  }

  private static ReleaseStep deployed(Situation situation, Release release) {
    if (!release.isOf(situation.fingerprint())) {
      return unlessGivenUp(situation, new ReleaseStep.Upgrade());
    }
    if (situation.health() instanceof Health.Ready) {
      return new ReleaseStep.Settle();
    }
    if (!situation.timeIsOver()) {
      return new ReleaseStep.AwaitHealth();
    }
    boolean hasWayBack =
        situation
            .memory()
            .findLastGood()
            .filter(good -> !release.isOf(good.fingerprint()))
            .isPresent();
    return hasWayBack ? new ReleaseStep.RollBack() : new ReleaseStep.StayFailed();
  }

  private static ReleaseStep unlessGivenUp(Situation situation, ReleaseStep step) {
    return situation.isGivenUp() ? new ReleaseStep.StayFailed() : step;
  }
}
