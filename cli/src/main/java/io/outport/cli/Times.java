package io.outport.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Moments as people read them: in local time, with UTC beside it where that differs. */
record Times(ZoneId zone) {
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** In the zone of this machine. */
  static Times local() {
    return new Times(ZoneId.systemDefault());
  }

  /** Such as {@code 2026-11-26 07:01:05 (01:16:05Z)}; a dash for none. */
  String cell(@Nullable Instant moment) {
    if (moment == null) {
      return "-";
    }
    ZonedDateTime here = moment.atZone(zone);
    ZonedDateTime there = moment.atZone(ZoneOffset.UTC);
    if (here.getOffset().equals(ZoneOffset.UTC)) {
      return DAY_AND_TIME.format(there) + "Z";
    }
    boolean sameDay = here.toLocalDate().equals(there.toLocalDate());
    return "%s (%sZ)"
        .formatted(DAY_AND_TIME.format(here), (sameDay ? TIME : DAY_AND_TIME).format(there));
  }
}
