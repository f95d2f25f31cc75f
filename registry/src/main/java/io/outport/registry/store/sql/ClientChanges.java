package io.outport.registry.store.sql;

import io.outport.oci.model.RepositoryName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What clients changed, or had sent up, while a sync has its turn. Written within the change's
 * transaction, so what is rolled back may be among it; that costs the sync another try at most.
 */
final class ClientChanges {
  private final Set<Key> changed = ConcurrentHashMap.newKeySet();
  private volatile boolean open;

  /** A tag's name or a manifest's digest, as text. */
  private record Key(RepositoryName repository, String reference) {}

  void begin() {
    changed.clear();
    open = true;
  }

  void end() {
    open = false;
    changed.clear();
  }

  void note(RepositoryName repository, String reference) {
    if (open) {
      changed.add(new Key(repository, reference));
    }
  }

  boolean contains(RepositoryName repository, String reference) {
    return changed.contains(new Key(repository, reference));
  }
}
