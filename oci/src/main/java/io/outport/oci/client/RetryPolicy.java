package io.outport.oci.client;

import java.time.Duration;

/** When a failed request is sent again, and after what pause. */
final class RetryPolicy {
  private static final int MAX_DOUBLINGS = 20;

  private final ClientSettings settings;
  private final Surroundings surroundings;

  RetryPolicy(ClientSettings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
  }

  /**
   * Rests before the next attempt.
   *
   * @param failures how many attempts failed so far, 1 or more
   * @throws RegistryException the failure itself when it is not to be tried again
   */
  void pauseOrThrow(int failures, RegistryException failure) {
    Duration asked = failure.retryAfter().orElse(Duration.ZERO);
    if (!failure.retryable()
        || failures >= settings.maxAttempts()
        || asked.compareTo(settings.maxRetryAfter()) > 0) {
      throw failure;
    }
    Duration backoff = backoff(failures);
    try {
      surroundings.sleeper().sleep(backoff.compareTo(asked) > 0 ? backoff : asked);
    } catch (InterruptedException e) {
      throw Failures.cancelled("try again", e);
    }
  }

  /** Exponential, with the upper half random so that many sites do not come back at once. */
  private Duration backoff(int failures) {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    long most =
        Math.min(settings.maxBackoff().toMillis(), settings.firstBackoff().toMillis() << doublings);
    long half = Math.max(1, most / 2);
    return Duration.ofMillis(half + surroundings.random().nextLong(half + 1));
  }
}
