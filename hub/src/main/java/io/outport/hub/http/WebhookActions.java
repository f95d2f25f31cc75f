package io.outport.hub.http;

import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.event.WebhookDesk;
import io.outport.hubapi.model.ResourceList;
import java.util.Locale;

/** What can be asked of a webhook beside reading and writing it; all by POST. */
record WebhookActions(WebhookDesk webhooks) {

  JsonReply answer(JsonRequest request, String name, String action) {
    ResourceEndpoint.requireMethod(request, "POST");
    return switch (action.toLowerCase(Locale.ROOT)) {
      case "ping" -> JsonReply.json(200, webhooks.ping(name));
      case "getcallbackconfig" ->
          JsonReply.json(200, webhooks.config(name)).with("Cache-Control", "no-store");
      case "listevents" -> JsonReply.json(200, new ResourceList<>(webhooks.events(name), null));
      default -> throw RegistryResources.unknownPath();
    };
  }
}
