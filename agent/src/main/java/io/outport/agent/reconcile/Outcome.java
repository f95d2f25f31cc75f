package io.outport.agent.reconcile;

import io.outport.hubapi.agent.ExtensionReport;
import java.time.Duration;

/**
 * What a look at one extension came to.
 *
 * @param report for the hub
 * @param next how long until the next look; a new wish does not wait for it
 */
public record Outcome(ExtensionReport report, Duration next) {

  /** Whether it is gone, with all that it had made. */
  public boolean isGone() {
    return report.deleted();
  }
}
