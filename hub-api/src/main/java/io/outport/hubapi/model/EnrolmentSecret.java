package io.outport.hubapi.model;

import java.time.Instant;

/**
 * What a cluster's agent enrols with, once; shown only by the answer that makes it.
 *
 * @param username with the secret as its password, the agent's image can be pulled until then
 */
public record EnrolmentSecret(String secret, Instant expiresOn, String username) {

  /** Without the secret (law L10). */
  @Override
  public String toString() {
    return "EnrolmentSecret[until %s]".formatted(expiresOn);
  }
}
