package io.outport.edge;

import java.time.Duration;

/**
 * What is decided at the site itself.
 *
 * @param offlineGrace how long after the last contact with the parent a password works on that
 *     expired since; zero for not at all
 * @param garbage who says when garbage is collected
 * @param logLevel hears how much the hub wants to be logged
 */
public record LocalChoices(Duration offlineGrace, Decider garbage, LogLevel logLevel) {
  /** Who decides. */
  public enum Decider {
    /** The site follows what people set at the hub. */
    HUB,
    /** What its own command line says stays. */
    SITE
  }

  /** Three days of grace; garbage by the hub's schedule. */
  public static final LocalChoices DEFAULT =
      new LocalChoices(Duration.ofDays(3), Decider.HUB, LogLevel.FIXED);

  /** Checks the grace. */
  public LocalChoices {
    if (offlineGrace.isNegative()) {
      throw new IllegalArgumentException("a grace cannot be negative");
    }
  }
}
