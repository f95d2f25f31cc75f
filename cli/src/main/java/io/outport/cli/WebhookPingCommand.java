package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.EventInfo;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends an event that says nothing. */
@Command(
    name = "ping",
    description = "Send one event that says nothing; list-events shows what was answered.")
final class WebhookPingCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final WebhookName name = new WebhookName();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      EventInfo sent = client.pingWebhook(name.value);
      output.show(sent, List.of("Id"), List.of(sent.id()));
    }
  }
}
