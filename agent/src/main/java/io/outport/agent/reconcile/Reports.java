package io.outport.agent.reconcile;

import io.outport.agent.problem.Problem;
import io.outport.agent.release.Release;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.StatusItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Words for what is the case with one wish, without its secrets: everybody reads them (law L10).
 */
final class Reports {
  /** The hub reads it, too. */
  private static final String HELD = "Held";

  private final DesiredExtension wish;
  private final @Nullable Release release;
  private final List<Problem> warnings;
  private final Redaction redaction;
  private final InstantSource clock;

  Reports(
      DesiredExtension wish,
      Optional<Release> release,
      List<Problem> warnings,
      InstantSource clock) {
    this.wish = wish;
    this.release = release.orElse(null);
    this.warnings = List.copyOf(warnings);
    this.redaction = Redaction.of(wish);
    this.clock = clock;
  }

  ExtensionReport settled() {
    String words = "version %s runs".formatted(version());
    return report(Extension.SUCCEEDED, item("Ready", StatusItem.INFORMATION, words), null, false);
  }

  /** It works as wished, but for a moment as it is hoped. */
  ExtensionReport unwell(String words) {
    String text = "version %s ran and is not ready now: %s".formatted(version(), words);
    return report(Extension.SUCCEEDED, item("NotReady", StatusItem.WARNING, text), null, false);
  }

  ExtensionReport working(String code, String words) {
    boolean first = release == null || release.revision() <= 1;
    return working(first ? Extension.CREATING : Extension.UPDATING, code, words);
  }

  /** Before the first change of what runs as it was installed, too. */
  ExtensionReport updating(String code, String words) {
    return working(Extension.UPDATING, code, words);
  }

  private ExtensionReport working(String state, String code, String words) {
    return report(state, item(code, StatusItem.INFORMATION, words), null, false);
  }

  /** What is to come waits for the cluster's people. */
  ExtensionReport held(String hold) {
    String words = "the cluster's people want nothing begun now: " + hold;
    return wish.deleting()
        ? report(Extension.DELETING, item(HELD, StatusItem.WARNING, words), null, false)
        : working(HELD, words);
  }

  ExtensionReport removing(String words) {
    return report(Extension.DELETING, item("Removing", StatusItem.INFORMATION, words), null, false);
  }

  /** What outlives an extension: one word for programs, and what is the case. */
  record Remainder(String code, String words) {}

  /** All but gone: what people who wait for that should hear before there is nobody to ask. */
  ExtensionReport leaving(Remainder remainder) {
    return report(Extension.DELETING, item(remainder), null, false);
  }

  /** Gone, but for what is not only its own. */
  ExtensionReport gone(List<Remainder> remainders) {
    List<StatusItem> statuses = remainders.stream().map(this::item).toList();
    return new ExtensionReport(
        wish.generation(), Extension.DELETING, null, statuses, null, null, true);
  }

  private StatusItem item(Remainder remainder) {
    return item(remainder.code(), StatusItem.WARNING, remainder.words());
  }

  ExtensionReport failed(List<Problem> problems) {
    return report(
        Extension.FAILED,
        item("Failed", StatusItem.ERROR, problems.getFirst().text()),
        summary(problems),
        false);
  }

  /** Not as wished, but what worked before works. */
  ExtensionReport rolledBack(List<Problem> problems) {
    StatusItem status =
        item(
            "RolledBack",
            StatusItem.WARNING,
            "what was wished did not work, so version %s runs as before".formatted(version()));
    return report(Extension.FAILED, status, summary(problems), false);
  }

  private ExtensionReport report(
      String state, StatusItem status, @Nullable ErrorInfo error, boolean deleted) {
    List<StatusItem> statuses = new ArrayList<>(List.of(status));
    for (Problem warning : warnings) {
      statuses.add(item(warning.code(), StatusItem.WARNING, warning.text()));
    }
    return new ExtensionReport(
        wish.generation(),
        state,
        release == null ? null : release.chartVersion(),
        statuses.stream().limit(ExtensionReport.MAX_STATUSES).toList(),
        error,
        release == null ? null : release.revision(),
        deleted);
  }

  private ErrorInfo summary(List<Problem> problems) {
    return Problem.summary(redaction.apply(problems));
  }

  private StatusItem item(String code, String level, String message) {
    Instant now = clock.instant();
    return new StatusItem(code, code, level, redaction.apply(message), now);
  }

  private String version() {
    return release == null ? "none" : release.chartVersion();
  }
}
