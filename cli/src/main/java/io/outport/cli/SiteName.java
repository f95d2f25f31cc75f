package io.outport.cli;

import picocli.CommandLine.Option;

/** The site that a command is about. */
final class SiteName {
  @Option(
      names = {"-n", "--name"},
      required = true,
      paramLabel = "NAME",
      description = "Name of the connected registry: 5 to 50 letters and digits.")
  String value = "";
}
