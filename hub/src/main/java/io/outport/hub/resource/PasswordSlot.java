package io.outport.hub.resource;

import io.outport.registry.auth.PasswordHash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one of a token's two passwords.
 *
 * @param name {@link #FIRST} or {@link #SECOND}
 * @param expiry null for one that does not expire
 * @param hash a {@link PasswordHash} in its text form
 */
public record PasswordSlot(String name, Instant created, @Nullable Instant expiry, String hash) {
  static final String FIRST = "password1";
  static final String SECOND = "password2";

  boolean isLive(Instant now) {
    return expiry == null || now.isBefore(expiry);
  }

  boolean matches(String password) {
    return PasswordHash.parse(hash).matches(password);
  }

  /** Without the hash (law L10). */
  @Override
  public String toString() {
    return "PasswordSlot[%s]".formatted(name);
  }
}
