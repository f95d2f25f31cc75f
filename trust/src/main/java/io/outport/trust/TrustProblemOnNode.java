package io.outport.trust;

/** Why a node cannot be made to trust the registry, in words for the person who mends it. */
public final class TrustProblemOnNode extends RuntimeException {
  private static final long serialVersionUID = 1;

  TrustProblemOnNode(String message) {
    super(message);
  }

  TrustProblemOnNode(String message, Throwable cause) {
    super(message, cause);
  }
}
