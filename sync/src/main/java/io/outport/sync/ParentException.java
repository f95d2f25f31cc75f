package io.outport.sync;

import org.jspecify.annotations.Nullable;

/** A call to the parent that failed or was refused. */
public final class ParentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about it. */
  public enum Kind {
    /** The link is down or broke: the same call may work later. */
    UNREACHABLE,
    /** The parent answered, but cannot serve now: the same call may work later. */
    UNAVAILABLE,
    /** The parent does not hold it. */
    NOT_FOUND,
    /** The sync token may not read it, or is refused. */
    DENIED,
    /** The parent's certificate is not trusted, expired, or for another name. */
    UNTRUSTED,
    /** What came does not match its digest. */
    CORRUPT,
    /** The answer is not of the protocol, or over a limit. */
    PROTOCOL
  }

  private final Kind kind;

  /** The message says what is wrong, where, and what to do. */
  public ParentException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What a caller can do about it. */
  public Kind kind() {
    return kind;
  }

  /** Whether the same call may succeed soon without anybody acting. */
  public boolean retryable() {
    return kind == Kind.UNREACHABLE || kind == Kind.UNAVAILABLE;
  }

  /** Whether every other call will fail in the same way, so that trying other items is no use. */
  public boolean linkLost() {
    return kind == Kind.UNREACHABLE || kind == Kind.UNTRUSTED;
  }
}
