package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Webhook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one webhook. */
@Command(name = "show", description = "Show one webhook, without its address and headers.")
final class WebhookShowCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final WebhookName name = new WebhookName();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      Webhook webhook = client.webhooks().get(name.value);
      output.show(webhook, WebhookTable.TITLES, WebhookTable.row(webhook));
    }
  }
}
