package io.outport.hubapi.agent;

import java.util.List;
import java.util.Objects;

/**
 * All that a cluster should run. An extension that is not in it is left as it is: one is removed
 * only where it is in here and says so.
 *
 * @param revision another with every change of what is below; never 0
 * @param diagnostics archives that people wait for
 */
public record DesiredState(
    long revision, List<DesiredExtension> extensions, List<DiagnosticsRequest> diagnostics) {

  /** Copies the lists; a hub from before there were diagnostics names none. */
  public DesiredState {
    extensions = List.copyOf(extensions);
    diagnostics = List.copyOf(Objects.requireNonNullElse(diagnostics, List.of()));
  }

  /** One archive that somebody waits for. */
  public record DiagnosticsRequest(String id, String extensionName, List<String> namespaces) {

    /** Copies the list. */
    public DiagnosticsRequest {
      namespaces = List.copyOf(Objects.requireNonNullElse(namespaces, List.of()));
    }
  }
}
