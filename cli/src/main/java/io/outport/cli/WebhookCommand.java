package io.outport.cli;

import picocli.CommandLine.Command;

/** Where the hub tells of changes of content. */
@Command(
    name = "webhook",
    description = "Webhooks: who is told when content is pushed or deleted.",
    subcommands = {
      WebhookCreateCommand.class,
      WebhookListCommand.class,
      WebhookShowCommand.class,
      WebhookUpdateCommand.class,
      WebhookDeleteCommand.class,
      WebhookPingCommand.class,
      WebhookEventsCommand.class,
      WebhookConfigCommand.class
    })
public final class WebhookCommand {}
