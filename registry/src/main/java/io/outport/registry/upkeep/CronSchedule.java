package io.outport.registry.upkeep;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.outport.oci.model.Quoted;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Moments by a cron expression of five fields, in UTC. */
public final class CronSchedule {
  /** Five fields; the library's parser takes, and stumbles over, other things. */
  private static final Pattern FIELDS =
      Pattern.compile("[-0-9A-Za-z*,/]+(\\s+[-0-9A-Za-z*,/]+){4}");

  private static final Instant SOME_DAY = Instant.parse("2026-01-01T00:00:00Z");

  private static final CronSchedule NEVER = new CronSchedule("never", null);

  private final String text;

  /** Null for no moment at all. */
  private final @Nullable ExecutionTime times;

  private CronSchedule(String text, @Nullable ExecutionTime times) {
    this.text = text;
    this.times = times;
  }

  /** No moment at all. */
  public static CronSchedule never() {
    return NEVER;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException in words for the person who wrote it
   */
  public static CronSchedule parse(String text) {
    CronSchedule schedule = read(text);
    if (schedule.next(SOME_DAY).isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' never comes: none of its months has such a day".formatted(Quoted.shorten(text)));
    }
    return schedule;
  }

  /** The first moment after this one; empty where there is none. */
  public Optional<Instant> next(Instant after) {
    return times == null
        ? Optional.empty()
        : times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
  }

  @Override
  public String toString() {
    return text;
  }

  private static CronSchedule read(String text) {
    String fields = text.strip();
    if (!FIELDS.matcher(fields).matches()) {
      throw malformed(text, null);
    }
    try {
      var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      return new CronSchedule(text, ExecutionTime.forCron(parser.parse(fields)));
    } catch (IllegalArgumentException e) {
      throw malformed(text, e);
    }
  }

  private static IllegalArgumentException malformed(
      String text, @Nullable IllegalArgumentException cause) {
    return new IllegalArgumentException(
        "'%s' is not a cron expression of five fields (minute hour day month weekday), such as '0 0 * * *'"
            .formatted(Quoted.shorten(text)),
        cause);
  }
}
