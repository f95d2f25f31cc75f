package io.outport.agent.cluster;

import java.util.List;

/**
 * What of cert-manager is in the cluster.
 *
 * @param api its resource types are known
 * @param controllers {@code namespace/name} of each controller
 * @param ready those of them that run
 * @param ownedBy the Helm release that the first controller is of; empty for none
 * @param refusal why a certificate would not be taken now, such as a webhook that does not answer
 *     yet; empty where one would, and where none runs
 */
public record CertManagerFacts(
    boolean api, List<String> controllers, List<String> ready, String ownedBy, String refusal) {

  /** There is nothing of it. */
  public static final CertManagerFacts ABSENT =
      new CertManagerFacts(false, List.of(), List.of(), "", "");

  /** Copies the lists. */
  public CertManagerFacts {
    controllers = List.copyOf(controllers);
    ready = List.copyOf(ready);
  }
}
