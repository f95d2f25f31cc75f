package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Extension;
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
  @Mixin private final ExtensionWrite write = new ExtensionWrite();
  @Mixin private final ExtensionScope scope = new ExtensionScope();

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
    ExtensionWrite.Asked asked = write.read();
    write.release.requirePinOrUpgrade();
    Extension.Scope place = scope.read();
    SettingsHints.of(type, asked).forEach(output::say);
    Extension wanted =
        Extension.of(write.release.asked(type, true, place, asked.plain(), asked.secret()));
    try (HubClient client = hub.open()) {
      write.run(client, output, asked, extensions -> extensions.put(write.name.value, wanted));
    }
  }
}
