package io.outport.hubapi.agent;

import org.jspecify.annotations.Nullable;

/** A call to the hub that was refused or did not get through. */
public final class AgentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a caller acts on it. */
  public enum Kind {
    /** No connection: try again later. */
    UNREACHABLE,
    /** The hub's certificate is not trusted, expired, or for another name. */
    UNTRUSTED,
    /** The hub does not take the agent's token: its key is not known there, or a clock is wrong. */
    UNAUTHORIZED,
    /** The enrolment secret is wrong, used, or its time is over. */
    ENROLMENT_REFUSED,
    /** The hub knows no such cluster. */
    UNKNOWN_CLUSTER,
    /** The hub knows no such extension on this cluster, or has forgotten it by now. */
    UNKNOWN_EXTENSION,
    /** The hub answered, but cannot serve now: try again later. */
    UNAVAILABLE,
    /** The hub itself does not take what was sent, and will not take the same again. */
    REFUSED,
    /** The answer is not of this protocol: it may come from what stands before the hub. */
    PROTOCOL
  }

  private final Kind kind;

  /** The message says what is wrong, where, and what to do. */
  public AgentException(Kind kind, String message, @Nullable Throwable cause) {
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
