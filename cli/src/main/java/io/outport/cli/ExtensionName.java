package io.outport.cli;

import picocli.CommandLine.Option;

/** The extension that a command is about. */
final class ExtensionName {
  @Option(
      names = {"-n", "--name"},
      required = true,
      paramLabel = "EXTENSION",
      description = "Name of the extension, unique on its cluster.")
  String value = "";
}
