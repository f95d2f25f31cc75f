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
 * @param release null where there is none
 * @param health of what is there
 */
public record Situation(
    boolean removing,
    String fingerprint,
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

  /** Whether what there is has been ready before: no change is to blame for what it lacks now. */
  public boolean hasWorked() {
    return memory
        .findLastGood()
        .filter(good -> release != null && release.isOf(good.fingerprint()))
        .isPresent();
  }

  /** That it worked and does not now. */
  public Optional<Unwell> findUnwell() {
    return hasWorked() ? Unwell.after(memory.findUnwell(), health, now) : Optional.empty();
  }

  /** Whether it was changed lately, so that it may be on its way still. */
  public boolean isFresh() {
    return release != null && !release.changed().plus(PATIENCE).isBefore(now);
  }

  /** Whether it has had its time, after the change as well as after it worked. */
  public boolean timeIsOver() {
    if (release == null) {
      return false;
    }
    Duration patience = health instanceof Health.Broken ? BROKEN_PATIENCE : PATIENCE;
    return release.changed().plus(patience).isBefore(now)
        && findUnwell().map(Unwell::lasting).orElse(true);
  }
}
