package io.outport.cli;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Five-field cron expressions in UTC: their mistakes, their meaning, and when they come next. */
final class Schedules {
  private static final int FIELDS = 5;
  private static final int RUNS_SHOWN = 3;
  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  private Schedules() {}

  static boolean isContinuous(String schedule) {
    return schedule.equals(ConnectedRegistry.CONTINUOUS);
  }

  /** The expression with single spaces. */
  static String check(String option, String text) {
    List<String> fields = List.of(text.strip().split("\\s+", -1));
    if (fields.size() != FIELDS) {
      throw refusal(option, text, count(fields));
    }
    String checked = String.join(" ", fields);
    if (!isContinuous(checked)) {
      var _ = parse(option, checked);
    }
    return checked;
  }

  /** In words, and the next moments after now; for a schedule that was checked. */
  static List<String> explain(String what, String schedule, Instant now, Times times) {
    if (isContinuous(schedule)) {
      return List.of(what + " continuously, every minute");
    }
    Cron cron = parse(what, schedule);
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s (UTC)".formatted(what, CronDescriptor.instance(Locale.ENGLISH).describe(cron)));
    ZonedDateTime last = now.atZone(ZoneOffset.UTC);
    for (int run = 0; run < RUNS_SHOWN; run++) {
      var next = ExecutionTime.forCron(cron).nextExecution(last);
      if (next.isEmpty()) {
        return lines;
      }
      last = next.get();
      lines.add("  next: " + times.cell(last.toInstant()));
    }
    return lines;
  }

  private static Cron parse(String option, String text) {
    try {
      Cron cron =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(text);
      cron.validate();
      return cron;
    } catch (IllegalArgumentException problem) {
      String words =
          String.valueOf(problem.getMessage()).replaceFirst("^Failed to parse.*?[.:] ?", "");
      throw refusal(option, text, words.replaceFirst("^.*?Exception: ", ""));
    }
  }

  private static String count(List<String> fields) {
    String nickname = NICKNAMES.get(fields.getFirst().toLowerCase(Locale.ROOT));
    if (nickname != null) {
      return "write '%s' for it".formatted(nickname);
    }
    if (fields.size() == FIELDS + 1) {
      return "it has 6 fields, and a schedule has 5, without seconds: perhaps '%s'"
          .formatted(String.join(" ", fields.subList(1, fields.size())));
    }
    return "it has %d field%s, not 5".formatted(fields.size(), fields.size() == 1 ? "" : "s");
  }

  private static Refusal refusal(String option, String text, String why) {
    return new Refusal(
        Refusal.Exit.USAGE,
        ("%s '%s' is not a schedule: %s; give minute, hour, day of month, month and day of week in"
                + " UTC, such as '0 2 * * *'")
            .formatted(option, text, why));
  }
}
