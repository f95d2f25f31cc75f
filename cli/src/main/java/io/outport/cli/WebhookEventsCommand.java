package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.WebhookEvent;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what came of a webhook's events. */
@Command(
    name = "list-events",
    description = "List what came of the last events: delivered, tried again, or dead letters.")
final class WebhookEventsCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final WebhookName name = new WebhookName();

  @Option(
      names = {"--dead-letters"},
      description = "Only those that were given up.")
  private boolean deadLetters;

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      List<WebhookEvent> events =
          client.webhookEvents(name.value).stream()
              .filter(each -> !deadLetters || each.state().equals(WebhookEvent.DEAD_LETTERED))
              .toList();
      output.list(
          events, WebhookTable.EVENT_TITLES, events.stream().map(WebhookTable::row).toList());
    }
  }
}
