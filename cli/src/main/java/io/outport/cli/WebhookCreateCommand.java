package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Webhook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a webhook. */
@Command(
    name = "create",
    description = "Make a webhook: from now on its address is told of changes.",
    footer = {
      "",
      "Example:",
      "  outport webhook create -n notify --uri https://ci.example/hook --actions push delete"
          + " --scope 'app/*'"
    })
final class WebhookCreateCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final WebhookName name = new WebhookName();
  @Mixin private final WebhookChoices choices = new WebhookChoices();

  @Override
  public void run() {
    if (!choices.hasAddressAndActions()) {
      throw new Refusal(Refusal.Exit.USAGE, "a webhook needs --uri and --actions");
    }
    try (HubClient client = hub.open()) {
      Webhook made = client.webhooks().put(name.value, choices.webhook());
      output.show(made, WebhookTable.TITLES, WebhookTable.row(made));
    }
  }
}
