package io.outport.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before attempt after attempt: doubling from {@code first} up to {@code longest},
 * of which a random part of up to a half is taken off so that sites do not come back in step.
 */
public record Backoff(Duration first, Duration longest) {
  private static final int MAX_DOUBLINGS = 30;

  /** Checks that the waits are positive and in order. */
  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("back-off from " + first + " to " + longest);
    }
  }

  /** The wait after this many failures in a row, 1 or more. */
  public Duration after(int failures, RandomGenerator random) {
    int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
    double whole = Math.min(first.toNanos() * Math.pow(2, doublings), (double) longest.toNanos());
    return Duration.ofNanos((long) (whole * (1 - random.nextDouble() / 2)));
  }
}
