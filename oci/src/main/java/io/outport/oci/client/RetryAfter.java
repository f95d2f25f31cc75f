package io.outport.oci.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code Retry-After} in both its forms (RFC 9110, section 10.2.3). */
final class RetryAfter {
  /** A longer wish is cut to this, so that a bad clock cannot stop us for good. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final int MAX_DIGITS = 9;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

  private RetryAfter() {}

  /** The wait from now; never negative; empty when the header is not understood. */
  static Optional<Duration> parse(String header, Instant now) {
    String text = header.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(
          text.length() > MAX_DIGITS ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(text))));
    }
    try {
      Instant until = ZonedDateTime.parse(text, HTTP_DATE).toInstant();
      return Optional.of(bounded(Duration.between(now, until)));
    } catch (DateTimeException ignored) {
      // A hint that cannot be read is no hint: the usual backoff applies.
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wish) {
    if (wish.isNegative()) {
      return Duration.ZERO;
    }
    return wish.compareTo(LONGEST) > 0 ? LONGEST : wish;
  }
}
