package io.outport.agent.reconcile;

import io.outport.agent.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the agent remembers of one extension, across restarts.
 *
 * @param lastGood what worked last; null before anything did
 * @param givenUp the fingerprint of a wish that was given up; empty for none
 * @param reasons why it was
 */
public record Memory(@Nullable GoodRelease lastGood, String givenUp, List<Problem> reasons) {

  /** Nothing is known. */
  public static final Memory EMPTY = new Memory(null, "", List.of());

  /** Copies the list. */
  public Memory {
    reasons = List.copyOf(reasons);
  }

  /** What worked last. */
  public Optional<GoodRelease> findLastGood() {
    return Optional.ofNullable(lastGood);
  }

  /** After this worked; what was given up may be tried again. */
  public Memory worked(GoodRelease release) {
    return new Memory(release, "", List.of());
  }

  /** After this was given up. */
  public Memory gaveUp(String fingerprint, List<Problem> why) {
    return new Memory(lastGood, fingerprint, why);
  }

  /** Whether the wish with this fingerprint was given up. */
  public boolean hasGivenUp(String fingerprint) {
    return givenUp.equals(fingerprint);
  }
}
