package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The names that {@code get-settings} had first (reference, 3.3). */
@Command(
    name = "install",
    hidden = true,
    description = "Deprecated names of 'get-settings'.",
    subcommands = {SiteInstallCommand.ShowInfo.class, SiteInstallCommand.RenewCredentials.class})
final class SiteInstallCommand {
  private static final String DEPRECATED =
      "'install %s' is deprecated: use 'connected-registry get-settings'";

  /** Where the password comes from. */
  @FunctionalInterface
  private interface PasswordSource {
    String password(SiteSettings settings);
  }

  /** Without a password. */
  @Command(
      name = "info",
      hidden = true,
      description = "Deprecated name of 'get-settings' without a password.")
  static final class ShowInfo implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final SiteName name = new SiteName();
    @Mixin private final ParentProtocol protocol = new ParentProtocol();

    @Override
    public void run() {
      output.warn(DEPRECATED.formatted("info"));
      print(hub, output, name.value, protocol.checked(), _ -> SiteSettings.NO_PASSWORD);
    }
  }

  /** With a fresh first password. */
  @Command(
      name = "renew-credentials",
      hidden = true,
      description = "Deprecated name of 'get-settings --generate-password 1'.")
  static final class RenewCredentials implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final SiteName name = new SiteName();
    @Mixin private final ParentProtocol protocol = new ParentProtocol();
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    public void run() {
      output.warn(DEPRECATED.formatted("renew-credentials"));
      print(hub, output, name.value, protocol.checked(), site -> site.generate(1, confirmation));
    }
  }

  private static void print(
      HubOptions hub, Output output, String name, String protocol, PasswordSource source) {
    try (HubClient client = hub.open()) {
      SiteSettings settings = SiteSettings.read(client, name);
      String password = source.password(settings);
      SiteSettings.print(settings.connectionString(protocol, password, output), output);
    }
  }
}
