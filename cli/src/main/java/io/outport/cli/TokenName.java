package io.outport.cli;

import picocli.CommandLine.Option;

/** The token that a command is about. */
final class TokenName {
  @Option(
      names = {"-n", "--name"},
      required = true,
      paramLabel = "NAME",
      description = "Name of the token.")
  String value = "";
}
