package io.outport.cli;

import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.ClusterId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Clusters as table rows. */
final class ClusterTable {
  static final List<String> TITLES =
      List.of("Name", "Group", "State", "Kubernetes", "Nodes", "Agent", "Last seen");

  private ClusterTable() {}

  static List<String> row(Cluster cluster) {
    Optional<Cluster.Properties> known = Optional.ofNullable(cluster.properties());
    return List.of(
        text(cluster.name()),
        ClusterId.find(text(cluster.id())).map(ClusterId::resourceGroup).orElse("-"),
        of(known, Cluster.Properties::connectivityStatus),
        of(known, Cluster.Properties::kubernetesVersion),
        known
            .map(Cluster.Properties::totalNodeCount)
            .map(count -> Integer.toString(count))
            .orElse("-"),
        of(known, Cluster.Properties::agentVersion),
        Times.local().cell(known.map(Cluster.Properties::lastConnectivityTime).orElse(null)));
  }

  private static String of(
      Optional<Cluster.Properties> known, Function<Cluster.Properties, @Nullable String> field) {
    return known.map(each -> text(field.apply(each))).orElse("-");
  }

  private static String text(@Nullable String value) {
    return value == null || value.isEmpty() ? "-" : value;
  }
}
