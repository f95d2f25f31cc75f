package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Webhook;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the webhooks. */
@Command(name = "list", description = "List the webhooks.")
final class WebhookListCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      List<Webhook> all = client.webhooks().list();
      output.list(all, WebhookTable.TITLES, all.stream().map(WebhookTable::row).toList());
    }
  }
}
