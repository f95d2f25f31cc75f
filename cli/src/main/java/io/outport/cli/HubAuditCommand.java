package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ActivityEvent;
import io.outport.hubapi.model.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who changed what through a hub's control API. */
@Command(
    name = "audit",
    description = "Show who changed what through the control API, newest first.",
    footer = {"", "Example:", "  outport hub audit --offset 7d --caller admin -o json"})
public final class HubAuditCommand implements Runnable {
  private static final List<String> TITLES =
      List.of("Time", "Caller", "Operation", "Resource", "Status", "Correlation id");
  private static final Pattern OFFSET = Pattern.compile("([1-9]\\d{0,4})([mhd])");

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  @Option(
      names = {"--offset"},
      paramLabel = "TIME",
      description = "How far to look back, such as 30m, 6h or 7d; default ${DEFAULT-VALUE}.")
  private String offset = "6h";

  @Option(
      names = {"--max-events"},
      paramLabel = "COUNT",
      description = "Most entries; default ${DEFAULT-VALUE}.")
  private int max = 50;

  @Option(
      names = {"--caller"},
      paramLabel = "NAME",
      description = "Only what this principal did.")
  private @Nullable String caller;

  @Option(
      names = {"--resource-id"},
      paramLabel = "ID",
      description = "Only what was done to this resource.")
  private @Nullable String resource;

  @Option(
      names = {"--correlation-id"},
      paramLabel = "ID",
      description = "Only what has this correlation id.")
  private @Nullable String correlation;

  /** Made by picocli. */
  public HubAuditCommand() {}

  @Override
  public void run() {
    if (max < 1) {
      throw new Refusal(Refusal.Exit.USAGE, "--max-events takes a number from 1 on");
    }
    List<String> clauses = new ArrayList<>();
    clauses.add("eventTimestamp ge '%s'".formatted(Instant.now().minus(span(offset))));
    add(clauses, "caller", caller);
    add(clauses, "resourceId", resource);
    add(clauses, "correlationId", correlation);
    try (HubClient client = hub.open()) {
      List<ActivityEvent> events = client.activity(String.join(" and ", clauses), max);
      output.list(events, TITLES, events.stream().map(HubAuditCommand::row).toList());
    }
  }

  private static void add(List<String> clauses, String field, @Nullable String value) {
    if (value != null) {
      if (value.contains("'")) {
        throw new Refusal(Refusal.Exit.USAGE, "no %s has a quotation mark in it".formatted(field));
      }
      clauses.add("%s eq '%s'".formatted(field, value));
    }
  }

  private static Duration span(String text) {
    Matcher matcher = OFFSET.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new Refusal(Refusal.Exit.USAGE, "--offset takes a time such as 30m, 6h or 7d");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static List<String> row(ActivityEvent event) {
    int last = event.resourceId().lastIndexOf('/');
    return List.of(
        event.eventTimestamp().toString(),
        event.caller(),
        event.operationName().value(),
        event.resourceId().substring(last + 1),
        "%s (%s)".formatted(event.status().value(), event.subStatus().value()),
        event.correlationId());
  }
}
