package io.outport.hubapi.agent;

import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.StatusItem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one extension is on its cluster. The first report of a generation also says that its
 * protected settings have arrived.
 *
 * @param generation what the agent works on or has done
 * @param provisioningState of {@link io.outport.hubapi.model.Extension}'s
 * @param currentVersion of the chart that is installed; null for none
 * @param errorInfo why it is {@code Failed}; null else
 * @param releaseRevision of the Helm release; null for none
 * @param deleted it is gone, with all that it had made
 */
public record ExtensionReport(
    long generation,
    String provisioningState,
    @Nullable String currentVersion,
    List<StatusItem> statuses,
    @Nullable ErrorInfo errorInfo,
    @Nullable Integer releaseRevision,
    boolean deleted) {

  /** Most statuses that a hub keeps. */
  public static final int MAX_STATUSES = 100;

  /** Copies the list. */
  public ExtensionReport {
    Objects.requireNonNull(provisioningState, "provisioningState");
    statuses = List.copyOf(Objects.requireNonNullElse(statuses, List.of()));
  }
}
