package io.outport.hubapi.gateway;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client token as its site needs it: hashes to check against, and what it may do. */
public record ClientAccount(
    String name, boolean enabled, List<HashedPassword> passwords, List<Rule> rules) {

  /** Copies the lists. */
  public ClientAccount {
    passwords = List.copyOf(passwords);
    rules = List.copyOf(rules);
  }

  /**
   * One password slot.
   *
   * @param hash the salted hash in its text form; never a clear password
   * @param expiry null for one that does not expire
   */
  public record HashedPassword(String hash, @Nullable Instant expiry) {}

  /** The actions, such as {@code content/read}, on the repositories of a pattern. */
  public record Rule(String repository, List<String> actions) {

    /** Copies the list. */
    public Rule {
      actions = List.copyOf(actions);
    }
  }
}
