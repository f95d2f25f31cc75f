package io.outport.sync.engine;

import io.outport.sync.Backoff;
import io.outport.sync.ImageName;
import io.outport.sync.PendingImage;
import io.outport.sync.SyncJournal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The images that failed, in the journal: each waits longer after each failure of its own. */
final class PendingList {
  private final SyncJournal journal;
  private final Backoff backoff;
  private final InstantSource clock;
  private final RandomGenerator random;

  PendingList(SyncJournal journal, Backoff backoff, InstantSource clock, RandomGenerator random) {
    this.journal = journal;
    this.backoff = backoff;
    this.clock = clock;
    this.random = random;
  }

  /** Those whose time has come. */
  List<ImageName> due() {
    Instant now = clock.instant();
    return journal.listPending().stream()
        .filter(pending -> !dueTime(pending, now).isAfter(now))
        .map(PendingImage::image)
        .toList();
  }

  /** All of them. */
  List<ImageName> all() {
    return journal.listPending().stream().map(PendingImage::image).toList();
  }

  /** When the next one's time comes. */
  Optional<Instant> nextAttempt() {
    Instant now = clock.instant();
    return journal.listPending().stream()
        .map(pending -> dueTime(pending, now))
        .min(Instant::compareTo);
  }

  /** Further away than any wait is: the clock was set back since, and the image is due. */
  private Instant dueTime(PendingImage pending, Instant now) {
    boolean misplaced = pending.nextAttempt().isAfter(now.plus(backoff.longest()));
    return misplaced ? now : pending.nextAttempt();
  }

  /** Takes down what failed by its own fault, and off what settled; answers what it took down. */
  List<PendingImage> update(SyncRun run) {
    Map<ImageName, PendingImage> known = new HashMap<>();
    journal.listPending().forEach(pending -> known.put(pending.image(), pending));
    List<PendingImage> failed = new ArrayList<>();
    run.failures()
        .forEach(
            (image, failure) -> {
              if (failure.own()) {
                failed.add(next(image, known, failure.reason()));
              }
            });
    if (!failed.isEmpty()) {
      journal.savePending(failed);
    }
    List<ImageName> done = run.settledImages().stream().filter(known::containsKey).toList();
    if (!done.isEmpty()) {
      journal.clearPending(done);
    }
    return failed;
  }

  /** Takes off what the site is no longer to keep. */
  void forget(List<ImageName> images) {
    if (!images.isEmpty()) {
      journal.clearPending(images);
    }
  }

  private PendingImage next(ImageName image, Map<ImageName, PendingImage> known, String reason) {
    PendingImage before = known.get(image);
    int attempts = before == null ? 1 : before.attempts() + 1;
    Instant at = clock.instant().plus(backoff.after(attempts, random));
    return new PendingImage(image, attempts, at, reason);
  }
}
