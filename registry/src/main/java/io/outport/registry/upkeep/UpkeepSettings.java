package io.outport.registry.upkeep;

import java.time.Duration;

/**
 * When a registry looks after its content, and how hard.
 *
 * @param garbageSchedule when garbage is collected
 * @param garbageGrace how long a blob stays that no manifest names
 * @param scrubInterval time from one scrub to the next
 * @param scrubBytesPerSecond how fast a scrub may read
 */
public record UpkeepSettings(
    CronSchedule garbageSchedule,
    Duration garbageGrace,
    Duration scrubInterval,
    long scrubBytesPerSecond) {

  /** Every midnight with a grace of a day; every week at 16 MiB a second. */
  public static final UpkeepSettings DEFAULT =
      new UpkeepSettings(
          CronSchedule.parse("0 0 * * *"), Duration.ofHours(24), Duration.ofDays(7), 16L << 20);

  /** Checks the numbers. */
  public UpkeepSettings {
    if (garbageGrace.isNegative() || !scrubInterval.isPositive() || scrubBytesPerSecond < 1) {
      throw new IllegalArgumentException("upkeep needs times and a rate above zero");
    }
  }
}
