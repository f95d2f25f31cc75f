package io.outport.gateway.http;

import org.jspecify.annotations.Nullable;

/** A request that is answered with an error, in the shape {@code {"error": {code, message}}}. */
public final class JsonRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /** The message is shown to the caller. */
  public JsonRefusal(int status, String code, String message) {
    this(status, code, message, null);
  }

  /** As above, keeping the cause for our own log. */
  public JsonRefusal(int status, String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The error's code. */
  public String code() {
    return code;
  }
}
