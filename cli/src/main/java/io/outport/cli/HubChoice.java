package io.outport.cli;

import io.outport.hubapi.client.HubContext;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which of the hubs that are known, as every command has it. */
final class HubChoice {
  @Option(
      names = {"-r", "--registry"},
      paramLabel = "HUB",
      description = "The hub's name; may be left out when only one is known, or one is chosen.")
  private String registry = "";

  @Option(
      names = "--subscription",
      hidden = true,
      paramLabel = "ID",
      description = "Accepted for scripts; a hub has one subscription.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
  private String subscription = "";

  private final Map<String, String> environment;

  HubChoice(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The sign-in to it.
   *
   * @param group a resource group; empty for the hub's own
   */
  HubContext context(String group) {
    HubContext kept = Contexts.of(environment).choose(registry);
    return group.isEmpty() ? kept : kept.inGroup(group);
  }

  /** How to name the same hub in a command that is shown to the person. */
  String words() {
    return registry.isEmpty() ? "" : " -r " + registry;
  }
}
