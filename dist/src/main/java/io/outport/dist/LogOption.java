package io.outport.dist;

import picocli.CommandLine.Option;

/** How much a server logs, as its command line says. */
final class LogOption {
  @Option(
      names = {"--log-level"},
      paramLabel = "LEVEL",
      description =
          "debug, information, warning, error or none; else $OUTPORT_LOG_LEVEL, else information,"
              + " and at a site what its hub says. $OUTPORT_LOG_FORMAT=json logs for machines.")
  private String level = "";

  void apply() {
    Logs.serving(level);
  }

  /** Whether somebody at this machine has said how much is logged. */
  boolean isGiven() {
    return Logs.isGiven(level);
  }
}
