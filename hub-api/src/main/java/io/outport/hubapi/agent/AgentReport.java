package io.outport.hubapi.agent;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is.
 *
 * @param distribution such as {@code k3s}; null where it cannot be told
 * @param infrastructure such as {@code generic}; null where it cannot be told
 * @param hold the words of the cluster's people who want nothing begun now; null where nobody does,
 *     or an agent is too old to know
 */
public record AgentReport(
    String agentVersion,
    String kubernetesVersion,
    @Nullable String distribution,
    @Nullable String infrastructure,
    List<Node> nodes,
    int totalCores,
    @Nullable String hold) {

  /** Most nodes that are told of one by one; the rest is left out. */
  public static final int MAX_NODES = 2_000;

  /** Of a cluster where nobody wants anything put off. */
  public AgentReport(
      String agentVersion,
      String kubernetesVersion,
      @Nullable String distribution,
      @Nullable String infrastructure,
      List<Node> nodes,
      int totalCores) {
    this(agentVersion, kubernetesVersion, distribution, infrastructure, nodes, totalCores, null);
  }

  /** Copies the list. */
  public AgentReport {
    nodes = List.copyOf(Objects.requireNonNullElse(nodes, List.of()));
  }

  /**
   * One node.
   *
   * @param architecture such as {@code amd64}
   * @param containerRuntime such as {@code containerd://2.1.4}
   */
  public record Node(String name, String architecture, String containerRuntime, boolean ready) {}
}
