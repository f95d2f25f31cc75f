package io.outport.oci.client;

/** A user name and its password; the password never shows in text. */
public record Credentials(String user, String password) {

  /** Checks that the two can travel in a Basic header. */
  public Credentials {
    if (user.isEmpty() || user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a user name is not empty and holds no ':'");
    }
  }

  @Override
  public String toString() {
    return "Credentials[user=%s, password=redacted]".formatted(user);
  }
}
