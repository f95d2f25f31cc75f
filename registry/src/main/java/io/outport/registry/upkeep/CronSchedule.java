package io.outport.registry.upkeep;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Moments by a cron expression of five fields, in UTC. */
public final class CronSchedule {
  private final String text;
  private final ExecutionTime times;

  private CronSchedule(String text, ExecutionTime times) {
    this.text = text;
    this.times = times;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException in words for the person who wrote it
   */
  public static CronSchedule parse(String text) {
    var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    try {
      return new CronSchedule(text, ExecutionTime.forCron(parser.parse(text.strip())));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is not a cron expression of five fields (minute hour day month weekday), such as '0 0 * * *'"
              .formatted(text),
          e);
    }
  }

  /** The first moment after this one; empty where there is none. */
  public Optional<Instant> next(Instant after) {
    return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
  }

  @Override
  public String toString() {
    return text;
  }
}
