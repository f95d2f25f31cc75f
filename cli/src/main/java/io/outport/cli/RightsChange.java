package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Rights to add and to take away, each option as often as wanted. */
final class RightsChange {
  @Option(
      names = {"--add-repository"},
      paramLabel = "REPOSITORY ACTION...",
      parameterConsumer = Grant.Consumer.class,
      description = "Rights to add; repeatable.")
  private List<Grant> addedRepositories = new ArrayList<>();

  @Option(
      names = {"--remove-repository"},
      paramLabel = "REPOSITORY ACTION...",
      parameterConsumer = Grant.Consumer.class,
      description = "Rights to take away; repeatable.")
  private List<Grant> removedRepositories = new ArrayList<>();

  @Option(
      names = {"--add-gateway"},
      paramLabel = "SITE ACTION...",
      parameterConsumer = GatewayGrant.Consumer.class,
      description = "Rights to add at the gateway of a site's parent; repeatable.")
  private List<GatewayGrant> addedGateways = new ArrayList<>();

  @Option(
      names = {"--remove-gateway"},
      paramLabel = "SITE ACTION...",
      parameterConsumer = GatewayGrant.Consumer.class,
      description = "Rights to take away there; repeatable.")
  private List<GatewayGrant> removedGateways = new ArrayList<>();

  List<String> added() {
    return Rights.lines(addedRepositories, addedGateways);
  }

  List<String> removed() {
    return Rights.lines(removedRepositories, removedGateways);
  }

  boolean isEmpty() {
    return added().isEmpty() && removed().isEmpty();
  }

  void requireNoBoth() {
    List<String> both = added().stream().filter(removed()::contains).toList();
    if (!both.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "update ambiguity: %s is both added and removed: say one of the two".formatted(both));
    }
  }
}
