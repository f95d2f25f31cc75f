package io.outport.hubapi.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a cluster or of one extension on it, which is also its path. Read without regard to
 * case, and with any of the vendor's kinds of cluster, which all name the same one here; always
 * written in one form.
 *
 * @param extension empty for the cluster itself
 */
public record ClusterId(
    String subscriptionId, String resourceGroup, String cluster, String extension) {

  /** The resource type of a cluster. */
  public static final String CLUSTER_TYPE = "Microsoft.Kubernetes/connectedClusters";

  /** The provider of what is installed on clusters. */
  public static final String EXTENSION_PROVIDER = "Microsoft.KubernetesConfiguration";

  /** The resource type of an extension. */
  public static final String EXTENSION_TYPE = EXTENSION_PROVIDER + "/extensions";

  /** The kinds of cluster that paths may name (azure-api.md, "Resource paths"). */
  public static final List<String> CLUSTER_TYPES =
      List.of(
          CLUSTER_TYPE,
          "Microsoft.ContainerService/managedClusters",
          "Microsoft.ResourceConnector/appliances",
          "Microsoft.HybridContainerService/provisionedClusters");

  private static final Pattern FORM =
      Pattern.compile(
          "/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/([^/]+/[^/]+)/([^/]+)"
              + "(?:/providers/Microsoft\\.KubernetesConfiguration/extensions/([^/]+))?",
          Pattern.CASE_INSENSITIVE);

  /** A cluster's own id. */
  public static ClusterId of(String subscriptionId, String resourceGroup, String cluster) {
    return new ClusterId(subscriptionId, resourceGroup, cluster, "");
  }

  /** Reads an id; empty where the text is none. */
  public static Optional<ClusterId> find(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !isClusterType(matcher.group(3))) {
      return Optional.empty();
    }
    String extension = matcher.group(5) == null ? "" : matcher.group(5);
    return Optional.of(
        new ClusterId(matcher.group(1), matcher.group(2), matcher.group(4), extension));
  }

  /** Whether the text is one of {@link #CLUSTER_TYPES}. */
  public static boolean isClusterType(String text) {
    return CLUSTER_TYPES.stream().anyMatch(text::equalsIgnoreCase);
  }

  /** The id of an extension on this cluster. */
  public ClusterId extension(String name) {
    return new ClusterId(subscriptionId, resourceGroup, cluster, name);
  }

  /** The id of the cluster that this is, or is on. */
  public ClusterId clusterId() {
    return of(subscriptionId, resourceGroup, cluster);
  }

  /** Whether both name the same resource. */
  public boolean isSame(ClusterId other) {
    return toString().equalsIgnoreCase(other.toString());
  }

  /** The resource's type. */
  public String type() {
    return extension.isEmpty() ? CLUSTER_TYPE : EXTENSION_TYPE;
  }

  /** The id in its one written form. */
  @Override
  public String toString() {
    String path =
        "/subscriptions/%s/resourceGroups/%s/providers/%s/%s"
            .formatted(subscriptionId, resourceGroup, CLUSTER_TYPE, cluster);
    return extension.isEmpty()
        ? path
        : "%s/providers/%s/%s".formatted(path, EXTENSION_TYPE, extension);
  }
}
