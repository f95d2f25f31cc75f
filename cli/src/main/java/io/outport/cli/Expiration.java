package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When passwords end; never, where nothing is said. */
final class Expiration {
  private static final int MOST_DAYS = 36_500;

  @Option(
      names = {"--expiration"},
      paramLabel = "TIME",
      description = "When the passwords end, such as 2027-12-31T12:59:59Z; never, if left out.")
  private @Nullable String moment;

  @Option(
      names = {"--expiration-in-days"},
      paramLabel = "DAYS",
      description = "In how many days they end, instead of --expiration.")
  private @Nullable Integer days;

  @Option(
      names = {"--days"},
      hidden = true,
      paramLabel = "DAYS",
      description = "Deprecated name of --expiration-in-days.")
  private @Nullable Integer oldDays;

  boolean isGiven() {
    return moment != null || days != null || oldDays != null;
  }

  /** The moment, null for never; refuses one that is over. */
  @Nullable Instant at(Instant now, Output output) {
    if (oldDays != null) {
      output.warn("--days is deprecated: use --expiration-in-days");
    }
    Integer span = days == null ? oldDays : days;
    if (moment != null && span != null) {
      throw new Refusal(Refusal.Exit.USAGE, "give --expiration or --expiration-in-days, not both");
    }
    if (span != null && (span < 1 || span > MOST_DAYS)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--expiration-in-days takes 1 or more, up to %d".formatted(MOST_DAYS));
    }
    if (moment == null) {
      return span == null ? null : now.plus(Duration.ofDays(span));
    }
    Instant wanted = parse(moment);
    if (!wanted.isAfter(now)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--expiration %s is over already: give a later time".formatted(moment));
    }
    return wanted;
  }

  private static Instant parse(String text) {
    try {
      return OffsetDateTime.parse(text.strip()).toInstant();
    } catch (DateTimeException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--expiration '%s' is not a time: write it such as 2027-12-31T12:59:59Z".formatted(text),
          e);
    }
  }
}
