package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.release.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision needs.
 *
 * @param removing the extension is to go
 * @param fingerprint of the wish; empty where it is to go
 * @param generation of the wish
 * @param release null where there is none
 * @param health of what is there
 */
public record Situation(
    boolean removing,
    String fingerprint,
    long generation,
    @Nullable Release release,
    Health health,
    Memory memory,
    Instant now) {

  /** How long a release may take to become ready. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  /** How long a release that is known to be broken gets: some reasons pass. */
  public static final Duration BROKEN_PATIENCE = Duration.ofSeconds(45);

  /** What there is. */
  public Optional<Release> findRelease() {
    return Optional.ofNullable(release);
  }

  /** Whether what is wished was tried in vain. */
  public boolean isGivenUp() {
    return memory.hasGivenUp(fingerprint, generation);
  }

  /** Whether it has had its time. */
  public boolean timeIsOver() {
    if (release == null) {
      return false;
    }
    Duration patience = health instanceof Health.Broken ? BROKEN_PATIENCE : PATIENCE;
    return release.changed().plus(patience).isBefore(now);
  }
}
