package io.outport.agent.link;

import java.time.Duration;

/**
 * How often what is done.
 *
 * @param poll how long the hub is asked to hold a poll
 * @param firstRetry after one failure
 * @param longestRetry after many
 * @param status between two reports of the cluster
 * @param keyAge how old a key becomes
 * @param leastStep between two steps of one extension
 */
public record Pace(
    Duration poll,
    Duration firstRetry,
    Duration longestRetry,
    Duration status,
    Duration keyAge,
    Duration leastStep) {

  /** What an agent in a cluster does. */
  public static final Pace DEFAULT =
      new Pace(
          Duration.ofSeconds(50),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofDays(30),
          Duration.ofMillis(100));
}
