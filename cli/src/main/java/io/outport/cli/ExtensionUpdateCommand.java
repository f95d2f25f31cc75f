package io.outport.cli;

import io.outport.hubapi.client.ExtensionClient;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.Refusal;
import java.time.Duration;
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
  @Mixin private final ClusterRef cluster = new ClusterRef();
  @Mixin private final ExtensionName name = new ExtensionName();
  @Mixin private final ExtensionSettings settings = new ExtensionSettings();
  @Mixin private final ExtensionRelease release = new ExtensionRelease();
  @Mixin private final Confirmation confirmation = new Confirmation();
  @Mixin private final Waiting waiting = new Waiting();

  @Override
  public void run() {
    release.requireConsistent();
    Duration most = waiting.most();
    Map<String, String> plain = settings.plain();
    Map<String, String> secret = settings.secret();
    if (!release.isGiven() && plain == null && secret == null) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "nothing to change: say what, such as --version or --config (--help lists all)");
    }
    confirm(plain, secret);
    try (HubClient client = hub.open()) {
      ExtensionClient extensions = cluster.extensions(client, output);
      ExtensionClient.Begun begun =
          extensions.patch(
              name.value, Extension.of(release.asked(null, false, null, plain, secret)));
      Extension state =
          waiting.isWanted()
              ? ExtensionWait.of(extensions, output).untilDone(name.value, begun, most)
              : begun.state();
      output.show(state, ExtensionTable.TITLES, ExtensionTable.row(state));
    }
  }

  private void confirm(@Nullable Map<String, String> plain, @Nullable Map<String, String> secret) {
    if (plain == null && secret == null) {
      return;
    }
    String replaced =
        secret == null
            ? ""
            : " Its protected settings are replaced by %s, and all others of them are deleted."
                .formatted(secret.keySet());
    confirmation.ask(
        "Change the settings of extension '%s' on cluster '%s'?%s"
            .formatted(name.value, cluster.name, replaced));
  }
}
