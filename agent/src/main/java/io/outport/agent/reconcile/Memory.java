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
 * @param givenUp the fingerprint of a wish that was given up, {@code @} and its generation, without
 *     these two where an earlier agent wrote it; empty for none
 * @param reasons why it was
 * @param footing what it shares with others; null before it was made
 * @param nodesBefore how nodes were before the last change; null before there was any
 * @param waitsSince when waiting for what it stands on began; null while that is there
 * @param unwell what is there does not work; null while it does, and before a change
 */
public record Memory(
    @Nullable GoodRelease lastGood,
    String givenUp,
    List<Problem> reasons,
    @Nullable Footing footing,
    @Nullable NodesBefore nodesBefore,
    @Nullable Instant waitsSince,
    @Nullable Unwell unwell) {

  /** Nothing is known. */
  public static final Memory EMPTY = new Memory(null, "", List.of(), null, null, null, null);

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
    return new Memory(lastGood, givenUp, reasons, footing, nodesBefore, time, unwell);
  }

  /** What was said of nodes that did not trust the site before the last change. */
  public List<String> distrustingBefore() {
    return nodesBefore == null ? List.of() : nodesBefore.distrusting();
  }

  /** Before the change to this wish; one that was begun already has changed what is seen now. */
  public Memory changingTo(String fingerprint, long generation, List<String> distrusting) {
    String wish = wish(fingerprint, generation);
    boolean begun = nodesBefore != null && nodesBefore.fingerprint().equals(wish);
    Memory next = begun ? this : having(new NodesBefore(wish, distrusting));
    return next.being(null);
  }

  /** After these are all that do not trust the site: who is well now is blamed the next time. */
  public Memory distrusting(List<String> now) {
    return nodesBefore == null
        ? this
        : having(
            new NodesBefore(
                nodesBefore.fingerprint(),
                nodesBefore.distrusting().stream().filter(now::contains).toList()));
  }

  private Memory having(NodesBefore nodes) {
    return new Memory(lastGood, givenUp, reasons, footing, nodes, waitsSince, unwell);
  }

  /** Before it is made on this. */
  public Memory standingOn(Footing other) {
    return new Memory(lastGood, givenUp, reasons, other, nodesBefore, waitsSince, unwell);
  }

  /** What is there does not work. */
  public Optional<Unwell> findUnwell() {
    return Optional.ofNullable(unwell);
  }

  /** While what is there does not work; null once it does. */
  public Memory being(@Nullable Unwell now) {
    return new Memory(lastGood, givenUp, reasons, footing, nodesBefore, waitsSince, now);
  }

  /** After this worked; what was given up may be tried again. */
  public Memory worked(GoodRelease release) {
    return new Memory(release, "", List.of(), footing, nodesBefore, null, null);
  }

  /** After this was given up. */
  public Memory gaveUp(String fingerprint, long generation, List<Problem> why) {
    String wish = wish(fingerprint, generation);
    return new Memory(lastGood, wish, why, footing, nodesBefore, waitsSince, null);
  }

  /** Whether the wish was given up; one that people asked for again since is another try. */
  public boolean hasGivenUp(String fingerprint, long generation) {
    return givenUp.equals(wish(fingerprint, generation)) || givenUp.equals(fingerprint);
  }

  /** The same thing wished again is another wish. */
  private static String wish(String fingerprint, long generation) {
    return fingerprint + "@" + generation;
  }
}
