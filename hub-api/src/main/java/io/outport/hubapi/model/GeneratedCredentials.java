package io.outport.hubapi.model;

import java.util.List;

/** Fresh passwords, shown this once. */
public record GeneratedCredentials(String username, List<Token.Password> passwords) {

  /** Copies the list. */
  public GeneratedCredentials {
    passwords = List.copyOf(passwords);
  }
}
