package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether and for how long a command waits for a cluster's agent. */
final class Waiting {
  private static final int MOST_MINUTES = 7 * 24 * 60;

  @Option(
      names = "--no-wait",
      description = "Return as soon as the hub knows; the cluster's agent does it later.")
  private boolean none;

  @Option(
      names = "--timeout",
      paramLabel = "MINUTES",
      description = "How long to wait; default ${DEFAULT-VALUE}.")
  private int minutes = 60;

  boolean isWanted() {
    return !none;
  }

  Duration most() {
    if (minutes < 0 || minutes > MOST_MINUTES) {
      throw new Refusal(
          Refusal.Exit.USAGE, "--timeout takes 0 to %d minutes".formatted(MOST_MINUTES));
    }
    return Duration.ofMinutes(minutes);
  }
}
