package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the sites. */
@Command(name = "list", description = "List the sites and how they are.")
final class SiteListCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      List<ConnectedRegistry> all = client.connectedRegistries().list();
      output.list(all, SiteTable.TITLES, all.stream().map(SiteTable::row).toList());
    }
  }
}
