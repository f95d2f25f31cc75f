package io.outport.cli;

import io.outport.hubapi.client.ExtensionClient;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Extension;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Installs an extension (reference, section 4). */
@Command(
    name = "create",
    description = {
      "Install an extension on a cluster, and wait until it runs.",
      "",
      "The cluster's agent does it as soon as it asks the hub; what it does is said here."
    },
    footer = {
      "",
      "Example: a connected registry; site.yaml holds its 'connectionString: …', which",
      "'outport connected-registry get-settings' prints:",
      "  outport k8s-extension create -c site1 -n shop1 \\",
      "    --extension-type Microsoft.ContainerRegistry.ConnectedRegistry \\",
      "    --config service.clusterIP=10.43.0.50 --config-protected-file site.yaml"
    })
final class ExtensionCreateCommand implements Runnable {
  @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final ClusterRef cluster = new ClusterRef();
  @Mixin private final ExtensionName name = new ExtensionName();
  @Mixin private final ExtensionSettings settings = new ExtensionSettings();
  @Mixin private final ExtensionRelease release = new ExtensionRelease();
  @Mixin private final ExtensionScope scope = new ExtensionScope();
  @Mixin private final Waiting waiting = new Waiting();

  @Option(
      names = "--extension-type",
      required = true,
      paramLabel = "TYPE",
      description =
          "What to install, such as Microsoft.ContainerRegistry.ConnectedRegistry; see 'outport"
              + " extension-types list'.")
  private String type = "";

  @Option(
      names = {"-y", "--yes"},
      hidden = true,
      description = "Accepted for scripts; nothing is asked.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
  private boolean yes;

  @Override
  public void run() {
    release.requireConsistent();
    release.requirePinOrUpgrade();
    Extension.Scope place = scope.read();
    Duration most = waiting.most();
    Map<String, String> plain = settings.plain();
    Map<String, String> secret = settings.secret();
    hints(plain);
    try (HubClient client = hub.open()) {
      ExtensionClient extensions = cluster.extensions(client, output);
      ExtensionClient.Begun begun =
          extensions.put(name.value, Extension.of(release.asked(type, true, place, plain, secret)));
      Extension state =
          waiting.isWanted()
              ? ExtensionWait.of(extensions, output).untilDone(name.value, begun, most)
              : begun.state();
      output.show(state, ExtensionTable.TITLES, ExtensionTable.row(state));
    }
  }

  private void hints(@Nullable Map<String, String> plain) {
    if (plain != null) {
      SettingsHints.of(type, plain).forEach(output::say);
    }
  }
}
