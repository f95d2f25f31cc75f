package io.outport.hub.resource;

import java.time.Instant;
import java.util.List;

/**
 * A token as it is kept.
 *
 * @param scopeMap the name of its scope map
 */
public record TokenEntry(
    String name, Instant created, String scopeMap, boolean enabled, List<PasswordSlot> passwords) {

  /** Copies the lists. */
  public TokenEntry {
    passwords = List.copyOf(passwords);
  }

  TokenEntry withPasswords(List<PasswordSlot> changed) {
    return new TokenEntry(name, created, scopeMap, enabled, changed);
  }

  /** Whether it could be signed in with now. */
  public boolean isLive(Instant now) {
    return enabled && passwords.stream().anyMatch(slot -> slot.isLive(now));
  }

  /** Whether this is one of its passwords, and good now. */
  public boolean accepts(String password, Instant now) {
    return enabled
        && passwords.stream().anyMatch(slot -> slot.isLive(now) && slot.matches(password));
  }
}
