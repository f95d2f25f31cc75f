package io.outport.registry.store.s3;

import io.outport.oci.model.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who is at which blob in this process, so that a blob can be deleted while it is read: it is out
 * of sight at once, and its object goes when the last reader has left.
 *
 * <p>A blob is plain → doomed, by {@link #doom} → plain, by {@link #spare}, by a publisher who
 * succeeded, or by {@link #endDelete} after its object was deleted. Only nobody's blob is deleted.
 */
final class Openings {
  /** Of one blob that somebody is at. */
  private static final class Place {
    private int readers;
    private int publishers;
    private boolean doomed;
    private boolean deleting;

    boolean isEmpty() {
      return readers == 0 && publishers == 0 && !doomed;
    }
  }

  /** Guards {@link #places}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition deleted = lock.newCondition();
  private final Map<Digest, Place> places = new HashMap<>();

  boolean isDoomed(Digest digest) {
    lock.lock();
    try {
      Place place = places.get(digest);
      return place != null && place.doomed;
    } finally {
      lock.unlock();
    }
  }

  /** Begins to read; false where the blob is doomed. */
  boolean enter(Digest digest) {
    lock.lock();
    try {
      Place place = at(digest);
      if (!place.doomed) {
        place.readers++;
      }
      return !place.doomed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends to read. */
  void leave(Digest digest) {
    lock.lock();
    try {
      at(digest).readers--;
      tidy(digest);
    } finally {
      lock.unlock();
    }
  }

  /** Takes the blob out of sight; false where it is so already. */
  boolean doom(Digest digest) {
    lock.lock();
    try {
      boolean first = !at(digest).doomed;
      at(digest).doomed = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Brings a doomed blob back in sight. */
  void spare(Digest digest) {
    lock.lock();
    try {
      at(digest).doomed = false;
      tidy(digest);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the caller must delete the object now and then say {@link #endDelete}. */
  boolean beginDelete(Digest digest) {
    lock.lock();
    try {
      Place place = at(digest);
      boolean free = place.doomed && !place.deleting && place.readers == 0 && place.publishers == 0;
      place.deleting |= free;
      tidy(digest);
      return free;
    } finally {
      lock.unlock();
    }
  }

  /** The object is gone, or could not be deleted and is in sight again. */
  void endDelete(Digest digest) {
    lock.lock();
    try {
      at(digest).deleting = false;
      at(digest).doomed = false;
      deleted.signalAll();
      tidy(digest);
    } finally {
      lock.unlock();
    }
  }

  /** Begins to write the object; waits for a deletion that is under way. */
  void beginPublish(Digest digest) {
    lock.lock();
    try {
      while (at(digest).deleting) {
        deleted.awaitUninterruptibly();
      }
      at(digest).publishers++;
    } finally {
      lock.unlock();
    }
  }

  /** Ends to write; what was written is in sight. */
  void endPublish(Digest digest, boolean written) {
    lock.lock();
    try {
      Place place = at(digest);
      place.publishers--;
      place.doomed &= !written;
      tidy(digest);
    } finally {
      lock.unlock();
    }
  }

  private Place at(Digest digest) {
    return places.computeIfAbsent(digest, absent -> new Place());
  }

  private void tidy(Digest digest) {
    if (at(digest).isEmpty()) {
      places.remove(digest);
    }
  }
}
