package io.outport.cli;

import io.outport.hubapi.client.ExtensionClient;
import io.outport.hubapi.client.HubClient;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes an extension (reference, section 4). */
@Command(
    name = "delete",
    description = {
      "Remove an extension from its cluster, and wait until it is gone.",
      "",
      "A connected registry's volume goes with it, unless it was made with pvc.retain=true; its"
          + " resource at the hub stays, and is active until 'outport connected-registry"
          + " deactivate'."
    })
final class ExtensionDeleteCommand implements Runnable {
  @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final ClusterRef cluster = new ClusterRef();
  @Mixin private final ExtensionName name = new ExtensionName();
  @Mixin private final Confirmation confirmation = new Confirmation();
  @Mixin private final Waiting waiting = new Waiting();

  @Option(
      names = "--force",
      description =
          "Forget it at the hub at once, for a cluster that is gone. Where its agent is still heard"
              + " or is heard again, it removes what runs there and gives nodes a minute to be put"
              + " back: those that are away keep the trust until 'outport trust remove' is run on"
              + " them.")
  private boolean force;

  @Override
  public void run() {
    Duration most = waiting.most();
    try (HubClient client = hub.open()) {
      ExtensionClient extensions = cluster.extensions(client, output);
      Optional<ExtensionRemains> remains =
          extensions.find(name.value).flatMap(ExtensionRemains::of);
      confirmation.ask(question(remains));
      Optional<String> operation = extensions.delete(name.value, force);
      if (operation.isEmpty()) {
        output.warn(
            "there was no extension '%s' on cluster '%s'".formatted(name.value, cluster.name));
        return;
      }
      output.say(finish(extensions, operation.get(), most));
      remains.ifPresent(each -> each.afterwards().forEach(output::say));
    }
  }

  private String question(Optional<ExtensionRemains> remains) {
    return "Delete extension '%s' of cluster '%s'%s?%s"
        .formatted(
            name.value,
            cluster.name,
            force ? " at the hub, whatever its cluster runs" : "",
            remains.map(each -> " " + each.beforehand()).orElse(""));
  }

  /** Waits where that is wanted, and says how far it is then. */
  private String finish(ExtensionClient extensions, String operation, Duration most) {
    if (force) {
      return "the hub forgot extension '%s'; where the cluster's agent is heard, it removes what runs there"
          .formatted(name.value);
    }
    if (waiting.isWanted()) {
      ExtensionWait.of(extensions, output).untilGone(name.value, operation, most);
      return "deleted extension '%s'".formatted(name.value);
    }
    return "the cluster's agent deletes extension '%s'".formatted(name.value);
  }
}
