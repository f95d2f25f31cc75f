package io.outport.hubapi.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes cluster whose agent asks this hub what it should run.
 *
 * @param id the hub's; null in what a client sends, as are {@code name} and {@code type}
 * @param location kept for clients that send one; the hub is in one place
 */
public record Cluster(
    @Nullable String id,
    @Nullable String name,
    @Nullable String type,
    @Nullable String location,
    @Nullable Map<String, String> tags,
    @Nullable Properties properties) {

  /** Never heard of. */
  public static final String CONNECTING = "Connecting";

  /** Its agent speaks to the hub. */
  public static final String CONNECTED = "Connected";

  /** Its agent was not heard of for a while. */
  public static final String OFFLINE = "Offline";

  /** Never heard of, and its enrolment secret's time is over. */
  public static final String EXPIRED = "Expired";

  /** Copies the tags. */
  public Cluster {
    tags = tags == null ? null : Map.copyOf(tags);
  }

  /** The cluster that a client writes. */
  public static Cluster of(@Nullable String distribution, @Nullable String infrastructure) {
    return of(distribution, infrastructure, null);
  }

  /** As above, with tags; null for none, or for those that are there. */
  public static Cluster of(
      @Nullable String distribution,
      @Nullable String infrastructure,
      @Nullable Map<String, String> tags) {
    Properties properties =
        new Properties(
            null, null, null, null, null, null, null, distribution, infrastructure, "", null);
    return new Cluster(null, null, null, "local", tags, properties);
  }

  /**
   * What is known of it; but for distribution, infrastructure and the certificate, its agent
   * reports it.
   *
   * @param connectivityStatus {@link #CONNECTING}, {@link #CONNECTED}, {@link #OFFLINE} or {@link
   *     #EXPIRED}
   * @param agentPublicKeyCertificate the vendor's; taken and not used, since the agent here makes
   *     its key by itself
   * @param hold why its people want nothing begun there now; null where nobody does; a field of
   *     ours
   */
  public record Properties(
      @Nullable String provisioningState,
      @Nullable String connectivityStatus,
      @Nullable Instant lastConnectivityTime,
      @Nullable String kubernetesVersion,
      @Nullable String agentVersion,
      @Nullable Integer totalNodeCount,
      @Nullable Integer totalCoreCount,
      @Nullable String distribution,
      @Nullable String infrastructure,
      @Nullable String agentPublicKeyCertificate,
      @Nullable String hold) {}
}
