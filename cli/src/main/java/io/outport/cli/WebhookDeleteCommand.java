package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Deletes a webhook. */
@Command(
    name = "delete",
    description = "Delete a webhook with its dead letters; what was not sent yet is not sent.")
final class WebhookDeleteCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final WebhookName name = new WebhookName();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  public void run() {
    confirmation.ask("Delete webhook '%s'?".formatted(name.value));
    try (HubClient client = hub.open()) {
      client.webhooks().delete(name.value);
      output.say("deleted webhook '%s'".formatted(name.value));
    }
  }
}
