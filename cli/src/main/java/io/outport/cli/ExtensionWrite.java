package io.outport.cli;

import io.outport.hubapi.client.ExtensionClient;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Extension;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What a command that writes an extension is given, and how it goes on once the hub has it. */
final class ExtensionWrite {
  @Mixin final ClusterRef cluster = new ClusterRef();
  @Mixin final ExtensionName name = new ExtensionName();
  @Mixin final ExtensionRelease release = new ExtensionRelease();
  @Mixin private final ExtensionSettings settings = new ExtensionSettings();
  @Mixin private final Waiting waiting = new Waiting();

  /**
   * The settings and the patience that were asked for.
   *
   * @param plain null for none
   * @param secret null for none
   */
  record Asked(
      @Nullable Map<String, String> plain, @Nullable Map<String, String> secret, Duration most) {
    boolean hasSettings() {
      return plain != null || secret != null;
    }
  }

  /** Reads what was asked for; refuses what contradicts itself. */
  Asked read() {
    release.requireConsistent();
    return new Asked(settings.plain(), settings.secret(), waiting.most());
  }

  /** Has it written, waits for the cluster where that is wanted, and shows the extension. */
  void run(
      HubClient client,
      Output output,
      Asked asked,
      Function<ExtensionClient, ExtensionClient.Begun> write) {
    ExtensionClient extensions = cluster.extensions(client, output);
    ExtensionClient.Begun begun = write.apply(extensions);
    Extension state =
        waiting.isWanted()
            ? ExtensionWait.of(extensions, output).untilDone(name.value, begun, asked.most())
            : begun.state();
    output.show(state, ExtensionTable.TITLES, ExtensionTable.row(state));
  }
}
