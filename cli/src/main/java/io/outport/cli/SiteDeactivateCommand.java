package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Frees a site's activation. */
@Command(
    name = "deactivate",
    description = "Let another instance take the site's place; the present one loses it.")
final class SiteDeactivateCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  public void run() {
    confirmation.ask("Deactivate connected registry '%s'?".formatted(name.value));
    try (HubClient client = hub.open()) {
      client.deactivate(name.value);
      output.say("deactivated '%s'".formatted(name.value));
    }
  }
}
