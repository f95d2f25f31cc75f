package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which hub, and which of its groups, a command on clusters speaks to. */
final class ClusterHub {
  @Mixin private final HubChoice hub;

  @Option(
      names = {"-g", "--resource-group"},
      paramLabel = "GROUP",
      description = "The cluster's group; the hub's own if left out.")
  private String group = "";

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
  ClusterHub(Map<String, String> environment) {
    this.hub = new HubChoice(environment);
  }

  HubContext context() {
    return hub.context(group);
  }

  /** Opens the hub's control API; the caller closes it. */
  HubClient open() {
    return HubOptions.open(context(), spec);
  }

  /** Whether one group alone is meant. */
  boolean hasGroup() {
    return !group.isEmpty();
  }

  /** How to name the same place in a command that is shown to the person. */
  String words() {
    return hub.words() + (group.isEmpty() ? "" : " -g " + group);
  }
}
