package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The tags of a cluster, as the vendor's client takes them. */
final class ClusterTags {
  @Option(
      names = "--tags",
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description =
          "Tags of the cluster, in place of those it has; \"\" takes all away. The tag 'ring' says"
              + " which ring of a rollout it is in.")
  private @Nullable List<String> given;

  /** All of them; null where none were given, and those that are there stay. */
  @Nullable Map<String, String> all() {
    if (given == null) {
      return null;
    }
    Map<String, String> tags = new TreeMap<>();
    for (String each : given) {
      int at = each.indexOf('=');
      if (at == 0) {
        throw new Refusal(
            Refusal.Exit.USAGE, "--tags '%s' has no key: give KEY=VALUE".formatted(each));
      }
      if (!each.isEmpty()) {
        tags.put(at < 0 ? each : each.substring(0, at), at < 0 ? "" : each.substring(at + 1));
      }
    }
    return tags;
  }
}
