package io.outport.hubapi.model;

import java.time.Instant;

/** What a cluster's agent enrols with, once; shown only by the answer that makes it. */
public record EnrolmentSecret(String secret, Instant expiresOn) {

  /** Without the secret (law L10). */
  @Override
  public String toString() {
    return "EnrolmentSecret[until %s]".formatted(expiresOn);
  }
}
