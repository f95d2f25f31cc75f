package io.outport.hubapi.agent;

import java.util.Objects;

/**
 * The key that an agent will sign with from now on.
 *
 * @param publicKey as PEM, EC P-256
 */
public record KeyRotation(String publicKey) {
  /** Requires it. */
  public KeyRotation {
    Objects.requireNonNull(publicKey, "publicKey");
  }
}
