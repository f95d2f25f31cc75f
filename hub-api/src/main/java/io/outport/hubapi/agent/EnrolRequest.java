package io.outport.hubapi.agent;

import java.util.Objects;

/**
 * An agent's first call: it proves that it may speak for its cluster and shows its key.
 *
 * @param clusterId the cluster's resource id
 * @param secret the one-time secret
 * @param publicKey the agent's key as PEM, EC P-256
 */
public record EnrolRequest(String clusterId, String secret, String publicKey) {

  /** Requires all of it. */
  public EnrolRequest {
    Objects.requireNonNull(clusterId, "clusterId");
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(publicKey, "publicKey");
  }

  /** Without the secret (law L10). */
  @Override
  public String toString() {
    return "EnrolRequest[%s]".formatted(clusterId);
  }
}
