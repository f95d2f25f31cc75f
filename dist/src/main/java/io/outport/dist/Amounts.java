package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.Quoted;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as people write them. */
final class Amounts {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(B|KiB|MiB|GiB|TiB)?");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})([smhd])");
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s",
          Duration.ofSeconds(1),
          "m",
          Duration.ofMinutes(1),
          "h",
          Duration.ofHours(1),
          "d",
          Duration.ofDays(1));

  private Amounts() {}

  /**
   * Reads {@code 500MiB}, {@code 2GiB} or a number of bytes.
   *
   * @throws Refusal {@code USAGE}
   */
  static long size(String option, String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw refusal(option, text, "size: write it like 500MiB, 2GiB or a number of bytes");
    }
    long unit = matcher.group(2) == null ? 1 : BYTES.getOrDefault(matcher.group(2), 1L);
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      throw refusal(option, text, "size that any disk has");
    }
  }

  /**
   * Reads {@code 30s}, {@code 90m}, {@code 24h} or {@code 7d}.
   *
   * @throws Refusal {@code USAGE}
   */
  static Duration time(String option, String text) {
    Matcher matcher = TIME.matcher(text.strip());
    if (!matcher.matches()) {
      throw refusal(option, text, "time: write it like 30s, 90m, 24h or 7d");
    }
    Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
    return unit.multipliedBy(Long.parseLong(matcher.group(1)));
  }

  private static Refusal refusal(String option, String text, String what) {
    return new Refusal(
        Refusal.Exit.USAGE, "%s '%s' is no %s".formatted(option, Quoted.shorten(text), what));
  }
}
