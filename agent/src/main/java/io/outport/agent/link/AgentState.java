package io.outport.agent.link;

import static java.util.Objects.requireNonNull;

import io.outport.hubapi.agent.AgentKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is, across restarts.
 *
 * @param hub that it enrolled at, or is about to
 * @param clusterId as that hub writes it
 * @param key that it signs with; made before the hub hears of it
 * @param keyMade when it was
 * @param next a key that the hub may have been told of already; null for none
 * @param enrolledWith fingerprint of the enrolment that the hub accepted; empty for none yet
 * @param loginServer of the hub's registry; empty before it was told
 */
public record AgentState(
    String hub,
    String clusterId,
    AgentKey key,
    Instant keyMade,
    @Nullable AgentKey next,
    String enrolledWith,
    String loginServer) {

  /** A key that the hub may have been told of already. */
  public Optional<AgentKey> findNext() {
    return Optional.ofNullable(next);
  }

  /** Before the hub has heard of it. */
  static AgentState fresh(Enrolment enrolment, AgentKey key, Instant now) {
    return new AgentState(
        enrolment.hub().toString(), enrolment.clusterId(), key, now, null, "", "");
  }

  boolean isEnrolled() {
    return !enrolledWith.isEmpty();
  }

  /** Whether it is of this hub and cluster, whatever the secret. */
  boolean isOf(Enrolment enrolment) {
    return hub.equals(enrolment.hub().toString())
        && clusterId.equalsIgnoreCase(enrolment.clusterId());
  }

  AgentState enrolled(String fingerprint, String cluster) {
    return new AgentState(hub, cluster, key, keyMade, null, fingerprint, loginServer);
  }

  AgentState announcing(AgentKey other) {
    return new AgentState(hub, clusterId, key, keyMade, other, enrolledWith, loginServer);
  }

  /** The next key is the key. */
  AgentState renewed(Instant now) {
    return new AgentState(
        hub, clusterId, requireNonNull(next, "next"), now, null, enrolledWith, loginServer);
  }

  AgentState at(String server) {
    return new AgentState(hub, clusterId, key, keyMade, next, enrolledWith, server);
  }
}
