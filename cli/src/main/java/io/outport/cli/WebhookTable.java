package io.outport.cli;

import io.outport.hubapi.model.EventContent;
import io.outport.hubapi.model.Webhook;
import io.outport.hubapi.model.WebhookEvent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Webhooks and their events as table rows. */
final class WebhookTable {
  static final List<String> TITLES = List.of("Name", "Status", "Scope", "Actions");
  static final List<String> EVENT_TITLES =
      List.of(
          "Time", "Action", "Repository", "Tag", "Site", "State", "Attempts", "Status", "Reason");

  private WebhookTable() {}

  static List<String> row(Webhook webhook) {
    Webhook.Properties state =
        Objects.requireNonNullElse(webhook.properties(), Webhook.Properties.NONE);
    return List.of(
        shown(webhook.name()),
        shown(state.status()),
        shown(state.scope()),
        state.actions() == null ? "-" : String.join(" ", state.actions()));
  }

  static List<String> row(WebhookEvent event) {
    EventContent content = event.eventRequestMessage().content();
    Optional<EventContent.Target> target = Optional.ofNullable(content.target());
    WebhookEvent.ResponseMessage answer = event.eventResponseMessage();
    return List.of(
        content.timestamp().toString(),
        content.action(),
        target.map(EventContent.Target::repository).orElse("-"),
        shown(target.map(EventContent.Target::tag).orElse(null)),
        Optional.ofNullable(content.connectedRegistry()).map(EventContent.Site::name).orElse("-"),
        event.state(),
        Integer.toString(event.attempts()),
        shown(answer.statusCode()),
        shown(answer.reasonPhrase()));
  }

  private static String shown(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }
}
