package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.UploadId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A {@link BlobStore} on one folder of one file system. The folder belongs to one process at a
 * time; {@code DESIGN.md} beside this file says what is where and why each sync is needed.
 */
public final class FileBlobStore implements BlobStore {
  private final Path root;
  private final StoreTree tree;
  private final FolderLock lock;
  private final SpaceFloor floor;
  private final BlobShelf shelf;
  private final UploadDesk desk;

  private FileBlobStore(
      Path root,
      StoreTree tree,
      FolderLock lock,
      SpaceFloor floor,
      BlobShelf shelf,
      UploadDesk desk) {
    this.root = root;
    this.tree = tree;
    this.lock = lock;
    this.floor = floor;
    this.shelf = shelf;
    this.desk = desk;
  }

  /**
   * Opens the store in this folder, making it where there is none or an empty one.
   *
   * @throws StoreException of kind {@code UNUSABLE} when the folder is not a store, of a newer
   *     version, or cannot be written, {@code BUSY} when another process has it; nothing was
   *     changed on disk then
   */
  public static FileBlobStore open(Path root, InstantSource clock) {
    return open(root, clock, OptionalLong.empty(), digest -> {});
  }

  /**
   * As above.
   *
   * @param freeSpaceFloor bytes that writes leave free; by the size of the volume where empty
   * @param damaged hears of each damaged blob after it is out of sight
   */
  public static FileBlobStore open(
      Path root, InstantSource clock, OptionalLong freeSpaceFloor, Consumer<Digest> damaged) {
    return open(root, new Surroundings(new DiskLayer(), clock, freeSpaceFloor, damaged));
  }

  /** As above, on a disk that a test may make fail. */
  static FileBlobStore open(Path folder, Surroundings surroundings) {
    Path root = folder.toAbsolutePath().normalize();
    try {
      StoreFolder.requireUsable(root);
      var folders = new DurableFolders(surroundings.layer);
      if (!StoreFolder.hasFormat(root)) {
        folders.makeRoot(root);
      }
      return openLocked(root, surroundings, folders);
    } catch (IOException failure) {
      throw IoFailures.translateOpening(root, failure);
    }
  }

  /** What a store needs besides its folder. */
  record Surroundings(
      FileLayer layer,
      InstantSource clock,
      OptionalLong freeSpaceFloor,
      Consumer<Digest> damaged) {}

  private static FileBlobStore openLocked(
      Path root, Surroundings surroundings, DurableFolders folders) throws IOException {
    FolderLock lock = FolderLock.take(root);
    try {
      // Once more under the lock: who just gave it up may have changed the folder.
      StoreFolder.requireUsable(root);
      if (!StoreFolder.hasFormat(root)) {
        StoreFolder.writeFormat(root, surroundings.layer);
      }
      return start(root, surroundings, folders, lock);
    } catch (IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  private static FileBlobStore start(
      Path root, Surroundings surroundings, DurableFolders folders, FolderLock lock)
      throws IOException {
    FileLayer layer = surroundings.layer;
    var tree = new StoreTree(root);
    folders.trust(root);
    folders.make(tree.uploads());
    var ledger = new BlobLedger(layer, tree, surroundings.clock);
    var quarantine = new Quarantine(layer, tree.quarantine(), surroundings.clock);
    var shelf = new BlobShelf(layer, tree, folders, ledger, quarantine, surroundings.damaged);
    long volume = root.toFile().getTotalSpace();
    var floor =
        new SpaceFloor(
            layer, root, surroundings.freeSpaceFloor.orElse(SpaceFloor.defaultFor(volume)));
    var desk = new UploadDesk(root, layer, tree, floor, shelf);
    desk.recover();
    return new FileBlobStore(root, tree, lock, floor, shelf, desk);
  }

  @Override
  public OptionalLong findSize(Digest digest) {
    try {
      return shelf.findSize(digest);
    } catch (IOException failure) {
      throw IoFailures.translate("look for blob " + digest, root, failure);
    }
  }

  @Override
  public Optional<Instant> findCommitTime(Digest digest) {
    try {
      return shelf.findCommitTime(digest);
    } catch (IOException failure) {
      throw IoFailures.translate("look for blob " + digest, root, failure);
    }
  }

  @Override
  public Optional<BlobContent> open(Digest digest) {
    try {
      return shelf.open(digest);
    } catch (IOException failure) {
      throw IoFailures.translate("open blob " + digest, root, failure);
    }
  }

  @Override
  public BlobUpload openUpload(UploadId id) {
    return desk.open(id);
  }

  @Override
  public Optional<BlobUpload> findUpload(UploadId id) {
    return desk.find(id).map(upload -> upload);
  }

  @Override
  public List<UploadId> listUploads() {
    return desk.list();
  }

  @Override
  public boolean delete(Digest digest) {
    try {
      return shelf.delete(digest);
    } catch (IOException failure) {
      throw IoFailures.translate("delete blob " + digest, root, failure);
    }
  }

  @Override
  public void requireRoom(long bytes) {
    try {
      floor.require(bytes);
    } catch (IOException failure) {
      throw IoFailures.translate("ask for free space", root, failure);
    }
  }

  @Override
  public boolean quarantine(Digest digest) {
    try {
      return shelf.quarantine(digest);
    } catch (IOException failure) {
      throw IoFailures.translate("put aside blob " + digest, root, failure);
    }
  }

  @Override
  public List<Digest> listDigests(String after, int limit) {
    try {
      return tree.listBlobs(after, limit, shelf::isVisible);
    } catch (IOException failure) {
      throw IoFailures.translate("list the blobs", root, failure);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException failure) {
      throw IoFailures.translate("close the store", root, failure);
    }
  }
}
