package io.outport.registry.store.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes folders whose names survive the loss of power. A folder that is there already may be one
 * whose name was never forced, because the process that made it was killed: each is forced once per
 * process, before anybody relies on it.
 */
final class DurableFolders {
  private final FileLayer layer;
  private final Set<Path> durable = ConcurrentHashMap.newKeySet();

  /** Held while a folder is made, so that nobody uses it before its name is durable. */
  private final ReentrantLock making = new ReentrantLock();

  DurableFolders(FileLayer layer) {
    this.layer = layer;
  }

  /** Makes the store's own folder with its missing parents. */
  void makeRoot(Path root) throws IOException {
    Path parent = root.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      makeRoot(parent);
    }
    layer.createFolder(root);
    if (parent != null) {
      forceParent(parent);
    }
  }

  /** Says that this folder, the one the others are in, is durable. */
  void trust(Path root) {
    durable.add(root);
  }

  /** Makes a folder below the trusted one. */
  void make(Path folder) throws IOException {
    if (durable.contains(folder)) {
      return;
    }
    making.lock();
    try {
      makeAlone(folder);
    } finally {
      making.unlock();
    }
  }

  private void makeAlone(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null && !durable.contains(folder)) {
      makeAlone(parent);
      layer.createFolder(folder);
      layer.forceFolder(parent);
      durable.add(folder);
    }
  }

  private void forceParent(Path parent) throws IOException {
    try {
      layer.forceFolder(parent);
    } catch (AccessDeniedException ignored) {
      // A folder that we may enter but not read, such as a mount's parent, is its owner's to keep.
    }
  }
}
