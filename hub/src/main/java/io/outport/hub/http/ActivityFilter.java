package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.ActivityEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The activity log's {@code $filter}: {@code eventTimestamp ge '…' and eventTimestamp le '…'}, and
 * {@code FIELD eq '…'} for the other fields that the vendor's client offers.
 */
record ActivityFilter(Instant from, Instant to, Map<String, String> equal) {
  private static final int MAX_LENGTH = 4_096;

  /** The vendor's client writes times without quotes, and all else with them. */
  private static final Pattern CLAUSE =
      Pattern.compile("([A-Za-z]+) (ge|le|eq) (?:'(?<quoted>[^']*)'|(?<bare>[^\\s']+))");

  private static final String TIME = "eventtimestamp";
  private static final Set<String> FIELDS =
      Set.of(
          "caller",
          "correlationid",
          "resourcegroupname",
          "resourceid",
          "resourceprovider",
          "status");

  /** Copies the map. */
  ActivityFilter {
    equal = Map.copyOf(equal);
  }

  static ActivityFilter of(JsonRequest request) {
    String text = request.parameter("$filter").orElse("").strip();
    if (text.length() > MAX_LENGTH) {
      throw refusal();
    }
    Instant from = Instant.MIN;
    Instant to = Instant.MAX;
    Map<String, String> equal = new HashMap<>();
    for (String part : text.isEmpty() ? List.<String>of() : List.of(text.split(" and ", -1))) {
      Matcher clause = CLAUSE.matcher(part.strip());
      if (!clause.matches()) {
        throw refusal();
      }
      String field = clause.group(1).toLowerCase(Locale.ROOT);
      String value = Objects.requireNonNullElse(clause.group("quoted"), clause.group("bare"));
      switch (clause.group(2)) {
        case "ge" -> from = time(field, value);
        case "le" -> to = time(field, value);
        default -> equal.put(known(field), value);
      }
    }
    return new ActivityFilter(from, to, equal);
  }

  boolean accepts(ActivityEvent event) {
    return equal.entrySet().stream()
        .allMatch(each -> each.getValue().equalsIgnoreCase(value(event, each.getKey())));
  }

  private static String value(ActivityEvent event, String field) {
    return switch (field) {
      case "caller" -> event.caller();
      case "correlationid" -> event.correlationId();
      case "resourcegroupname" -> event.resourceGroupName();
      case "resourceid" -> event.resourceId();
      case "resourceprovider" -> event.resourceProviderName().value();
      default -> event.status().value();
    };
  }

  private static String known(String field) {
    if (!FIELDS.contains(field)) {
      throw refusal();
    }
    return field;
  }

  /** With or without an offset; UTC without. */
  private static Instant time(String field, String text) {
    if (!field.equals(TIME)) {
      throw refusal();
    }
    try {
      TemporalAccessor read =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
      return switch (read) {
        case OffsetDateTime moment -> moment.toInstant();
        case LocalDateTime moment -> moment.toInstant(ZoneOffset.UTC);
        default -> throw refusal();
      };
    } catch (DateTimeException unreadable) {
      throw new JsonRefusal(
          400,
          "InvalidFilter",
          "eventTimestamp takes a time such as '2026-01-15T08:00:00Z'",
          unreadable);
    }
  }

  private static JsonRefusal refusal() {
    return new JsonRefusal(
        400,
        "InvalidFilter",
        "the filter is not one of the activity log: write \"eventTimestamp ge 'TIME'\","
            + " \"eventTimestamp le 'TIME'\" and \"FIELD eq 'value'\" with caller, correlationId,"
            + " resourceGroupName, resourceId, resourceProvider, status, joined by and");
  }
}
