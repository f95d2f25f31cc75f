package io.outport.sync;

/** Hears what a sync does, from many threads; must return at once and never throw. */
@FunctionalInterface
public interface ProgressListener {
  /** Takes note of the event. */
  void heard(SyncEvent event);

  /** For syncs that nobody watches. */
  ProgressListener NONE = event -> {};
}
