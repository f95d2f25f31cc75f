package io.outport.cli;

import picocli.CommandLine.Command;

/** The same commands in the grammar of the vendor's client, so that scripts keep working. */
@Command(
    name = "acr",
    description = "The registry commands in the words of Azure's client.",
    subcommands = {
      ConnectedRegistryCommand.class,
      TokenCommand.class,
      ScopeMapCommand.class,
      WebhookCommand.class
    })
public final class AcrCommand {}
