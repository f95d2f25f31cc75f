package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what a site needs to start (reference, 3.3). */
@Command(
    name = "get-settings",
    description = "Print what a site needs to start: above all its connection string.",
    footer = {
      "",
      "Example:",
      "  outport connected-registry get-settings -n shop1 --parent-protocol https \\",
      "      --generate-password 1 --yes --save shop1.connection"
    })
final class SiteSettingsCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();
  @Mixin private final ParentProtocol protocol = new ParentProtocol();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Option(
      names = {"--generate-password"},
      paramLabel = "SLOT",
      description = "1 or 2: make a fresh password in that slot, which ends the one there.")
  private @Nullable Integer slot;

  @Option(
      names = {"--save"},
      paramLabel = "FILE",
      description = "Write the connection string to this new file, readable by you alone.")
  private @Nullable Path file;

  @Override
  public void run() {
    check();
    try (HubClient client = hub.open()) {
      SiteSettings settings = SiteSettings.read(client, name.value);
      String password =
          slot == null ? SiteSettings.NO_PASSWORD : settings.generate(slot, confirmation);
      var made = settings.connectionString(protocol.checked(), password, output);
      if (file == null) {
        SiteSettings.print(made, output);
      } else {
        SiteSettings.save(made, file, output);
      }
    }
  }

  private void check() {
    var _ = protocol.checked();
    if (slot != null && slot != 1 && slot != 2) {
      throw new Refusal(Refusal.Exit.USAGE, "--generate-password takes 1 or 2");
    }
    if (file != null && slot == null) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--save needs --generate-password: a kept password cannot be shown again");
    }
    if (file != null && Files.exists(file)) {
      throw SiteSettings.exists(file);
    }
  }
}
