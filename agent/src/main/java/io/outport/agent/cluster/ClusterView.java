package io.outport.agent.cluster;

import java.util.List;
import java.util.Optional;

/**
 * What the agent looks at before it changes anything. No method changes the cluster; all may be
 * called by any thread. A cluster that cannot be asked is a {@link ClusterException}.
 */
public interface ClusterView {

  /** How a namespace is. */
  NamespaceState namespace(String name);

  /**
   * Has the API server judge a service with this address, without making it.
   *
   * @param namespace where it would be; another one is taken while this one is absent
   */
  AddressTrial tryAddress(String namespace, String address);

  /**
   * Why a namespace that there is would not let in a pod that writes files of its node, in the API
   * server's words; empty where it would, or where that cannot be asked.
   */
  Optional<String> findNodeAccessRefusal(String namespace);

  /** All storage classes. */
  List<StorageClassFacts> storageClasses();

  /** The address of a service; empty where there is no such service. */
  Optional<String> findServiceAddress(String namespace, String name);

  /** A claim to a volume; empty where there is none, or it is being removed. */
  Optional<ClaimFacts> findClaim(String namespace, String name);

  /** What of cert-manager is there. */
  CertManagerFacts certManager();

  /** A secret; empty where there is none, or where it may not be read. */
  Optional<SecretFacts> findSecret(String namespace, String name);

  /** The namespaces that have a secret of this name, for telling where it lies instead. */
  List<String> namespacesWithSecret(String name);

  /** The releases that have nodes trust a site now, as {@code namespace/name}, in order. */
  List<String> trustDistributors();

  /** Whether the agent's own account may do this. */
  boolean may(Right right);

  /** All nodes. */
  List<NodeFacts> nodes();

  /** The API server's version, such as {@code v1.34.4}. */
  String version();
}
