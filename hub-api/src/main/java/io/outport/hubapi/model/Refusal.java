package io.outport.hubapi.model;

import org.jspecify.annotations.Nullable;

/**
 * A command that cannot go on for a reason its user can act on: one line that says what is wrong,
 * where, and what to do, and the exit code that scripts can rely on.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The documented exit codes (0 is success, 1 an unexpected failure). */
  public enum Exit {
    /** The command line or a file named on it is wrong. */
    USAGE(2),
    /** The data directory cannot be used: not writable, another's, or of a newer version. */
    DATA_DIRECTORY(3),
    /** The parent or hub cannot be reached. */
    UNREACHABLE(4),
    /** The other side's certificate is not trusted, expired, or for another name. */
    UNTRUSTED(5),
    /** A name or password is wrong, or the right is missing. */
    UNAUTHORIZED(6),
    /** Another instance holds the connected registry. */
    ALREADY_ACTIVATED(7),
    /** The address to listen on is taken or not ours. */
    ADDRESS_IN_USE(8),
    /** Our own certificate or key cannot be used. */
    CERTIFICATE(9),
    /** The named resource does not exist. */
    NOT_FOUND(10),
    /** The hub refused the request as it stands. */
    REJECTED(11);

    private final int code;

    Exit(int code) {
      this.code = code;
    }

    /** The process's exit code. */
    public int code() {
      return code;
    }
  }

  private final Exit exit;

  /** One line: what is wrong, where, and what to do. */
  public Refusal(Exit exit, String message) {
    this(exit, message, null);
  }

  /** As above, keeping the cause for {@code --verbose}. */
  public Refusal(Exit exit, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exit = exit;
  }

  /** The exit code to end with. */
  public Exit exit() {
    return exit;
  }
}
