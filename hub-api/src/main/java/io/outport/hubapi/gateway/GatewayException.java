package io.outport.hubapi.gateway;

import org.jspecify.annotations.Nullable;

/** A call to the parent's gateway that was refused or did not get through. */
public final class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a caller acts on it. */
  public enum Kind {
    /** No connection: try again later. */
    UNREACHABLE,
    /** The parent's certificate is not trusted, expired, or for another name. */
    UNTRUSTED,
    /** The sync token's name or password is wrong, expired or disabled. */
    UNAUTHORIZED,
    /** The parent knows no connected registry of this name. */
    UNKNOWN_SITE,
    /** The site is below another connected registry, and talks to that one alone. */
    OTHER_PARENT,
    /** Another instance holds the site. */
    ALREADY_ACTIVATED,
    /** No instance holds the site: claim it first. */
    NOT_ACTIVATED,
    /** The parent answered, but cannot serve now: try again later. */
    UNAVAILABLE,
    /** The answer is not of this protocol. */
    PROTOCOL
  }

  private final Kind kind;

  /** The message says what is wrong, where, and what to do. */
  public GatewayException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What a caller acts on. */
  public Kind kind() {
    return kind;
  }

  /** Whether the same call may succeed later without anybody acting. */
  public boolean transientFailure() {
    return kind == Kind.UNREACHABLE || kind == Kind.UNAVAILABLE;
  }
}
