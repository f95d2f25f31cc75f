package io.outport.hubapi.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account of the registry: a name, two password slots, and the scope map that says what it may
 * do (reference, 3.5).
 *
 * @param id the hub's; null in what a client sends, as are {@code name} and {@code type}
 */
public record Token(
    @Nullable String id, @Nullable String name, @Nullable String type, Properties properties) {

  /** The status of a token that may be used. */
  public static final String ENABLED = "enabled";

  /** The status of a token that is shut out. */
  public static final String DISABLED = "disabled";

  /** The enabled token that a client writes. */
  public static Token of(String scopeMapId) {
    return new Token(null, null, null, new Properties(null, null, scopeMapId, null, ENABLED));
  }

  /**
   * What the token is.
   *
   * @param status {@link #ENABLED} or {@link #DISABLED}
   */
  public record Properties(
      @Nullable Instant creationDate,
      @Nullable String provisioningState,
      @Nullable String scopeMapId,
      @Nullable Credentials credentials,
      @Nullable String status) {}

  /** The token's password slots. */
  public record Credentials(@Nullable List<Password> passwords) {

    /** Copies the list. */
    public Credentials {
      passwords = passwords == null ? null : List.copyOf(passwords);
    }
  }

  /**
   * One password slot.
   *
   * @param name {@code password1} or {@code password2}
   * @param expiry null for one that does not expire
   * @param value the password itself, shown once by {@code generateCredentials}; null else
   */
  public record Password(
      String name,
      @Nullable Instant creationTime,
      @Nullable Instant expiry,
      @Nullable String value) {

    /** Without the password (law L10). */
    @Override
    public String toString() {
      return "Password[%s]".formatted(name);
    }
  }
}
