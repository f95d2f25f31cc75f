package io.outport.sync;

import java.time.Duration;
import java.util.List;

/**
 * What a sync did.
 *
 * @param obstacle what kept it from going on; {@code NONE} unless {@code ABORTED}
 * @param reason why it did not complete, in plain words; empty when it did
 * @param synced images brought in line with the parent
 * @param unchanged images that were in line already
 * @param removed tags and manifests taken away
 * @param traffic what moved and what did not have to
 * @param failed images to try again
 */
public record SyncResult(
    State state,
    Obstacle obstacle,
    String reason,
    int synced,
    int unchanged,
    int removed,
    Traffic traffic,
    Duration took,
    List<PendingImage> failed) {

  /** Copies the list. */
  public SyncResult {
    failed = List.copyOf(failed);
  }

  /** How a sync ends. */
  public enum State {
    /** Everything is as the parent has it. */
    COMPLETE,
    /** Some images failed and are pending; everything else is done. */
    INCOMPLETE,
    /** The link, the parent or the store failed: nothing more could be done. */
    ABORTED,
    /** It was asked to stop. */
    STOPPED
  }

  /** Who must be well again before the next run gets further. */
  public enum Obstacle {
    /** Nobody. */
    NONE,
    /** The parent, or the link to it. */
    PARENT,
    /** The site's own disk or database. */
    STORE,
    /** The site's own disk, which has no room left. */
    STORE_FULL
  }

  /** Whether all that was asked is done or on the list of pending images. */
  public boolean settled() {
    return state == State.COMPLETE || state == State.INCOMPLETE;
  }
}
