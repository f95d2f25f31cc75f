package io.outport.cli;

import picocli.CommandLine.Command;

/** Accounts. */
@Command(
    name = "token",
    description = "Tokens: who may push and pull, at the hub and at sites.",
    subcommands = {
      TokenCreateCommand.class,
      TokenListCommand.class,
      TokenShowCommand.class,
      TokenUpdateCommand.class,
      TokenDeleteCommand.class,
      TokenCredentialCommand.class
    })
public final class TokenCommand {}
