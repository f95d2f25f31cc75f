package io.outport.edge;

import io.outport.sync.Backoff;
import java.time.Duration;

/**
 * The bounds of the conversation with the parent.
 *
 * @param pollWait how long a poll for messages may be held
 * @param heartbeat how often the site reports itself, and looks for a new configuration while a
 *     long sync keeps it from polling
 * @param unreachable waits while there is no connection; short, so that a returning link is used at
 *     once
 * @param refused waits while the parent answers, but not as wished
 * @param reclaim how long a site that was deactivated leaves its place to another instance before
 *     it asks for it again
 */
public record LinkSettings(
    Duration pollWait, Duration heartbeat, Backoff unreachable, Backoff refused, Duration reclaim) {

  /** The settings of a fresh installation. */
  public static final LinkSettings DEFAULT =
      new LinkSettings(
          Duration.ofSeconds(50),
          Duration.ofMinutes(1),
          new Backoff(Duration.ofMillis(200), Duration.ofMillis(1500)),
          new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)),
          Duration.ofMinutes(5));
}
