package io.outport.sync.engine;

import io.outport.sync.Backoff;
import io.outport.sync.transfer.TransferSettings;
import java.time.Duration;

/**
 * The bounds of a sync.
 *
 * @param imageConcurrency images that are looked at or brought at the same time
 * @param callAttempts attempts of a short call to the parent, the first included
 * @param callBackoff waits between those
 * @param imageBackoff waits between attempts at an image that failed
 * @param maxDepth levels of indexes in indexes
 * @param maxReferrerRounds levels of referrers of referrers
 * @param maxManifests manifests of one image, its referrers included
 */
public record SyncSettings(
    TransferSettings transfers,
    int imageConcurrency,
    int callAttempts,
    Backoff callBackoff,
    Backoff imageBackoff,
    int maxDepth,
    int maxReferrerRounds,
    int maxManifests) {

  /** For thin links. */
  public static final SyncSettings DEFAULT =
      new SyncSettings(
          TransferSettings.DEFAULT,
          4,
          4,
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2)),
          new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(30)),
          8,
          8,
          2_000);

  /** Checks that the bounds are positive. */
  public SyncSettings {
    if (imageConcurrency < 1
        || callAttempts < 1
        || maxDepth < 1
        || maxReferrerRounds < 0
        || maxManifests < 1) {
      throw new IllegalArgumentException("every bound of a sync must be positive");
    }
  }
}
