package io.outport.agent.cluster;

import java.util.List;

/**
 * What of cert-manager is in the cluster.
 *
 * @param api its resource types are known
 * @param controllers {@code namespace/name} of each controller
 * @param ready those of them that run
 * @param ownedBy the Helm release that the first controller is of; empty for none
 */
public record CertManagerFacts(
    boolean api, List<String> controllers, List<String> ready, String ownedBy) {

  /** There is nothing of it. */
  public static final CertManagerFacts ABSENT =
      new CertManagerFacts(false, List.of(), List.of(), "");

  /** Copies the lists. */
  public CertManagerFacts {
    controllers = List.copyOf(controllers);
    ready = List.copyOf(ready);
  }
}
