package io.outport.hub.resource;

import io.outport.oci.model.Quoted;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** ISO 8601 durations within limits (reference, 2 {@code syncWindow}, {@code messageTtl}). */
final class Spans {
  private Spans() {}

  static String window(String text) {
    return check("sync window", text, Duration.ofHours(1), Duration.ofDays(7));
  }

  static String messageTtl(String text) {
    return check("message time to live", text, Duration.ofDays(1), Duration.ofDays(90));
  }

  private static String check(String what, String text, Duration least, Duration most) {
    // What is kept is what is judged: Java takes a small 't' with nothing behind it, and no large
    // one.
    String kept = text.strip().toUpperCase(Locale.ROOT);
    Duration given = parse(what, kept);
    if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
      throw ResourceProblem.invalid(
          "%s '%s' is out of range: give from %s to %s"
              .formatted(what, Quoted.shorten(text), least, days(most)));
    }
    return kept;
  }

  private static Duration parse(String what, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException ignored) {
      throw ResourceProblem.invalid(
          "%s '%s' is not an ISO 8601 duration: write it such as PT4H or P2D"
              .formatted(what, Quoted.shorten(text)));
    }
  }

  private static String days(Duration span) {
    return "P%dD".formatted(span.toDays());
  }
}
