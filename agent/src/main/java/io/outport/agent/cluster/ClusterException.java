package io.outport.agent.cluster;

import org.jspecify.annotations.Nullable;

/** The Kubernetes API did not answer, or refused. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what was asked, and the API server's reason. */
  public ClusterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
