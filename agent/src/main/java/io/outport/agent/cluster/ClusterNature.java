package io.outport.agent.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what made a cluster, by the marks that makers leave. */
public final class ClusterNature {
  private static final Map<String, String> BY_VERSION =
      Map.of("+k3s", "k3s", "+rke2", "rke2", "-gke.", "gke", "-eks-", "eks", "+k0s", "k0s");

  private static final Map<String, String> BY_LABEL =
      Map.of(
          "kubernetes.azure.com/cluster", "aks",
          "microk8s.io/cluster", "microk8s",
          "minikube.k8s.io/name", "minikube",
          "node.openshift.io/os_id", "openshift");

  private static final Map<String, String> HOMES =
      Map.of("gke", "gcp", "eks", "aws", "aks", "azure");

  private ClusterNature() {}

  /** The maker's name, such as {@code k3s}; {@code generic} where no mark is known. */
  public static String distribution(String version, List<NodeFacts> nodes) {
    Optional<String> told =
        BY_VERSION.entrySet().stream()
            .filter(each -> version.contains(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    return told.or(
            () ->
                nodes.stream()
                    .flatMap(node -> node.labels().keySet().stream())
                    .filter(BY_LABEL::containsKey)
                    .map(BY_LABEL::get)
                    .findFirst())
        .orElse("generic");
  }

  /** Where clusters of this maker run; {@code generic} where that can be anywhere. */
  public static String infrastructure(String distribution) {
    return HOMES.getOrDefault(distribution, "generic");
  }
}
