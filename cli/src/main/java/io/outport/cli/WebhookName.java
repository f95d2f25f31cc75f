package io.outport.cli;

import picocli.CommandLine.Option;

/** The webhook that a command is about. */
final class WebhookName {
  @Option(
      names = {"-n", "--name"},
      required = true,
      paramLabel = "NAME",
      description = "Name of the webhook.")
  String value = "";
}
