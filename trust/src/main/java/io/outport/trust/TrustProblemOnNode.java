package io.outport.trust;

import java.util.List;

/** Why a node cannot be made to trust the registry, in words for the person who mends it. */
public final class TrustProblemOnNode extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final TrustStatus.State state;

  TrustProblemOnNode(String message) {
    super(message);
    this.state = TrustStatus.State.FAILED;
  }

  TrustProblemOnNode(String message, Throwable cause) {
    super(message, cause);
    this.state = TrustStatus.State.FAILED;
  }

  private TrustProblemOnNode(String message, TrustStatus.State state) {
    super(message);
    this.state = state;
  }

  /** What passes by itself. */
  static TrustProblemOnNode passing(String message) {
    return new TrustProblemOnNode(message, TrustStatus.State.WAITING);
  }

  /** How the node stands. */
  TrustStatus status() {
    return new TrustStatus(state, "", List.of(), String.valueOf(getMessage()));
  }
}
