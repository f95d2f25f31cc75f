package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Extension;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What clusters run. */
@Command(
    name = "k8s-extension",
    aliases = "extension",
    description = "Extensions: what clusters run, such as a connected registry.",
    subcommands = {
      ExtensionCreateCommand.class,
      ExtensionCommand.ListAll.class,
      ExtensionCommand.Show.class,
      ExtensionUpdateCommand.class,
      ExtensionDeleteCommand.class,
      ExtensionTroubleshootCommand.class,
      ExtensionTypeCommand.class
    })
public final class ExtensionCommand {

  /** Lists them. */
  @Command(name = "list", description = "List the extensions of a cluster.")
  static final class ListAll implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final ClusterRef cluster = new ClusterRef();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        List<Extension> all = cluster.extensions(client, output).list();
        output.list(all, ExtensionTable.TITLES, all.stream().map(ExtensionTable::row).toList());
      }
    }
  }

  /** Shows one. */
  @Command(
      name = "show",
      description = "Show one extension; of protected settings the keys alone can be seen.")
  static final class Show implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final ClusterRef cluster = new ClusterRef();
    @Mixin private final ExtensionName name = new ExtensionName();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        Extension extension = cluster.extensions(client, output).get(name.value);
        ExtensionTable.show(extension, output);
      }
    }
  }
}
