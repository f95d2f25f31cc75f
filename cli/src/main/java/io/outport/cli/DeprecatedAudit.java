package io.outport.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A switch of the vendor's client that is on its way out there. */
final class DeprecatedAudit {
  @Option(
      names = {"--audit-logs-enabled"},
      hidden = true,
      arity = "0..1",
      fallbackValue = "true",
      converter = Switch.Converter.class,
      paramLabel = "true|false",
      description = "Deprecated: whether the site's audit log is on.")
  private @Nullable Switch enabled;

  /** What the hub calls it; null where it was not given. */
  @Nullable String status(Output output) {
    if (enabled == null) {
      return null;
    }
    output.warn("--audit-logs-enabled is deprecated");
    return enabled.isOn() ? "Enabled" : "Disabled";
  }
}
