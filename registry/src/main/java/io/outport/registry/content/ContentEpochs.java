package io.outport.registry.content;

import io.outport.oci.model.RepositoryName;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells whoever remembers what it read of a repository whether that may have changed since. An
 * epoch that was asked for <em>before</em> reading and is still the same afterwards vouches for
 * what was read; it ends after a change is durable and before whoever made the change hears of it.
 *
 * <p>Repositories share {@value #STRIPES} counters, so that any number of them costs the same: a
 * change in one may end the epochs of a few others, which costs those one more reading.
 */
public final class ContentEpochs {
  private static final int STRIPES = 1024;

  private final AtomicLongArray counters = new AtomicLongArray(STRIPES);
  private final AtomicLong catalog = new AtomicLong();

  /** The present epoch of what the repository holds. */
  public long of(RepositoryName repository) {
    return counters.get(stripe(repository));
  }

  /** The present epoch of the list of repositories; ends with every change of any of them. */
  public long ofCatalog() {
    return catalog.get();
  }

  /** Ends the present epoch of the repository, and of the list that it may have come to or left. */
  void end(RepositoryName repository) {
    counters.incrementAndGet(stripe(repository));
    endCatalog();
  }

  /** Ends the present epoch of the list of repositories. */
  void endCatalog() {
    catalog.incrementAndGet();
  }

  private static int stripe(RepositoryName repository) {
    int hash = repository.hashCode();
    return (hash ^ hash >>> 16) & STRIPES - 1;
  }
}
