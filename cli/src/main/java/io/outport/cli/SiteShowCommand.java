package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one site. */
@Command(
    name = "show",
    description = "Show one site; when it syncs, and what is wrong with it, in words, below.")
final class SiteShowCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      ConnectedRegistry site = client.connectedRegistries().get(name.value);
      output.show(site, SiteTable.TITLES, SiteTable.row(site));
      SiteSchedule.explain(output, site);
      List<ConnectedRegistry.StatusDetail> details = site.properties().statusDetails();
      if (details != null) {
        details.forEach(each -> output.say("%s: %s".formatted(each.code(), each.description())));
      }
    }
  }
}
