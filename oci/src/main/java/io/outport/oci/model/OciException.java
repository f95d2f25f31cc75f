package io.outport.oci.model;

import org.jspecify.annotations.Nullable;

/** A request or a value that breaks the specification, with the code that the wire carries. */
public final class OciException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** The message says what is wrong and where, in words for the person at the other end. */
  public OciException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** As above, keeping the cause for our own log. */
  public OciException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The code for the wire. */
  public ErrorCode code() {
    return code;
  }
}
