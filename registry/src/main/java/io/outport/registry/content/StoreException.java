package io.outport.registry.content;

import org.jspecify.annotations.Nullable;

/** The medium under a store failed or refused; nothing visible has changed. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about it. */
  public enum Kind {
    /** No room left: free some, then try again. */
    FULL,
    /** Somebody else uses it right now: try again later. */
    BUSY,
    /** The folder or database cannot be used as it is: a person must act on the message. */
    UNUSABLE,
    /** The medium failed. */
    FAILED
  }

  private final Kind kind;

  /** The message says what, where, and for {@code UNUSABLE} what to do. */
  public StoreException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What a caller can do about it. */
  public Kind kind() {
    return kind;
  }
}
