package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has a site copied anew (reference, 2 "resync"). */
@Command(
    name = "resync",
    description =
        "Have a site compare everything with its parent, and fetch what it lacks; it must be"
            + " online.")
final class SiteResyncCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      ConnectedRegistry site = client.resync(name.value);
      output.show(site, SiteTable.TITLES, SiteTable.row(site));
      String state =
          Optional.ofNullable(site.properties().registrySyncResult())
              .map(ConnectedRegistry.SyncResult::syncState)
              .orElse("Pending");
      output.say("asked '%s' to sync: %s".formatted(name.value, state));
    }
  }
}
