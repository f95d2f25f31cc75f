package io.outport.hub.extension;

import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.Extension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the last rollout, or the hub by itself, did with an extension; kept with it, so that both
 * are always of one mind.
 *
 * <pre>
 * stage        by what                                              becomes
 * BEGUN        the rollout or the hub moved it                      FAILED, LEFT
 * FAILED       its agent's word; a rollout stops                    PASSED_OVER, LEFT
 * PASSED_OVER  somebody resumed the rollout                         LEFT
 * LEFT         somebody chose a version for it: it is theirs        -
 * </pre>
 *
 * @param rollout its incarnation; empty where the hub followed a new version by itself
 * @param chart what it was moved to
 * @param before what was wished until then
 * @param worked it has succeeded on that chart
 * @param failing since when it has not; null where it never did since it last worked
 * @param failure null but where it failed
 * @param failedBefore on what moves before this one failed, since somebody chose a version
 */
record Move(
    String rollout,
    DesiredExtension.Chart chart,
    Before before,
    Stage stage,
    boolean worked,
    @Nullable Instant failing,
    @Nullable Failure failure,
    List<DesiredExtension.Chart> failedBefore) {

  /** How long one that fails may need to mend itself: links and API servers come back. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The status of an agent that went back to what worked before. */
  static final String ROLLED_BACK = "RolledBack";

  /** How many versions that failed are remembered; with more, the oldest may be tried again. */
  private static final int MAX_FAILED_BEFORE = 50;

  Move {
    // Null in a record of an earlier version.
    failedBefore = List.copyOf(Objects.requireNonNullElse(failedBefore, List.of()));
  }

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
    return new Move(rollout, chart, before, Stage.BEGUN, false, null, null, List.of());
  }

  /** After a report of what it was moved to. */
  Move heard(ExtensionReport report, Instant now) {
    return switch (report.provisioningState()) {
      case Extension.SUCCEEDED ->
          new Move(rollout, chart, before, stage, true, null, failure, failedBefore);
      case Extension.FAILED -> {
        Instant since = failing == null ? now : failing;
        yield new Move(rollout, chart, before, stage, worked, since, failure, failedBefore);
      }
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
    return new Move(rollout, chart, before, other, worked, failing, failure, failedBefore);
  }

  Move failed(Failure why) {
    return new Move(rollout, chart, before, Stage.FAILED, worked, failing, why, failedBefore);
  }

  /** Remembers on what this one and those before it failed, unless somebody chose since. */
  Move after(@Nullable Move earlier) {
    if (earlier == null || earlier.stage == Stage.LEFT) {
      return this;
    }
    List<DesiredExtension.Chart> failed = new ArrayList<>(earlier.failedBefore);
    if (earlier.hasFailed() && !failed.contains(earlier.chart)) {
      failed.add(earlier.chart);
    }
    int known = Math.max(0, failed.size() - MAX_FAILED_BEFORE);
    return new Move(
        rollout,
        chart,
        before,
        stage,
        worked,
        failing,
        failure,
        failed.subList(known, failed.size()));
  }

  /** Whether this chart is known to be none for it. */
  boolean failedOn(DesiredExtension.Chart other) {
    return (hasFailed() && chart.equals(other))
        || (stage != Stage.LEFT && failedBefore.contains(other));
  }

  /** Whether nobody has seen yet what becomes of it. */
  boolean isUnproved() {
    return stage == Stage.BEGUN && !worked;
  }

  private boolean hasFailed() {
    return stage == Stage.FAILED || stage == Stage.PASSED_OVER;
  }

  /** What is to be told of a version that the hub chose and that did not come to run. */
  Optional<Failure> findUpgradeFailure() {
    return rollout.isEmpty() && hasFailed() ? Optional.ofNullable(failure) : Optional.empty();
  }

  /**
   * Why an extension that the hub moved by itself is to be given up, if it is: its agent has gone
   * back. Where it had worked, the version is not known to be the cause.
   */
  Optional<Failure> findOwnFailure(ExtensionReport report) {
    return rollout.isEmpty() && isUnproved() && isRolledBack(report)
        ? Optional.of(new Failure(true, words(report)))
        : Optional.empty();
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
    boolean rolledBack = isRolledBack(report);
    boolean tooLong = online && failing != null && !now.isBefore(failing.plus(PATIENCE));
    return rolledBack || tooLong
        ? Optional.of(new Failure(rolledBack, words(report)))
        : Optional.empty();
  }

  private static boolean isRolledBack(ExtensionReport report) {
    return report.provisioningState().equals(Extension.FAILED)
        && report.statuses().stream().anyMatch(each -> each.code().equals(ROLLED_BACK));
  }

  private static String words(ExtensionReport report) {
    ErrorInfo error = report.errorInfo();
    return error == null ? "its agent gave no reason" : error.code() + ": " + error.message();
  }
}
