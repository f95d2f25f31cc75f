package io.outport.oci.client;

import io.outport.oci.model.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call to a registry that failed: what, where, and what to do about it, in plain words. */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The family of a failure. */
  public enum Kind {
    /** No connection came about: name, route, port, or a closed door. */
    UNREACHABLE(true),
    /** The server's certificate is not trusted, has expired, or names another host. */
    UNTRUSTED(false),
    /** The registry wants credentials, or refuses the ones we have. */
    UNAUTHORIZED(false),
    /** The credentials are good but do not allow this. */
    DENIED(false),
    /** The registry does not know the repository, manifest or blob. */
    NOT_FOUND(false),
    /** The registry asks for patience; see {@link RegistryException#retryAfter()}. */
    RATE_LIMITED(true),
    /** The registry refuses the request as it is. */
    REJECTED(false),
    /** The registry has a trouble of its own. */
    UNAVAILABLE(true),
    /** The peer went silent, or slower than the minimum rate. */
    STALLED(true),
    /** The connection ended before the answer did. */
    CUT(true),
    /** The answer breaks the specification, or a safety rule of ours. */
    PROTOCOL(false),
    /** The content is not what its digest or size says. */
    CORRUPT(false),
    /** This thread was interrupted; its interrupt flag is set. */
    CANCELLED(false);

    private final boolean retryable;

    Kind(boolean retryable) {
      this.retryable = retryable;
    }
  }

  private final Kind kind;
  private final @Nullable ErrorCode codeOrNull;
  private final @Nullable Duration retryAfterOrNull;

  RegistryException(Kind kind, String message) {
    this(kind, message, null, null, null);
  }

  RegistryException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, null, null, cause);
  }

  RegistryException(
      Kind kind,
      String message,
      @Nullable ErrorCode codeOrNull,
      @Nullable Duration retryAfterOrNull,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.codeOrNull = codeOrNull;
    this.retryAfterOrNull = retryAfterOrNull;
  }

  /** The family of the failure. */
  public Kind kind() {
    return kind;
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  public boolean retryable() {
    return kind.retryable;
  }

  /** The first error code of the registry's answer, where it gave one that we know. */
  public Optional<ErrorCode> code() {
    return Optional.ofNullable(codeOrNull);
  }

  /** How long the registry asked us to wait. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfterOrNull);
  }
}
