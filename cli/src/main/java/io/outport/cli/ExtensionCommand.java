package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Extension;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
      ExtensionTypeCommand.class,
      ExtensionCommand.Add.class
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

  /** What scripts teach the vendor's client these commands with. */
  @Command(
      name = "add",
      hidden = true,
      description = "Accepted for scripts of Azure's client; these commands are built in.")
  static final class Add implements Runnable {
    @Mixin private final Output output = new Output();

    @Option(
        names = {"-n", "--name"},
        paramLabel = "NAME",
        description = "Accepted for scripts, such as k8s-extension.")
    private String name = "";

    @Option(
        names = {"--upgrade", "-y", "--yes"},
        description = "Accepted for scripts.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
    private boolean flag;

    @Override
    public void run() {
      output.say("'%s' is built in: nothing to add".formatted(name));
    }
  }
}
