package io.outport.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double with each failure in a row, up to a longest one; up to a half is taken off at
 * random, so that agents do not come back in step. Of one thread.
 */
final class Backoff {
  private static final int MAX_DOUBLINGS = 30;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;

  private int failures;

  Backoff(Pace pace, RandomGenerator random) {
    this.first = pace.firstRetry();
    this.longest = pace.longestRetry();
    this.random = random;
  }

  /** After one more failure. */
  Duration next() {
    double whole = Math.min(first.toNanos() * Math.pow(2, failures), (double) longest.toNanos());
    failures = Math.min(failures + 1, MAX_DOUBLINGS);
    return Duration.ofNanos((long) (whole * (1 - random.nextDouble() / 2)));
  }

  /** After a success. */
  void reset() {
    failures = 0;
  }
}
