package io.outport.agent.cluster;

import java.math.BigDecimal;
import java.util.List;

/**
 * A claim to a volume.
 *
 * @param owner the Helm release that it is of, {@code namespace/name}; empty for none
 * @param bound it has its volume
 * @param storageClass empty for none
 * @param request as it was asked for, such as {@code 500Gi}
 * @param requested bytes that were asked for
 * @param capacity bytes that the volume has; 0 before there is one
 */
public record ClaimFacts(
    String owner,
    boolean bound,
    String storageClass,
    List<String> accessModes,
    String request,
    BigDecimal requested,
    BigDecimal capacity) {

  /** Copies the list. */
  public ClaimFacts {
    accessModes = List.copyOf(accessModes);
  }
}
