package io.outport.agent.release;

import org.jspecify.annotations.Nullable;

/** Helm could not do what it was asked to; the message holds its words, without values. */
public final class ReleaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what, where, and Helm's reason. */
  public ReleaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
