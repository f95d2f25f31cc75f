package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Changes an extension (reference, section 4). */
@Command(
    name = "update",
    description = {
      "Change an extension's version or settings, and wait until that is done.",
      "",
      "Plain settings are merged with those that are there. Protected ones are replaced as a whole:"
          + " give all of them, or none to leave them as they are."
    },
    footer = {
      "",
      "Examples:",
      "  outport k8s-extension update -c site1 -n shop1 --version 0.2.0",
      "  outport k8s-extension update -c site1 -n shop1 --config-protected-file site.yaml --yes"
    })
final class ExtensionUpdateCommand implements Runnable {
  @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final ExtensionWrite write = new ExtensionWrite();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  public void run() {
    ExtensionWrite.Asked asked = write.read();
    if (!write.release.isGiven() && !asked.hasSettings()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "nothing to change: say what, such as --version or --config (--help lists all)");
    }
    SettingsHints.variables(asked).forEach(output::say);
    if (asked.hasSettings()) {
      confirm(asked.secret());
    }
    Extension wanted =
        Extension.of(write.release.asked(null, false, null, asked.plain(), asked.secret()));
    try (HubClient client = hub.open()) {
      write.run(client, output, asked, extensions -> extensions.patch(write.name.value, wanted));
    }
  }

  private void confirm(@Nullable Map<String, String> secret) {
    String replaced =
        secret == null
            ? ""
            : " Its protected settings are replaced by %s, and all others of them are deleted."
                .formatted(secret.keySet());
    confirmation.ask(
        "Change the settings of extension '%s' on cluster '%s'?%s"
            .formatted(write.name.value, write.cluster.name, replaced));
  }
}
