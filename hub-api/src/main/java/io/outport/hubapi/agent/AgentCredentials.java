package io.outport.hubapi.agent;

import java.time.Instant;

/**
 * What charts and images are pulled from the hub with, for a short while.
 *
 * @param loginServer host, with a port where it is not 443
 */
public record AgentCredentials(
    String username, String password, Instant expiresOn, String loginServer) {

  /** Without the password (law L10). */
  @Override
  public String toString() {
    return "AgentCredentials[%s at %s until %s]".formatted(username, loginServer, expiresOn);
  }
}
