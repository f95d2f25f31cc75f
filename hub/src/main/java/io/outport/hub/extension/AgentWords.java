package io.outport.hub.extension;

import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.StatusItem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What agents say, cut to what a hub keeps. */
final class AgentWords {
  private static final int MAX_TEXT = 4 * 1024;
  private static final int MAX_DETAILS = 50;

  private AgentWords() {}

  static ExtensionReport cut(ExtensionReport report) {
    return new ExtensionReport(
        report.generation(),
        text(report.provisioningState()),
        textOrNull(report.currentVersion()),
        report.statuses().stream()
            .limit(ExtensionReport.MAX_STATUSES)
            .map(AgentWords::cut)
            .toList(),
        report.errorInfo() == null ? null : cut(report.errorInfo(), true),
        report.releaseRevision(),
        report.deleted());
  }

  static AgentReport cut(AgentReport report) {
    return new AgentReport(
        text(Objects.requireNonNullElse(report.agentVersion(), "")),
        text(Objects.requireNonNullElse(report.kubernetesVersion(), "")),
        textOrNull(report.distribution()),
        textOrNull(report.infrastructure()),
        report.nodes().stream().limit(AgentReport.MAX_NODES).toList(),
        report.totalCores(),
        textOrNull(report.hold()));
  }

  private static StatusItem cut(StatusItem item) {
    return new StatusItem(
        text(item.code()),
        textOrNull(item.displayStatus()),
        text(item.level()),
        text(item.message()),
        item.time());
  }

  private static ErrorInfo cut(ErrorInfo error, boolean whole) {
    List<ErrorInfo> details =
        !whole || error.details() == null
            ? null
            : error.details().stream().limit(MAX_DETAILS).map(each -> cut(each, false)).toList();
    return new ErrorInfo(text(error.code()), text(error.message()), details);
  }

  private static @Nullable String textOrNull(@Nullable String text) {
    return text == null ? null : text(text);
  }

  private static String text(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
