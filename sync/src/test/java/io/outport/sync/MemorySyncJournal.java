package io.outport.sync;

import io.outport.oci.model.Digest;
import io.outport.registry.content.StoredManifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A journal that survives engines but not the test. */
public final class MemorySyncJournal implements SyncJournal {
  private final Map<ImageName, PendingImage> pending = new TreeMap<>();
  private final Map<Digest, StoredManifest> staged = new HashMap<>();
  private OptionalLong cursor = OptionalLong.empty();

  @Override
  public synchronized OptionalLong cursor() {
    return cursor;
  }

  @Override
  public synchronized void saveCursor(long sequence) {
    cursor = OptionalLong.of(sequence);
  }

  @Override
  public synchronized void clearCursor() {
    cursor = OptionalLong.empty();
  }

  @Override
  public synchronized List<PendingImage> listPending() {
    return List.copyOf(pending.values());
  }

  @Override
  public synchronized void savePending(List<PendingImage> images) {
    images.forEach(each -> pending.put(each.image(), each));
  }

  @Override
  public synchronized void clearPending(List<ImageName> images) {
    images.forEach(pending::remove);
  }

  @Override
  public synchronized void stage(StoredManifest manifest) {
    staged.put(manifest.digest(), manifest);
  }

  @Override
  public synchronized Optional<StoredManifest> findStaged(Digest digest) {
    return Optional.ofNullable(staged.get(digest));
  }

  @Override
  public synchronized List<Digest> listStaged() {
    return List.copyOf(staged.keySet());
  }

  @Override
  public synchronized void unstage(List<Digest> digests) {
    digests.forEach(staged::remove);
  }

  @Override
  public synchronized void unstageAll() {
    staged.clear();
  }
}
