package io.outport.hub.extension;

import io.outport.hub.resource.Resources;
import io.outport.hubapi.agent.AgentReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as it is kept.
 *
 * @param incarnation told apart from an earlier cluster of the same name
 */
public record ClusterEntry(
    String group, String name, String incarnation, Description described, Agent agent) {

  /** After so long without a word of its agent a cluster is said to be offline. */
  public static final Duration OFFLINE_AFTER = Duration.ofMinutes(3);

  /** What people wrote. */
  record Description(
      String location,
      Map<String, String> tags,
      @Nullable String distribution,
      @Nullable String infrastructure) {
    Description {
      tags = Map.copyOf(Objects.requireNonNullElse(tags, Map.of()));
    }
  }

  /**
   * How its agent proves itself, and what it said.
   *
   * @param enrolment the newest secret; null before the first
   * @param key PEM; empty before the first enrolment
   * @param nextKey PEM of an announced key that has not signed yet; empty for none
   * @param report the last that was another than the one before; null for none
   * @param heard when the agent was heard, kept now and then; null for never
   */
  record Agent(
      @Nullable Enrolment enrolment,
      String key,
      String nextKey,
      @Nullable AgentReport report,
      @Nullable Instant heard) {
    static final Agent NONE = new Agent(null, "", "", null, null);

    Agent with(Enrolment fresh) {
      return new Agent(fresh, key, nextKey, report, heard);
    }

    Agent withKeys(String current, String next) {
      return new Agent(enrolment, current, next, report, heard);
    }

    Agent with(AgentReport said, Instant now) {
      return new Agent(enrolment, key, nextKey, said, now);
    }

    /** Without keys (law L10). */
    @Override
    public String toString() {
      return "Agent[heard %s]".formatted(heard);
    }
  }

  /**
   * A one-time secret.
   *
   * @param hash of the secret, hexadecimal
   * @param usedBy the key that it was used for, PEM; empty while it is unused
   */
  record Enrolment(String hash, Instant expires, String usedBy) {
    boolean isOpen(Instant now) {
      return usedBy.isEmpty() && now.isBefore(expires);
    }

    /** Whether this is the secret, and its time is not over. */
    boolean accepts(String secret, Instant now) {
      return isSecret(secret) && now.isBefore(expires);
    }

    boolean isSecret(String secret) {
      return MessageDigest.isEqual(
          Fleet.hash(secret).getBytes(StandardCharsets.US_ASCII),
          hash.getBytes(StandardCharsets.US_ASCII));
    }
  }

  ClusterEntry with(Agent other) {
    return new ClusterEntry(group, name, incarnation, described, other);
  }

  ClusterEntry with(Description other) {
    return new ClusterEntry(group, name, incarnation, other, agent);
  }

  /**
   * Whether who spoke for the cluster as it was earlier does so still: it is no other cluster of
   * that name, and no other agent enrolled.
   */
  boolean hasAgentOf(ClusterEntry earlier) {
    boolean same =
        agent.key().equals(earlier.agent.key()) || agent.key().equals(earlier.agent.nextKey());
    return same && incarnation.equals(earlier.incarnation);
  }

  /** Whether an agent has ever enrolled. */
  boolean isEnrolled() {
    return !agent.key().isEmpty();
  }

  String key() {
    return key(group, name);
  }

  static String key(String group, String name) {
    return Resources.key(group + "/" + name);
  }
}
