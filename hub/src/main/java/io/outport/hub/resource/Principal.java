package io.outport.hub.resource;

import io.outport.registry.auth.PasswordHash;

/**
 * Who administers the hub: signs in to the control API and to the registry, and may do everything.
 *
 * @param appId a GUID; the sign-in takes it and the name alike
 * @param secretHash a {@link PasswordHash} in its text form
 */
public record Principal(String name, String appId, String secretHash) {

  /** Whether this is the principal's name or id. */
  public boolean isCalled(String nameOrId) {
    return name.equalsIgnoreCase(nameOrId) || appId.equalsIgnoreCase(nameOrId);
  }

  /** Whether this is the principal's secret. */
  public boolean accepts(String secret) {
    return PasswordHash.parse(secretHash).matches(secret);
  }

  /** Without the hash (law L10). */
  @Override
  public String toString() {
    return "Principal[%s]".formatted(name);
  }
}
