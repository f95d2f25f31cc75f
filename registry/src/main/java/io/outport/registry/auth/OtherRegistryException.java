package io.outport.registry.auth;

/**
 * Thrown for an account whose name and password are right, but which has no business at this
 * registry; the message says where it has, and is for the client.
 */
public final class OtherRegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says where the account belongs. */
  public OtherRegistryException(String message) {
    super(message, null, false, false);
  }
}
