package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** ISO 8601 durations within limits (reference, 2 {@code syncWindow}, {@code messageTtl}). */
final class Spans {
  /** What people write who do not know ISO 8601: 4h, 2d. */
  private static final Pattern SHORT = Pattern.compile("(\\d{1,4})\\s*([HD])[A-Z]*");

  private static final Pattern PLAIN = Pattern.compile("(\\d{1,6})([SMHD])");

  private Spans() {}

  static @Nullable String window(@Nullable String text) {
    return check("--sync-window", text, Duration.ofHours(1), Duration.ofDays(7), "PT1H to P7D");
  }

  static @Nullable String messageTtl(@Nullable String text) {
    return check(
        "--sync-message-ttl", text, Duration.ofDays(1), Duration.ofDays(90), "P1D to P90D");
  }

  /** ISO 8601, or what people write: 90s, 10m, 2h, 1d; null for null. */
  static @Nullable String soak(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String given = text.strip().toUpperCase(Locale.ROOT);
    Matcher plain = PLAIN.matcher(given);
    String form = plain.matches() && plain.group(2).equals("D") ? "P%s" : "PT%s";
    return check(
        "--soak",
        plain.matches() ? form.formatted(given) : given,
        Duration.ZERO,
        Duration.ofDays(30),
        "0s to 30d, such as 10m or PT10M");
  }

  private static @Nullable String check(
      String option, @Nullable String text, Duration least, Duration most, String range) {
    if (text == null) {
      return null;
    }
    String given = text.strip().toUpperCase(Locale.ROOT);
    Duration span;
    try {
      span = Duration.parse(given);
    } catch (DateTimeParseException ignored) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "%s '%s' is not an ISO 8601 duration%s; give %s"
              .formatted(option, text, hint(given), range));
    }
    if (span.compareTo(least) < 0 || span.compareTo(most) > 0) {
      throw new Refusal(
          Refusal.Exit.USAGE, "%s '%s' is out of range: give %s".formatted(option, text, range));
    }
    return given;
  }

  private static String hint(String given) {
    Matcher found = SHORT.matcher(given);
    if (!found.matches()) {
      return "";
    }
    String form = found.group(2).equals("H") ? "PT%sH" : "P%sD";
    return " (perhaps %s)".formatted(form.formatted(found.group(1)));
  }
}
