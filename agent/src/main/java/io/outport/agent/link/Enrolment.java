package io.outport.agent.link;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an agent is given to begin with.
 *
 * @param hub without a path
 * @param clusterId the cluster's resource id
 * @param secret good for one enrolment
 * @param authority PEM of the hub's CA; empty where this Java trusts it already
 */
record Enrolment(URI hub, String clusterId, String secret, String authority) {

  /** Differs for each secret, hub and cluster; tells nothing of the secret. */
  String fingerprint() {
    String text = String.join("\n", hub.toString(), clusterId, secret);
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Without the secret (law L10). */
  @Override
  public String toString() {
    return "Enrolment[%s at %s]".formatted(clusterId, hub);
  }
}
