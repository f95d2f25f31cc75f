package io.outport.hub.http;

import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.audit.AuditEntry;
import io.outport.hub.audit.AuditLog;
import io.outport.hub.resource.HubFacts;
import io.outport.hubapi.model.ActivityEvent;
import io.outport.hubapi.model.ActivityEvent.Text;
import io.outport.hubapi.model.ResourceList;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /subscriptions/{s}/providers/Microsoft.Insights/eventtypes/management/values}: the
 * audit log, newest first, in pages.
 */
record ActivityEndpoint(AuditLog log, HubFacts hub) {
  /** Most events of one page. */
  static final int PAGE = 200;

  /** Most entries that are looked at for one page. */
  static final int MAX_LOOKED_AT = 20_000;

  private static final String SKIP = "$skiptoken";
  private static final int BLOCK = 1_000;
  private static final int GROUP_AT = 3;
  private static final int PROVIDER_AT = 5;

  JsonReply list(JsonRequest request) {
    ResourceEndpoint.requireMethod(request, "GET");
    ActivityFilter filter = ActivityFilter.of(request);
    long before = request.number(SKIP, Long.MAX_VALUE);
    List<ActivityEvent> found = new ArrayList<>();
    int looked = 0;
    boolean more = true;
    while (more && found.size() < PAGE && looked < MAX_LOOKED_AT) {
      List<AuditEntry> block = log.list(filter.from(), filter.to(), before, BLOCK);
      more = block.size() == BLOCK;
      for (AuditEntry entry : block) {
        if (found.size() == PAGE) {
          more = true;
          break;
        }
        before = entry.number();
        looked++;
        ActivityEvent event = event(entry);
        if (filter.accepts(event)) {
          found.add(event);
        }
      }
    }
    return JsonReply.json(200, new ResourceList<>(found, more ? next(request, before) : null));
  }

  private String next(JsonRequest request, long before) {
    StringBuilder link = new StringBuilder(hub.endpoint() + request.path() + "?");
    request
        .query()
        .forEach(
            (name, values) -> {
              if (!name.equals(SKIP)) {
                link.append(encoded(name))
                    .append('=')
                    .append(encoded(values.getFirst()))
                    .append('&');
              }
            });
    return link.append(encoded(SKIP)).append('=').append(before).toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private ActivityEvent event(AuditEntry entry) {
    List<String> path = List.of(entry.resource().substring(1).split("/", -1));
    boolean action = entry.method().equals("POST");
    List<String> named = action && path.size() > 1 ? path.subList(0, path.size() - 1) : path;
    String resource = "/" + String.join("/", named);
    String type = type(named);
    String id = Long.toString(entry.number());
    return new ActivityEvent(
        "%s/events/%s/ticks/%d".formatted(resource, id, entry.time().toEpochMilli()),
        id,
        entry.correlationId(),
        id,
        entry.time(),
        entry.time(),
        isFailure(entry) ? "Error" : "Informational",
        "Operation",
        entry.principal(),
        Text.of(entry.isAnswered() ? "EndRequest" : "BeginRequest"),
        Text.of("Administrative"),
        segment(named, GROUP_AT),
        Text.of(segment(named, PROVIDER_AT)),
        Text.of(type),
        resource,
        Text.of(type + "/" + verb(entry.method(), path)),
        Text.of(status(entry)),
        Text.of(entry.isAnswered() ? Integer.toString(entry.status()) : ""),
        hub.subscriptionId(),
        hub.tenantId(),
        new ActivityEvent.HttpCall(entry.correlationId(), entry.method()),
        Map.of());
  }

  /** Such as {@code Microsoft.ContainerRegistry/registries/tokens}: every second segment. */
  private static String type(List<String> path) {
    if (path.size() <= PROVIDER_AT) {
      return "Microsoft.Resources/resourceGroups";
    }
    List<String> parts = new ArrayList<>(List.of(path.get(PROVIDER_AT)));
    for (int at = PROVIDER_AT + 1; at < path.size(); at += 2) {
      parts.add(path.get(at));
    }
    return String.join("/", parts);
  }

  private static String verb(String method, List<String> path) {
    return switch (method) {
      case "PUT", "PATCH" -> "write";
      case "DELETE" -> "delete";
      default -> path.getLast() + "/action";
    };
  }

  private static String status(AuditEntry entry) {
    if (!entry.isAnswered()) {
      return "Started";
    }
    return isFailure(entry) ? "Failed" : "Succeeded";
  }

  private static boolean isFailure(AuditEntry entry) {
    return entry.status() >= 400;
  }

  private static String segment(List<String> path, int at) {
    @Nullable String found = at < path.size() ? path.get(at) : null;
    return found == null ? "" : found;
  }
}
