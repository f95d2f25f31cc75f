package io.outport.hub.extension;

import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.Extension;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the last rollout did with an extension; kept with it, so that both are always of one mind.
 *
 * <pre>
 * stage        by what                                              becomes
 * BEGUN        the rollout moved it                                 FAILED, LEFT
 * FAILED       its agent's word; the rollout stops                  PASSED_OVER, LEFT
 * PASSED_OVER  somebody resumed the rollout                         LEFT
 * LEFT         somebody chose a version for it: it is theirs        -
 * </pre>
 *
 * @param rollout its incarnation
 * @param chart what it was moved to
 * @param before what was wished until then
 * @param worked it has succeeded on that chart
 * @param failing since when it has not; null where it never did since it last worked
 * @param failure null but where it failed
 */
record Move(
    String rollout,
    DesiredExtension.Chart chart,
    Before before,
    Stage stage,
    boolean worked,
    @Nullable Instant failing,
    @Nullable Failure failure) {

  /** How long one that fails may need to mend itself: links and API servers come back. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The status of an agent that went back to what worked before. */
  static final String ROLLED_BACK = "RolledBack";

  /** See above. */
  enum Stage {
    BEGUN,
    FAILED,
    PASSED_OVER,
    LEFT
  }

  /**
   * What an extension had.
   *
   * @param pinned null where the hub chose
   */
  record Before(DesiredExtension.Chart chart, @Nullable String pinned) {}

  /**
   * Why it is over.
   *
   * @param rolledBack its cluster runs what it ran before
   * @param words of its agent
   */
  record Failure(boolean rolledBack, String words) {}

  static Move begun(String rollout, DesiredExtension.Chart chart, Before before) {
    return new Move(rollout, chart, before, Stage.BEGUN, false, null, null);
  }

  /** After a report of what it was moved to. */
  Move heard(ExtensionReport report, Instant now) {
    return switch (report.provisioningState()) {
      case Extension.SUCCEEDED -> new Move(rollout, chart, before, stage, true, null, failure);
      case Extension.FAILED ->
          new Move(rollout, chart, before, stage, worked, failing == null ? now : failing, failure);
      default -> this;
    };
  }

  Move passedOver() {
    return at(Stage.PASSED_OVER);
  }

  Move left() {
    return at(Stage.LEFT);
  }

  private Move at(Stage other) {
    return new Move(rollout, chart, before, other, worked, failing, failure);
  }

  Move failed(Failure why) {
    return new Move(rollout, chart, before, Stage.FAILED, worked, failing, why);
  }

  /** Whether this chart is known to be none for it. */
  boolean failedOn(DesiredExtension.Chart other) {
    return (stage == Stage.FAILED || stage == Stage.PASSED_OVER) && chart.equals(other);
  }

  /**
   * Why an extension that was moved is to be given up, if it is: its agent has gone back, or says
   * for too long that it fails.
   *
   * @param report of what it was moved to
   * @param online whether it would say so if it were mended
   */
  Optional<Failure> findFailure(ExtensionReport report, boolean online, Instant now) {
    if (stage != Stage.BEGUN || !report.provisioningState().equals(Extension.FAILED)) {
      return Optional.empty();
    }
    boolean rolledBack =
        report.statuses().stream().anyMatch(each -> each.code().equals(ROLLED_BACK));
    boolean tooLong = online && failing != null && !now.isBefore(failing.plus(PATIENCE));
    return rolledBack || tooLong
        ? Optional.of(new Failure(rolledBack, words(report)))
        : Optional.empty();
  }

  private static String words(ExtensionReport report) {
    ErrorInfo error = report.errorInfo();
    return error == null ? "its agent gave no reason" : error.code() + ": " + error.message();
  }
}
