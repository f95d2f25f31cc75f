package io.outport.registry.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * A bearer token on its way to the client.
 *
 * @param text the secret itself
 * @param lifetime how long it is valid from {@code issuedAt} on
 */
public record IssuedToken(String text, Instant issuedAt, Duration lifetime) {
  /** Hides the token (L10). */
  @Override
  public String toString() {
    return "IssuedToken[redacted, issued %s for %s]".formatted(issuedAt, lifetime);
  }
}
