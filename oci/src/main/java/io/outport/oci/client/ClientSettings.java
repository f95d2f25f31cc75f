package io.outport.oci.client;

import java.time.Duration;

/**
 * The bounds of a client.
 *
 * @param connectTimeout for a TCP and TLS connection
 * @param responseTimeout from the last byte sent to the response's headers
 * @param idleLimit longest wait for the next byte of a body
 * @param minimumBytesPerSecond slowest body that is not given up; 0 allows any. Only time spent
 *     waiting for the peer counts, so a reader that throttles itself is not punished
 * @param minimumRateWindow waiting time over which that rate is judged
 * @param maxAttempts how often an idempotent request is sent, the first one included
 * @param firstBackoff pause before the second attempt; doubles from there
 * @param maxBackoff longest such pause
 * @param maxRetryAfter longest {@code Retry-After} that is waited for; a longer one is reported
 * @param maxPages most pages followed in one listing
 */
public record ClientSettings(
    Duration connectTimeout,
    Duration responseTimeout,
    Duration idleLimit,
    long minimumBytesPerSecond,
    Duration minimumRateWindow,
    int maxAttempts,
    Duration firstBackoff,
    Duration maxBackoff,
    Duration maxRetryAfter,
    int maxPages) {

  /** Checks the bounds. */
  public ClientSettings {
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("responseTimeout", responseTimeout);
    requirePositive("idleLimit", idleLimit);
    requirePositive("minimumRateWindow", minimumRateWindow);
    requirePositive("firstBackoff", firstBackoff);
    requirePositive("maxBackoff", maxBackoff);
    requirePositive("maxRetryAfter", maxRetryAfter);
    if (minimumBytesPerSecond < 0 || maxAttempts < 1 || maxPages < 1) {
      throw new IllegalArgumentException(
          "minimumBytesPerSecond may not be negative; maxAttempts and maxPages are at least 1");
    }
  }

  /** For thin links: patient with silence, strict with the end of it. */
  public static ClientSettings defaults() {
    return new ClientSettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        512,
        Duration.ofSeconds(60),
        4,
        Duration.ofMillis(250),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        1_000);
  }

  /** The same settings with other timeouts before a body. */
  public ClientSettings withTimeouts(Duration connect, Duration response) {
    return new ClientSettings(
        connect,
        response,
        idleLimit,
        minimumBytesPerSecond,
        minimumRateWindow,
        maxAttempts,
        firstBackoff,
        maxBackoff,
        maxRetryAfter,
        maxPages);
  }

  /** The same settings with another guard of bodies. */
  public ClientSettings withBodyGuard(Duration idle, long bytesPerSecond, Duration window) {
    return new ClientSettings(
        connectTimeout,
        responseTimeout,
        idle,
        bytesPerSecond,
        window,
        maxAttempts,
        firstBackoff,
        maxBackoff,
        maxRetryAfter,
        maxPages);
  }

  /** The same settings with another number of attempts. */
  public ClientSettings withMaxAttempts(int attempts) {
    return new ClientSettings(
        connectTimeout,
        responseTimeout,
        idleLimit,
        minimumBytesPerSecond,
        minimumRateWindow,
        attempts,
        firstBackoff,
        maxBackoff,
        maxRetryAfter,
        maxPages);
  }

  /** The same settings with another bound on pages. */
  public ClientSettings withMaxPages(int pages) {
    return new ClientSettings(
        connectTimeout,
        responseTimeout,
        idleLimit,
        minimumBytesPerSecond,
        minimumRateWindow,
        maxAttempts,
        firstBackoff,
        maxBackoff,
        maxRetryAfter,
        pages);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive");
    }
  }
}
