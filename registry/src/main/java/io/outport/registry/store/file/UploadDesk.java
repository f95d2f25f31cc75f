package io.outport.registry.store.file;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import io.outport.registry.content.UploadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The uploads: who uses which, what the next user may go on from, and how they end. */
final class UploadDesk {
  /** Most uploads whose hash is remembered between two users; others are read again. */
  private static final int RESTS = 1024;

  private final Path root;
  private final FileLayer layer;
  private final StoreTree tree;
  private final SpaceFloor floor;
  private final BlobShelf shelf;
  private final Set<UploadId> inUse = ConcurrentHashMap.newKeySet();

  /** Uploads whose tail may be lost, because a force failed and cutting it failed too. */
  private final Set<UploadId> distrusted = ConcurrentHashMap.newKeySet();

  /** Guards {@link #rests}. */
  private final ReentrantLock resting = new ReentrantLock();

  /** Oldest first. */
  private final Map<UploadId, UploadFile.Rest> rests = new LinkedHashMap<>();

  UploadDesk(Path root, FileLayer layer, StoreTree tree, SpaceFloor floor, BlobShelf shelf) {
    this.root = root;
    this.layer = layer;
    this.tree = tree;
    this.floor = floor;
    this.shelf = shelf;
  }

  /** Opens the upload, creating it where there is none. */
  FileUpload open(UploadId id) {
    return use(id, () -> hasData(id) ? resume(id) : create(id)).orElseThrow();
  }

  /** Opens the upload where there is one. */
  Optional<FileUpload> find(UploadId id) {
    return hasData(id) ? use(id, () -> hasData(id) ? resume(id) : null) : Optional.empty();
  }

  List<UploadId> list() {
    try {
      return tree.uploadFolders().stream().filter(this::hasData).toList();
    } catch (IOException failure) {
      throw failed("list uploads", failure);
    }
  }

  /**
   * Clears what a crash left. A folder without data is what stays when a process ends between
   * moving the data to its blob and forcing the move: those moves are made durable first.
   */
  void recover() throws IOException {
    List<UploadId> ended = new ArrayList<>(tree.uploadFolders());
    ended.removeIf(this::hasData);
    if (!ended.isEmpty()) {
      shelf.forceAll();
    }
    for (UploadId id : ended) {
      removeFolder(id);
    }
  }

  /** The blobs that uploads become. */
  BlobShelf shelf() {
    return shelf;
  }

  /** Gives the upload back for the next user. */
  void release(UploadId id, UploadFile.@Nullable Rest rest) {
    remember(id, rest);
    inUse.remove(id);
  }

  /** Gives back an upload that the next user must cut to its last checkpoint. */
  void releaseDistrusted(UploadId id) {
    distrusted.add(id);
    release(id, null);
  }

  /** Ends an upload whose data is gone; what else is in its folder is of no use. */
  void end(UploadId id) {
    try {
      removeFolder(id);
    } catch (IOException ignored) {
      // The next start, or the next upload of this name, removes it.
    }
    distrusted.remove(id);
    release(id, null);
  }

  void removeData(UploadId id) throws IOException {
    layer.delete(tree.uploadData(id));
  }

  boolean hasData(UploadId id) {
    return Files.exists(tree.uploadData(id));
  }

  StoreException failed(String action, IOException failure) {
    return IoFailures.translate(action, root, failure);
  }

  /** Opens an upload's files while nobody else can; null where there are none. */
  @FunctionalInterface
  private interface Opening {
    @Nullable UploadFile open() throws IOException;
  }

  private Optional<FileUpload> use(UploadId id, Opening opening) {
    if (!inUse.add(id)) {
      throw new StoreException(
          Kind.BUSY,
          "upload '%s' is in use by another request: wait for that one to end"
              .formatted(id.value()),
          null);
    }
    UploadFile file = null;
    try {
      file = opening.open();
      return Optional.ofNullable(file).map(it -> new FileUpload(this, id, it));
    } catch (IOException failure) {
      throw failed("open upload '%s'".formatted(id.value()), failure);
    } finally {
      if (file == null) {
        inUse.remove(id);
      }
    }
  }

  private UploadFile create(UploadId id) throws IOException {
    return UploadFile.create(layer, tree, floor, id);
  }

  private UploadFile resume(UploadId id) throws IOException {
    UploadFile file = UploadFile.open(layer, tree, floor, id, takeRest(id));
    if (distrusted.contains(id)) {
      cut(id, file);
    }
    return file;
  }

  private void cut(UploadId id, UploadFile file) throws IOException {
    try {
      file.fallBack();
      distrusted.remove(id);
    } catch (IOException failure) {
      file.close();
      throw failure;
    }
  }

  private void removeFolder(UploadId id) throws IOException {
    layer.delete(tree.uploadNewCheckpoints(id));
    layer.delete(tree.uploadCheckpoints(id));
    layer.delete(tree.upload(id));
  }

  private UploadFile.@Nullable Rest takeRest(UploadId id) {
    resting.lock();
    try {
      return rests.remove(id);
    } finally {
      resting.unlock();
    }
  }

  private void remember(UploadId id, UploadFile.@Nullable Rest rest) {
    resting.lock();
    try {
      rests.remove(id);
      if (rest != null) {
        rests.put(id, rest);
      }
      if (rests.size() > RESTS) {
        rests.remove(rests.keySet().iterator().next());
      }
    } finally {
      resting.unlock();
    }
  }
}
