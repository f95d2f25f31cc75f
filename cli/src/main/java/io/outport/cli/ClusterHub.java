package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which hub, and which of its groups, a command on clusters speaks to. */
final class ClusterHub {
  @Option(
      names = {"-r", "--registry"},
      paramLabel = "HUB",
      description = "The hub's name; may be left out when only one is known, or one is chosen.")
  private String registry = "";

  @Option(
      names = {"-g", "--resource-group"},
      paramLabel = "GROUP",
      description = "The cluster's group; the hub's own if left out.")
  private String group = "";

  @Option(
      names = "--subscription",
      hidden = true,
      paramLabel = "ID",
      description = "Accepted for scripts; a hub has one subscription.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
  private String subscription = "";

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  private final Map<String, String> environment;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
  ClusterHub(Map<String, String> environment) {
    this.environment = environment;
  }

  HubContext context() {
    HubContext kept = Contexts.of(environment).choose(registry);
    return group.isEmpty() ? kept : kept.inGroup(group);
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
    String hub = registry.isEmpty() ? "" : " -r " + registry;
    return hub + (group.isEmpty() ? "" : " -g " + group);
  }
}
