package io.outport.hub.event;

import io.outport.hub.resource.HubFacts;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.EventContent;
import io.outport.hubapi.model.ResourceId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What receivers are sent: the vendor's webhook document, or a CloudEvent of version 1.0 in
 * structured mode where a custom header {@code Content-Type: application/cloudevents+json} asks for
 * it (reference, 3.6 "Delivery").
 */
record EventBodies(HubFacts hub) {
  static final String PLAIN = "application/json";
  static final String CLOUD_EVENTS = "application/cloudevents+json";

  /** A body with the type that it is sent as. */
  record Body(String contentType, String text) {}

  /** The event in the vendor's words. */
  EventContent content(ContentEvent event) {
    return new EventContent(
        event.id(),
        event.time(),
        event.action().label(),
        new EventContent.Target(
            event.mediaType(),
            event.size(),
            event.digest(),
            event.size(),
            event.repository(),
            event.tag()),
        new EventContent.Request(event.id(), hub.authority(), method(event.action())),
        event.site() == null ? null : new EventContent.Site(event.site()));
  }

  /** An event that says nothing. */
  static EventContent ping(String id, Instant now) {
    return new EventContent(id, now, "ping", null, null, null);
  }

  /** The content as this webhook wants it. */
  Body body(WebhookEntry webhook, EventContent content) {
    String type =
        webhook.headers().entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(PLAIN);
    boolean cloud = type.toLowerCase(Locale.ROOT).startsWith(CLOUD_EVENTS);
    Object document = cloud ? cloudEvent(content) : content;
    return new Body(type, ControlJson.mapper().writeValueAsString(document));
  }

  /** CloudEvents 1.0, JSON format, 3. */
  private Map<String, Object> cloudEvent(EventContent content) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("specversion", "1.0");
    event.put("id", content.id());
    event.put("type", type(content.action()));
    event.put("source", source(content.connectedRegistry()));
    String subject = subject(content.target());
    if (!subject.isEmpty()) {
      event.put("subject", subject);
    }
    event.put("time", content.timestamp());
    event.put("datacontenttype", PLAIN);
    event.put("data", content);
    return event;
  }

  private static String type(String action) {
    return "Microsoft.ContainerRegistry."
        + switch (action) {
          case "push" -> "ImagePushed";
          case "delete" -> "ImageDeleted";
          default -> "Ping";
        };
  }

  private String source(EventContent.@Nullable Site site) {
    ResourceId registry = hub.registryId();
    return site == null
        ? registry.toString()
        : registry.child(ResourceId.CONNECTED_REGISTRIES, site.name()).toString();
  }

  private static String subject(EventContent.@Nullable Target target) {
    if (target == null) {
      return "";
    }
    return target.repository()
        + (target.tag() == null
            ? "@" + target.digest()
            : ":" + Objects.requireNonNull(target.tag()));
  }

  private static String method(ContentEvent.Action action) {
    return switch (action) {
      case PUSH -> "PUT";
      case DELETE -> "DELETE";
    };
  }
}
