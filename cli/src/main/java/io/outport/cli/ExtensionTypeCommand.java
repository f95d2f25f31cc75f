package io.outport.cli;

import io.outport.hubapi.client.ExtensionTypeClient;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.ExtensionVersion;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be installed on clusters. */
@Command(
    name = "extension-types",
    description = "Extension types: what can be installed on clusters, and in which versions.",
    subcommands = {
      ExtensionTypeCommand.ListAll.class,
      ExtensionTypeCommand.Show.class,
      ExtensionTypeCommand.ListVersions.class,
      ExtensionTypeCommand.ShowVersion.class
    })
public final class ExtensionTypeCommand {
  private static final List<String> TITLES = List.of("Name", "Chart", "Namespace", "Scope");
  private static final List<String> VERSION_TITLES = List.of("Version", "Train", "Digest");

  /** Whose types: a cluster's or a place's, which at one hub are the same. */
  static final class Place {
    @Option(
        names = {"-c", "--cluster-name"},
        paramLabel = "CLUSTER",
        description = "What this cluster can have; everything at the hub if left out.")
    private String cluster = "";

    @Option(
        names = {"-t", "--cluster-type"},
        paramLabel = "KIND",
        description = "Kind of that cluster; default ${DEFAULT-VALUE}.")
    private String kind = "connectedClusters";

    @Option(
        names = {"-l", "--location"},
        paramLabel = "PLACE",
        description = "Accepted for scripts; a hub is in one place.")
    private String location = "local";

    ExtensionTypeClient types(HubClient client, Output output) {
      String type = ClusterRef.type(kind, output);
      return cluster.isEmpty()
          ? client.extensionTypes(location)
          : client.clusters().extensions(type, cluster).types();
    }
  }

  /** The type that a command is about. */
  static final class Type {
    @Option(
        names = {"--extension-type", "-n", "--name"},
        required = true,
        paramLabel = "TYPE",
        description = "Name of the extension type; 'list' shows them.")
    private String value = "";
  }

  /** Lists them. */
  @Command(
      name = "list",
      aliases = {"list-by-cluster", "list-by-location"},
      description = "List the extension types.")
  static final class ListAll implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Place place = new Place();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        List<ExtensionType> all = place.types(client, output).list();
        output.list(all, TITLES, all.stream().map(ExtensionTypeCommand::row).toList());
      }
    }
  }

  /** Shows one. */
  @Command(
      name = "show",
      aliases = {"show-by-cluster", "show-by-location"},
      description = "Show one extension type.")
  static final class Show implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Place place = new Place();
    @Mixin private final Type type = new Type();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        ExtensionType shown = place.types(client, output).get(type.value);
        output.show(shown, TITLES, row(shown));
      }
    }
  }

  /** Lists the versions of one. */
  @Command(
      name = "list-versions",
      aliases = {"list-versions-by-cluster", "list-versions-by-location"},
      description = "List the versions of an extension type: what --version can name.")
  static final class ListVersions implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Place place = new Place();
    @Mixin private final Type type = new Type();

    @Option(
        names = "--release-train",
        paramLabel = "TRAIN",
        description = "Only those of this train, such as stable or preview.")
    private String train = "";

    @Option(
        names = "--major-version",
        paramLabel = "NUMBER",
        description = "Only those with this major version.")
    private String major = "";

    @Option(
        names = "--show-latest",
        arity = "0..1",
        fallbackValue = "true",
        converter = Switch.Converter.class,
        paramLabel = "true|false",
        description = "Only the newest.")
    private Switch latest = Switch.OFF;

    @Override
    public void run() {
      ExtensionTypeClient.Filter filter =
          new ExtensionTypeClient.Filter(train, major, latest.isOn());
      try (HubClient client = hub.open()) {
        List<ExtensionVersion> all = place.types(client, output).versions(type.value, filter);
        output.list(all, VERSION_TITLES, all.stream().map(ExtensionTypeCommand::row).toList());
      }
    }
  }

  /** Shows one version of one. */
  @Command(
      name = "show-version",
      aliases = {"show-version-by-cluster", "show-version-by-location"},
      description = "Show one version of an extension type.")
  static final class ShowVersion implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Place place = new Place();
    @Mixin private final Type type = new Type();

    @Option(
        names = "--version",
        required = true,
        paramLabel = "VERSION",
        description = "The version, such as 0.1.0.")
    private String version = "";

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        ExtensionVersion shown = place.types(client, output).version(type.value, version);
        output.show(shown, VERSION_TITLES, row(shown));
      }
    }
  }

  private static List<String> row(ExtensionType type) {
    Optional<ExtensionType.Properties> known = Optional.ofNullable(type.properties());
    return List.of(
        type.name() == null ? "-" : type.name(),
        known.map(ExtensionType.Properties::chartRepository).orElse("-"),
        known
            .map(ExtensionType.Properties::defaultReleaseNamespace)
            .or(() -> known.flatMap(ExtensionTypeCommand::vendorsNamespace))
            .orElse("-"),
        known
            .map(ExtensionType.Properties::clusterScoped)
            .map(whole -> whole ? "cluster" : "namespace")
            .or(
                () ->
                    known
                        .map(ExtensionType.Properties::supportedScopes)
                        .map(ExtensionType.SupportedScopes::defaultScope))
            .orElse("-"));
  }

  private static Optional<String> vendorsNamespace(ExtensionType.Properties known) {
    return Optional.ofNullable(known.supportedScopes())
        .map(ExtensionType.SupportedScopes::clusterScopeSettings)
        .map(ExtensionType.ClusterScopeSettings::defaultReleaseNamespace);
  }

  private static List<String> row(ExtensionVersion version) {
    ExtensionVersion.Properties known = version.properties();
    return List.of(
        known.version(),
        known.releaseTrain() == null ? ExtensionVersion.STABLE : known.releaseTrain(),
        known.digest() == null ? "-" : known.digest());
  }
}
