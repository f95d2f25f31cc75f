package io.outport.sync.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.outport.oci.model.Quoted;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When content may move (reference, 2 {@code schedule} and {@code syncWindow}): always, or for the
 * length of the window from each time of the cron expression on. Times are UTC. Two windows that
 * touch or overlap are one.
 */
public final class SyncSchedule {
  /** The expression that means "always". */
  public static final String CONTINUOUS = "* * * * *";

  private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
  private static final Duration LONGEST_WINDOW = Duration.ofDays(7);

  /** Openings that are followed when windows overlap; a longer chain is cut into pieces. */
  private static final int MAX_CHAIN = 16;

  /** Five fields; the library's parser takes, and stumbles over, other things. */
  private static final Pattern FIELDS = Pattern.compile("[-0-9A-Za-z*,/]+( [-0-9A-Za-z*,/]+){4}");

  private static final Instant SOME_DAY = Instant.parse("2026-01-01T00:00:00Z");

  private final @Nullable ExecutionTime openings;
  private final Duration window;

  private final boolean always;

  private SyncSchedule(@Nullable ExecutionTime openings, Duration window, boolean always) {
    this.openings = openings;
    this.window = window;
    this.always = always;
  }

  /** The schedule that is always open. */
  public static SyncSchedule continuous() {
    return new SyncSchedule(null, Duration.ZERO, true);
  }

  /** The schedule that never opens. */
  public static SyncSchedule never() {
    return new SyncSchedule(null, Duration.ZERO, false);
  }

  /**
   * Reads a schedule.
   *
   * @param cron five fields, minute first
   * @param window ISO 8601 duration from one minute to seven days; ignored when continuous
   * @throws IllegalArgumentException in words for the person who wrote it
   */
  public static SyncSchedule parse(String cron, String window) {
    String fields = cron.strip().replaceAll("\\s+", " ");
    if (fields.equals(CONTINUOUS) || fields.isEmpty()) {
      return continuous();
    }
    ExecutionTime openings = readCron(fields);
    Duration length = readWindow(fields, window);
    // The library looks half a second for a day that no month has: once, not at each question.
    return openings.nextExecution(utc(SOME_DAY)).isEmpty()
        ? never()
        : new SyncSchedule(openings, length, false);
  }

  /** Whether content may move at any time. */
  public boolean isContinuous() {
    return always;
  }

  /** Whether content may move now. */
  public boolean isOpen(Instant now) {
    return always || lastOpening(now).filter(now.minus(window)::isBefore).isPresent();
  }

  /** When content must stop moving; empty when that is never or it may not move now. */
  public Optional<Instant> closes(Instant now) {
    if (always || !isOpen(now)) {
      return Optional.empty();
    }
    Instant end = lastOpening(now).orElseThrow().plus(window);
    for (int i = 0; i < MAX_CHAIN; i++) {
      Optional<Instant> next = lastOpening(end).map(opening -> opening.plus(window));
      if (next.isEmpty() || !next.get().isAfter(end)) {
        break;
      }
      end = next.get();
    }
    return Optional.of(end);
  }

  /** When content may move: now, or at the next opening; empty when there is none. */
  public Optional<Instant> nextOpen(Instant now) {
    if (isOpen(now)) {
      return Optional.of(now);
    }
    return openings == null
        ? Optional.empty()
        : openings.nextExecution(utc(now)).map(ZonedDateTime::toInstant);
  }

  private Optional<Instant> lastOpening(Instant now) {
    ExecutionTime times = openings;
    if (times == null) {
      return Optional.empty();
    }
    ZonedDateTime moment = utc(now);
    return times.isMatch(moment)
        ? Optional.of(now.truncatedTo(ChronoUnit.MINUTES))
        : times.lastExecution(moment).map(ZonedDateTime::toInstant);
  }

  private static ZonedDateTime utc(Instant now) {
    return now.atZone(ZoneOffset.UTC);
  }

  private static ExecutionTime readCron(String fields) {
    if (!FIELDS.matcher(fields).matches()) {
      throw malformed(fields, null);
    }
    try {
      var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      return ExecutionTime.forCron(parser.parse(fields));
    } catch (IllegalArgumentException e) {
      throw malformed(fields, e);
    }
  }

  private static IllegalArgumentException malformed(
      String text, @Nullable IllegalArgumentException cause) {
    return new IllegalArgumentException(
        "sync schedule '%s' is not a cron expression of five fields (minute hour day month weekday), such as '0 2 * * *'"
            .formatted(Quoted.shorten(text)),
        cause);
  }

  private static Duration readWindow(String cron, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "sync schedule '%s' needs a sync window, such as PT4H".formatted(cron));
    }
    try {
      Duration window = Duration.parse(text.strip());
      if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
        throw new IllegalArgumentException(
            "sync window '%s' must be from one minute to seven days".formatted(text));
      }
      return window;
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "sync window '%s' is not an ISO 8601 duration of days and hours, such as PT4H"
              .formatted(text),
          e);
    }
  }
}
