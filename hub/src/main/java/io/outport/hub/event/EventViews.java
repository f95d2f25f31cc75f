package io.outport.hub.event;

import io.outport.hubapi.model.EventContent;
import io.outport.hubapi.model.WebhookEvent;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What a person is shown of deliveries; without the receiver's secrets (law L10). */
final class EventViews {
  private static final String USER_AGENT = "Outport-Hub";
  private static final String VERSION = "1.1";

  /** A shorter header value is no secret, and occurs in answers by chance. */
  private static final int SHORTEST_SECRET = 4;

  private EventViews() {}

  /** What is sent with a body. */
  static Map<String, String> headers(WebhookEntry webhook, String contentType) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", USER_AGENT);
    webhook.headers().forEach(headers::put);
    headers.keySet().removeIf("Content-Type"::equalsIgnoreCase);
    headers.put("Content-Type", contentType);
    return headers;
  }

  static WebhookEvent of(
      WebhookEntry webhook,
      EventContent content,
      Receiver.Answer answer,
      String state,
      int attempts) {
    return new WebhookEvent(
        content.id(),
        new WebhookEvent.RequestMessage(
            content, Map.of("User-Agent", USER_AGENT), "POST", origin(webhook), VERSION),
        new WebhookEvent.ResponseMessage(
            withoutSecrets(webhook, answer.body()),
            Map.of(),
            answer.words(),
            answer.status() == 0 ? null : Integer.toString(answer.status()),
            VERSION),
        state,
        attempts);
  }

  /** A dead letter for events that the hub itself no longer has. */
  static WebhookEvent lost(WebhookEntry webhook, Instant now, long from, long to) {
    String words =
        "changes %d to %d were forgotten before they could be sent: compare what you have with the registry"
            .formatted(from, to);
    EventContent content =
        new EventContent(UUID.randomUUID().toString(), now, "lost", null, null, null);
    return of(webhook, content, new Receiver.Answer(0, words, ""), WebhookEvent.DEAD_LETTERED, 0);
  }

  private static String origin(WebhookEntry webhook) {
    URI uri = URI.create(webhook.serviceUri());
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** Some receivers answer with what they were sent. */
  private static String withoutSecrets(WebhookEntry webhook, String text) {
    String shown = text;
    for (String value : webhook.headers().values()) {
      if (value.length() >= SHORTEST_SECRET) {
        shown = shown.replace(value, "***");
      }
    }
    return shown;
  }
}
