package io.outport.agent.reconcile;

import io.outport.agent.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the agent remembers of one extension, across restarts.
 *
 * @param lastGood what worked last; null before anything did
 * @param givenUp the fingerprint of a wish that was given up; empty for none
 * @param reasons why it was
 * @param footing what it shares with others; null before it was made
 * @param waitsSince when waiting for what it stands on began; null while that is there
 */
public record Memory(
    @Nullable GoodRelease lastGood,
    String givenUp,
    List<Problem> reasons,
    @Nullable Footing footing,
    @Nullable Instant waitsSince) {

  /** Nothing is known. */
  public static final Memory EMPTY = new Memory(null, "", List.of(), null, null);

  /** Copies the list. */
  public Memory {
    reasons = List.copyOf(reasons);
  }

  /** What worked last. */
  public Optional<GoodRelease> findLastGood() {
    return Optional.ofNullable(lastGood);
  }

  /** What it shares with others. */
  public Optional<Footing> findFooting() {
    return Optional.ofNullable(footing);
  }

  /** When waiting for what it stands on began. */
  public Optional<Instant> findWaitsSince() {
    return Optional.ofNullable(waitsSince);
  }

  /** While it waits for what it stands on; null once that is there. */
  public Memory waitingSince(@Nullable Instant time) {
    return new Memory(lastGood, givenUp, reasons, footing, time);
  }

  /** Before it is made on this. */
  public Memory standingOn(Footing other) {
    return new Memory(lastGood, givenUp, reasons, other, waitsSince);
  }

  /** After this worked; what was given up may be tried again. */
  public Memory worked(GoodRelease release) {
    return new Memory(release, "", List.of(), footing, waitsSince);
  }

  /** After this was given up. */
  public Memory gaveUp(String fingerprint, List<Problem> why) {
    return new Memory(lastGood, fingerprint, why, footing, waitsSince);
  }

  /** Whether the wish with this fingerprint was given up. */
  public boolean hasGivenUp(String fingerprint) {
    return givenUp.equals(fingerprint);
  }
}
