package io.outport.hubapi.client;

import org.jspecify.annotations.Nullable;

/** A call that brought no answer: what is wrong, where, and what to do. */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why no answer came. */
  public enum Kind {
    /** No connection, or it ended or fell silent before the answer was complete. */
    UNREACHABLE,
    /** The other side's certificate is not trusted, expired, or for another name. */
    UNTRUSTED,
    /** Something else listens there: the answer is not HTTP, not TLS, or too large. */
    PROTOCOL
  }

  private final Kind kind;

  /** The message says what is wrong, where, and what to do. */
  public LinkException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why no answer came. */
  public Kind kind() {
    return kind;
  }
}
