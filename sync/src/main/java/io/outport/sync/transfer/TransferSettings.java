package io.outport.sync.transfer;

import io.outport.sync.Backoff;
import java.time.Duration;

/**
 * The bounds of transfers.
 *
 * @param concurrency blobs that come over the link at the same time
 * @param bufferBytes most bytes of one blob in memory
 * @param checkpointBytes how many bytes an upload grows between two checkpoints
 * @param progressBytes growth after which a transfer counts as getting on, however often it is cut
 * @param fruitlessAttempts attempts in a row without such growth before a transfer gives up
 * @param backoff waits between attempts
 */
public record TransferSettings(
    int concurrency,
    int bufferBytes,
    long checkpointBytes,
    long progressBytes,
    int fruitlessAttempts,
    Backoff backoff) {

  /** For thin links. */
  public static final TransferSettings DEFAULT =
      new TransferSettings(
          2,
          64 * 1024,
          8L * 1024 * 1024,
          64L * 1024,
          6,
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)));

  /** Checks that the bounds are positive. */
  public TransferSettings {
    if (concurrency < 1
        || bufferBytes < 1
        || checkpointBytes < 1
        || progressBytes < 1
        || fruitlessAttempts < 1) {
      throw new IllegalArgumentException("every bound of a transfer must be positive");
    }
  }
}
