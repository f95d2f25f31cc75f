package io.outport.hub.event;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How patient deliveries are. The pause after a failure doubles from the first to the longest, of
 * which a random part of up to a half is taken off.
 *
 * @param maxAttempts how often an event is sent before it becomes a dead letter
 * @param maxAge of an event that failed at least once, before it becomes a dead letter; the history
 *     is kept for longer
 * @param connectTimeout until there is a connection
 * @param timeout until there is a whole answer
 */
public record DeliverySettings(
    Duration firstPause,
    Duration longestPause,
    int maxAttempts,
    Duration maxAge,
    Duration connectTimeout,
    Duration timeout) {

  /** The settings of a hub. */
  public static final DeliverySettings DEFAULT =
      new DeliverySettings(
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          30,
          Duration.ofHours(24),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15));

  private static final int MAX_DOUBLINGS = 30;

  /** The pause after this many failures in a row, 1 or more. */
  Duration pause(int failures, RandomGenerator random) {
    int doublings = Math.clamp(failures - 1L, 0, MAX_DOUBLINGS);
    double whole =
        Math.min(firstPause.toNanos() * Math.pow(2, doublings), (double) longestPause.toNanos());
    return Duration.ofNanos((long) (whole * (1 - random.nextDouble() / 2)));
  }
}
