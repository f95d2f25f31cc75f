package io.outport.cli;

import picocli.CommandLine.Command;

/** The sites. */
@Command(
    name = "connected-registry",
    description = "Sites: the registries that follow this hub.",
    subcommands = {
      SiteCreateCommand.class,
      SiteListCommand.class,
      SiteShowCommand.class,
      SiteUpdateCommand.class,
      SitePermissionsCommand.class,
      SiteSettingsCommand.class,
      SiteClientTokensCommand.class,
      SiteResyncCommand.class,
      SiteDeactivateCommand.class,
      SiteDeleteCommand.class,
      SiteInstallCommand.class,
      SitePermissionsCommand.Repo.class
    })
public final class ConnectedRegistryCommand {}
