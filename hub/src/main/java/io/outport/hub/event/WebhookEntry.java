package io.outport.hub.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A webhook as it is kept.
 *
 * @param incarnation made anew with each webhook of this name
 * @param scope a {@link WebhookScope} in its text form; empty for everything
 */
public record WebhookEntry(
    String name,
    String incarnation,
    Instant created,
    String serviceUri,
    Map<String, String> headers,
    List<String> actions,
    String scope,
    boolean enabled,
    String location,
    Map<String, String> tags) {

  /** Copies the collections. */
  public WebhookEntry {
    headers = Map.copyOf(headers);
    actions = List.copyOf(actions);
    tags = Map.copyOf(tags);
  }

  /** Whether the webhook asks for this event. */
  boolean wants(ContentEvent event) {
    return actions.contains(event.action().label())
        && WebhookScope.parse(scope).matches(event.repository(), event.tag());
  }

  /** Without address and headers (law L10). */
  @Override
  public String toString() {
    return "WebhookEntry[%s %s]".formatted(name, incarnation);
  }
}
