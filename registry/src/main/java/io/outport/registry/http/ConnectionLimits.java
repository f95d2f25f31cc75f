package io.outport.registry.http;

import java.time.Duration;

/**
 * What a listener's connections may cost, and for how long each may keep it waiting.
 *
 * @param maxOpen more than these, all together, are closed as soon as they are accepted
 * @param maxPerAddress the same for one client address
 * @param handshake how long TLS may take to be agreed on
 * @param requestHead how long one request line with its headers may take to come
 * @param rest how long the rest of a body may take to come after its request was answered
 * @param idle how long a connection stays open on which nothing is asked
 * @param send how long a client may take nothing of an answer
 */
public record ConnectionLimits(
    int maxOpen,
    int maxPerAddress,
    Duration handshake,
    Duration requestHead,
    Duration rest,
    Duration idle,
    Duration send) {

  /** For a machine with two processors and 2 GiB; half of the places for any one address. */
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(
          16_384,
          8_192,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException when one of them is not above zero
   */
  public ConnectionLimits {
    if (maxOpen < 1 || maxPerAddress < 1) {
      throw new IllegalArgumentException("at least one connection must be allowed");
    }
    for (Duration each : new Duration[] {handshake, requestHead, rest, idle, send}) {
      if (!each.isPositive()) {
        throw new IllegalArgumentException("a time limit of a connection must be above zero");
      }
    }
  }

  /** These limits with other numbers of connections. */
  public ConnectionLimits withMaxOpen(int all, int perAddress) {
    return new ConnectionLimits(all, perAddress, handshake, requestHead, rest, idle, send);
  }

  /** The shortest of the times that are watched after the handshake. */
  Duration shortest() {
    Duration shortest = requestHead;
    for (Duration each : new Duration[] {rest, idle, send}) {
      shortest = each.compareTo(shortest) < 0 ? each : shortest;
    }
    return shortest;
  }
}
