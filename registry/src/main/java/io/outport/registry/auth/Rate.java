package io.outport.registry.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something may happen: so many times at once after a rest, and evenly that many in each
 * period in the long run.
 */
public record Rate(int times, Duration period) {
  /** Most times in a period. */
  public static final int MAX_TIMES = 10_000_000;

  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,7})(?:/([smh]))?");

  /** Checks both. */
  public Rate {
    if (times < 1 || times > MAX_TIMES || !period.isPositive() || period.toHours() > 24) {
      throw new IllegalArgumentException("a rate needs 1 to %d times".formatted(MAX_TIMES));
    }
  }

  /** Reads {@code 100}, {@code 100/s}, {@code 6000/m} or {@code 50000/h}; empty for other text. */
  public static Optional<Rate> find(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > MAX_TIMES) {
      return Optional.empty();
    }
    Duration period =
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          case null, default -> Duration.ofSeconds(1);
        };
    return Optional.of(new Rate(Integer.parseInt(matcher.group(1)), period));
  }

  /** The time that one event costs, in nanoseconds. */
  long costNanos() {
    return Math.max(1, period.toNanos() / times);
  }
}
