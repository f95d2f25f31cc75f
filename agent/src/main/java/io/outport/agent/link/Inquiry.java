package io.outport.agent.link;

import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState.DiagnosticsRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for diagnostics.
 *
 * @param extension that it is about; null where it is not desired any more
 */
public record Inquiry(DiagnosticsRequest request, @Nullable DesiredExtension extension) {

  /** The extension that it is about. */
  public Optional<DesiredExtension> findExtension() {
    return Optional.ofNullable(extension);
  }
}
