package io.outport.hub.extension;

import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.Extension;
import java.time.Instant;
import java.util.Optional;

/**
 * One extension as a rollout sees it at one moment.
 *
 * @param ring which of the rollout's
 * @param hold the words of who wants nothing begun there; empty where nobody does
 * @param lost its cluster is told nothing, as its protected settings are lost
 */
record RolloutSite(
    ExtensionEntry extension, int ring, Presence presence, String hold, boolean lost) {
  /** The status of an agent that was told to begin nothing. */
  static final String HELD = "Held";

  /** Whether its agent is heard. */
  enum Presence {
    ONLINE,
    OFFLINE,
    /** The hub has not been there long enough to know. */
    UNKNOWN
  }

  /** How far a rollout is with it. */
  enum Outcome {
    WAITING("Waiting"),
    OFFLINE("Offline"),
    HELD(RolloutSite.HELD),
    UPGRADING("Upgrading"),
    SUCCEEDED("Succeeded"),
    ROLLED_BACK(Move.ROLLED_BACK),
    FAILED("Failed"),
    /** Somebody chose another version for it meanwhile, or its settings are lost. */
    LEFT_OUT("LeftOut");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    /** Whether the rollout has nothing more to do with it. */
    boolean isOver() {
      return switch (this) {
        case SUCCEEDED, ROLLED_BACK, FAILED, LEFT_OUT -> true;
        case WAITING, OFFLINE, HELD, UPGRADING -> false;
      };
    }
  }

  Outcome outcome(RolloutEntry rollout) {
    return move(rollout).map(move -> outcome(move, rollout)).orElseGet(() -> untouched(rollout));
  }

  /** What this rollout did with it. */
  Optional<Move> move(RolloutEntry rollout) {
    return Optional.ofNullable(extension.move())
        .filter(each -> each.rollout().equals(rollout.incarnation()));
  }

  /** Whether it is under way, or was, by this rollout. */
  boolean isAt(Move.Stage stage, RolloutEntry rollout) {
    return move(rollout).filter(each -> each.stage() == stage).isPresent();
  }

  /** Why this rollout is to give it up, if it is. */
  Optional<Move.Failure> findFailure(RolloutEntry rollout, Instant now) {
    return move(rollout)
        .flatMap(
            move ->
                extension
                    .currentReport()
                    .flatMap(report -> move.findFailure(report, presence == Presence.ONLINE, now)));
  }

  private Outcome outcome(Move move, RolloutEntry rollout) {
    return switch (move.stage()) {
      case BEGUN -> begun(rollout);
      case FAILED, PASSED_OVER ->
          move.failure() != null && move.failure().rolledBack()
              ? Outcome.ROLLED_BACK
              : Outcome.FAILED;
      case LEFT -> isDone(rollout) ? Outcome.SUCCEEDED : Outcome.LEFT_OUT;
    };
  }

  private Outcome begun(RolloutEntry rollout) {
    if (isDone(rollout)) {
      return Outcome.SUCCEEDED;
    }
    if (lost) {
      return Outcome.LEFT_OUT;
    }
    if (presence == Presence.OFFLINE) {
      return Outcome.OFFLINE;
    }
    return saysHeld() ? Outcome.HELD : Outcome.UPGRADING;
  }

  private Outcome untouched(RolloutEntry rollout) {
    if (isDone(rollout)) {
      return Outcome.SUCCEEDED;
    }
    if (lost) {
      return Outcome.LEFT_OUT;
    }
    if (presence == Presence.OFFLINE) {
      return Outcome.OFFLINE;
    }
    return hold.isEmpty() ? Outcome.WAITING : Outcome.HELD;
  }

  private boolean isDone(RolloutEntry rollout) {
    return extension.wish().chart().equals(rollout.plan().chart())
        && extension
            .currentReport()
            .map(ExtensionReport::provisioningState)
            .filter(Extension.SUCCEEDED::equals)
            .isPresent();
  }

  /** A hold that came after its agent had begun stops nothing. */
  private boolean saysHeld() {
    return extension
        .currentReport()
        .filter(report -> report.statuses().stream().anyMatch(each -> each.code().equals(HELD)))
        .isPresent();
  }
}
