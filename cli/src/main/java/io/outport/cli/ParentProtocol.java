package io.outport.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a site speaks to its parent. */
final class ParentProtocol {
  private static final List<String> PROTOCOLS = List.of("http", "https");

  @Option(
      names = {"--parent-protocol"},
      required = true,
      paramLabel = "PROTOCOL",
      description = "https or http; a hub always speaks https.")
  private String value = "https";

  String checked() {
    return Choices.one("--parent-protocol", value.toLowerCase(Locale.ROOT), PROTOCOLS);
  }
}
