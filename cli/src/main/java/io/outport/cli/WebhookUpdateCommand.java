package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Webhook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Changes a webhook. */
@Command(
    name = "update",
    description = "Change a webhook; what is not given stays. Enabling begins with new changes.")
final class WebhookUpdateCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final WebhookName name = new WebhookName();
  @Mixin private final WebhookChoices choices = new WebhookChoices();

  @Override
  public void run() {
    if (choices.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "nothing to change: give --uri, --actions, --headers, --scope or --status");
    }
    try (HubClient client = hub.open()) {
      Webhook changed = client.webhooks().patch(name.value, choices.webhook());
      output.show(changed, WebhookTable.TITLES, WebhookTable.row(changed));
    }
  }
}
