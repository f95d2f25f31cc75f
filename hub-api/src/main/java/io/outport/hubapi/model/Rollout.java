package io.outport.hubapi.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings all extensions of one type in a resource group to one version, ring after ring of its
 * clusters.
 *
 * @param id the hub's; null in what a client sends, as are {@code name}, {@code type} and {@code
 *     systemData}
 */
public record Rollout(
    @Nullable String id,
    @Nullable String name,
    @Nullable String type,
    @Nullable Properties properties,
    @Nullable SystemData systemData) {

  /** The resource type. */
  public static final String TYPE = "Outport.Fleet/rollouts";

  /** The tag of a cluster that names its ring. */
  public static final String RING_TAG = "ring";

  /** Goes on by itself. */
  public static final String RUNNING = "Running";

  /** Begins nothing until somebody resumes it. */
  public static final String PAUSED = "Paused";

  /** Begins nothing, since an extension failed, until somebody resumes it. */
  public static final String STOPPED = "Stopped";

  /** All is done. */
  public static final String SUCCEEDED = "Succeeded";

  /** Somebody ended it. */
  public static final String CANCELED = "Canceled";

  /** What a client writes. */
  public static Rollout of(Properties properties) {
    return new Rollout(null, null, null, properties, null);
  }

  /**
   * What a client asks for; all below {@code soakTime} is what is known of it.
   *
   * @param rings values of the clusters' {@link #RING_TAG}, in their order; all other clusters are
   *     the last ring; null for none
   * @param maxUnavailable how many clusters of a ring that are online may be in change or failed
   *     before no other is begun; null for 1
   * @param soakTime how long all of a ring must have succeeded before the next begins, in ISO 8601
   *     such as {@code PT10M}, which null stands for
   * @param state {@link #RUNNING}, {@link #PAUSED}, {@link #STOPPED}, {@link #SUCCEEDED} or {@link
   *     #CANCELED}
   * @param message why it is so, or what it waits for, in words
   * @param currentRing the last ring that has begun; empty for that of all other clusters
   * @param soakedAt when the next ring begins, if all stays as it is; null where it does not soak
   * @param outcomes how many extensions there are of each {@link Site#outcome}
   * @param sites one by one; null in a list
   */
  public record Properties(
      @Nullable String extensionType,
      @Nullable String version,
      @Nullable List<String> rings,
      @Nullable Integer maxUnavailable,
      @Nullable String soakTime,
      @Nullable String provisioningState,
      @Nullable String state,
      @Nullable String message,
      @Nullable String currentRing,
      @Nullable Instant soakedAt,
      @Nullable Map<String, Integer> outcomes,
      @Nullable List<Site> sites) {

    /** Copies the collections. */
    public Properties {
      rings = rings == null ? null : List.copyOf(rings);
      outcomes = outcomes == null ? null : Map.copyOf(outcomes);
      sites = sites == null ? null : List.copyOf(sites);
    }

    /** What a client asks for. */
    public static Properties asked(
        String extensionType,
        String version,
        @Nullable List<String> rings,
        @Nullable Integer maxUnavailable,
        @Nullable String soakTime) {
      return new Properties(
          extensionType,
          version,
          rings,
          maxUnavailable,
          soakTime,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }
  }

  /**
   * How far the rollout is with one extension.
   *
   * @param ring empty for that of all other clusters
   * @param outcome {@code Waiting}, {@code Offline}, {@code Held}, {@code Upgrading}, {@code
   *     Succeeded}, {@code RolledBack}, {@code Failed} or {@code LeftOut}
   * @param currentVersion what runs there; null for nothing
   * @param message why, in words; empty where there is nothing to say
   */
  public record Site(
      String cluster,
      String extension,
      String ring,
      String outcome,
      @Nullable String currentVersion,
      String message) {}
}
