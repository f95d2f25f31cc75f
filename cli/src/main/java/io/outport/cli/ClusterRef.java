package io.outport.cli;

import io.outport.hubapi.client.ExtensionClient;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ClusterId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The cluster that a command is about, as the vendor's client names it. */
final class ClusterRef {
  private static final List<String> KINDS =
      ClusterId.CLUSTER_TYPES.stream().map(SiteTable::lastPart).toList();

  @Option(
      names = {"-c", "--cluster-name"},
      required = true,
      paramLabel = "CLUSTER",
      description = "Name of the cluster.")
  String name = "";

  @Option(
      names = {"-t", "--cluster-type"},
      paramLabel = "KIND",
      description =
          "connectedClusters (default), managedClusters, appliances or provisionedClusters: the"
              + " same here, for scripts.")
  private String kind = "connectedClusters";

  /** What is installed on the cluster. */
  ExtensionClient extensions(HubClient client, Output output) {
    return client.clusters().extensions(type(output), name);
  }

  private String type(Output output) {
    return type(kind, output);
  }

  /** The resource type of a kind of cluster, which the vendor's pages also write as singular. */
  static String type(String kind, Output output) {
    Optional<String> singular =
        KINDS.stream().filter(each -> each.equalsIgnoreCase(kind.strip() + "s")).findFirst();
    singular.ifPresent(
        plural -> output.say("note: --cluster-type is written %s; read so".formatted(plural)));
    String known = singular.orElseGet(() -> Choices.one("--cluster-type", kind, KINDS));
    return ClusterId.CLUSTER_TYPES.get(KINDS.indexOf(known));
  }
}
