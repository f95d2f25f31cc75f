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
  public static final Duration BROKEN_PATIENCE = Duration.ofSeconds(30);

  /** How long the same is not tried again after it failed once; twice as long after each time. */
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(15);

  private static final Duration MAX_RETRY_PAUSE = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 8;

  /** Whether what has this fingerprint failed so lately that it is not tried again yet. */
  boolean pausesBefore(String fingerprintOfNext) {
    if (release == null
        || release.failures() == 0
        || !release.isOf(fingerprintOfNext)
        || isAskedAgain(release)) {
      return false;
    }
    int doublings = Math.min(release.failures() - 1, MAX_DOUBLINGS);
    Duration pause = RETRY_PAUSE.multipliedBy(1L << doublings);
    Duration bounded = pause.compareTo(MAX_RETRY_PAUSE) < 0 ? pause : MAX_RETRY_PAUSE;
    // A clock that went back must not make this wait.
    return !now.isBefore(release.changed()) && now.isBefore(release.changed().plus(bounded));
  }

  /** Whether people asked once more for the very thing that failed: that is tried at once. */
  private boolean isAskedAgain(Release failed) {
    return failed.isOf(fingerprint)
        && failed.findMark().filter(mark -> mark.generation() == generation).isEmpty();
  }

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

  /** Since when it does not work: after it was changed, or after it worked. */
  public Optional<Unwell> findUnwell() {
    return release == null ? Optional.empty() : Unwell.after(memory.findUnwell(), health, now);
  }

  /** Whether it was changed lately, so that it may be on its way still. */
  public boolean isFresh() {
    return release != null && !release.changed().plus(PATIENCE).isBefore(now);
  }

  /** Whether what is wished was tried in vain. */
  public boolean isGivenUp() {
    return memory.hasGivenUp(fingerprint, generation);
  }

  /** Whether it has had its time, after the change as well as after it worked. */
  public boolean timeIsOver() {
    if (release == null) {
      return false;
    }
    boolean lasting = findUnwell().filter(Unwell::lasting).isPresent();
    if (!hasWorked()) {
      return lasting || (memory.findUnwell().isEmpty() && !isFresh());
    }
    boolean broken = health instanceof Health.Broken known && !known.mayPass();
    Duration patience = broken ? BROKEN_PATIENCE : PATIENCE;
    return lasting && release.changed().plus(patience).isBefore(now);
  }
}
