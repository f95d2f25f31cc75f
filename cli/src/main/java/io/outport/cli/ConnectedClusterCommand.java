package io.outport.cli;

import picocli.CommandLine.Command;

/** The clusters in the words of the vendor's client, so that scripts keep working. */
@Command(
    name = "connectedk8s",
    description = "The cluster commands in the words of Azure's client.",
    subcommands = {
      ClusterConnectCommand.class,
      ClusterCommand.ListAll.class,
      ClusterCommand.Show.class,
      ClusterCommand.Update.class,
      ClusterCommand.Delete.class
    })
public final class ConnectedClusterCommand {}
