package io.outport.hub.resource;

import io.outport.oci.model.Quoted;
import io.outport.registry.upkeep.CronSchedule;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks a five-field cron expression in UTC (reference, 2 {@code schedule}). */
final class CronText {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final Pattern ITEM =
      Pattern.compile("(\\*|(\\w{1,3})(?:-(\\w{1,3}))?)(?:/(\\d{1,3}))?");

  /** One of the five fields; names stand for the numbers from {@code least} on. */
  private record Field(String name, int least, int most, List<String> names) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("minute", 0, 59, List.of()),
          new Field("hour", 0, 23, List.of()),
          new Field("day of month", 1, 31, List.of()),
          new Field("month", 1, 12, MONTHS),
          new Field("day of week", 0, 7, DAYS));

  private CronText() {}

  /** The expression with single spaces; refuses what is none. */
  static String check(String what, String text) {
    List<String> parts = List.of(text.strip().split("\\s+", -1));
    if (parts.size() != FIELDS.size()) {
      throw problem(what, text, "it has %d fields, not 5".formatted(parts.size()));
    }
    for (int at = 0; at < parts.size(); at++) {
      if (!isField(FIELDS.get(at), parts.get(at))) {
        throw problem(what, text, "its %s is not one".formatted(FIELDS.get(at).name));
      }
    }
    String checked = String.join(" ", parts);
    try {
      CronSchedule.parse(checked);
    } catch (IllegalArgumentException ignored) {
      // Each field is one: what is left is a day that none of the months has.
      throw problem(what, text, "it never comes, as none of its months has such a day");
    }
    return checked;
  }

  private static boolean isField(Field field, String text) {
    return List.of(text.split(",", -1)).stream().allMatch(item -> isItem(field, item));
  }

  private static boolean isItem(Field field, String text) {
    Matcher item = ITEM.matcher(text);
    if (!item.matches()) {
      return false;
    }
    String step = item.group(4);
    if (step != null && (Integer.parseInt(step) < 1 || Integer.parseInt(step) > field.most)) {
      return false;
    }
    if (item.group(2) == null) {
      return true;
    }
    int from = number(field, item.group(2));
    int to = item.group(3) == null ? from : number(field, item.group(3));
    return from >= field.least && to <= field.most && from <= to;
  }

  /** The number that the text is or names; below every field's least when it is neither. */
  private static int number(Field field, String text) {
    int named = field.names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return field.least + named;
    }
    return text.chars().allMatch(Character::isDigit) ? Integer.parseInt(text) : -1;
  }

  private static ResourceProblem problem(String what, String text, String why) {
    return ResourceProblem.invalid(
        ("%s '%s' is not a cron expression: %s; give minute, hour, day of month, month and day of"
                + " week in UTC, such as '0 2 * * *'")
            .formatted(what, Quoted.shorten(text), why));
  }
}
