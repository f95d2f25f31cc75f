package io.outport.registry.content;

import java.util.ArrayList;
import java.util.List;

/**
 * Some of a registry's history as people see it: the push of a new manifest under a tag is two
 * changes and one event.
 *
 * @param events the changes, without those that are half of the next one
 * @param upTo the place behind all that was looked at; the asked one where there is no news, and
 *     the history's end where a restored backup took it back
 * @param gap whether changes between the asked place and these were forgotten
 */
public record HistoryPage(List<Change> events, long upTo, boolean gap) {

  /** Copies the list. */
  public HistoryPage {
    events = List.copyOf(events);
  }

  /** Reads what comes after a place, without waiting. */
  public static HistoryPage read(MetadataStore metadata, long after, int limit) {
    // One more than wanted, to see whether the last one is half of a push.
    List<Change> changes = metadata.listChanges(after, limit + 1);
    if (changes.isEmpty()) {
      return new HistoryPage(List.of(), Math.min(after, metadata.lastSequence()), false);
    }
    boolean follows = changes.getFirst().sequence() == after + 1;
    boolean gap = !follows && after < metadata.oldestContinuableSequence();
    List<Change> taken = changes.size() > limit ? changes.subList(0, limit) : changes;
    List<Change> events = new ArrayList<>();
    for (int i = 0; i < taken.size(); i++) {
      if (i + 1 == changes.size() || !isFirstHalf(taken.get(i), changes.get(i + 1))) {
        events.add(taken.get(i));
      }
    }
    return new HistoryPage(events, taken.getLast().sequence(), gap);
  }

  /** Both halves are written in one transaction, so they are never seen apart. */
  private static boolean isFirstHalf(Change change, Change next) {
    return change.kind() == Change.Kind.MANIFEST_PUSHED
        && next.kind() == Change.Kind.TAGGED
        && next.repository().equals(change.repository())
        && next.digest().equals(change.digest());
  }
}
