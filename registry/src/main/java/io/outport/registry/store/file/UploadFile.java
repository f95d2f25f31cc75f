package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.FileLayer.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of one upload: the data with its running hash, and the checkpoints. Every failure of
 * the disk surfaces as an {@link IOException}; what is true afterwards is said at each method.
 */
final class UploadFile implements AutoCloseable {
  /** What a caller leaves behind, so that the next one in this process need not read it all. */
  record Rest(PrefixHash hash, Checkpoints checkpoints) {}

  private final FileLayer layer;
  private final StoreTree tree;
  private final SpaceFloor floor;
  private final UploadId id;
  private final OpenFile data;
  private Checkpoints checkpoints = new Checkpoints();
  private PrefixHash hash = new PrefixHash(DigestAlgorithm.SHA256);

  /** Whether the file may hold bytes behind the hashed prefix, from a write that failed. */
  private boolean ragged;

  /** Whether the names of the upload's folder and of its data are durable. */
  private boolean anchored;

  private UploadFile(
      FileLayer layer, StoreTree tree, SpaceFloor floor, UploadId id, OpenFile data) {
    this.layer = layer;
    this.tree = tree;
    this.floor = floor;
    this.id = id;
    this.data = data;
  }

  /** Makes an empty upload; what an ended one of this name may have left is removed first. */
  static UploadFile create(FileLayer layer, StoreTree tree, SpaceFloor floor, UploadId id)
      throws IOException {
    floor.require(0);
    layer.createFolder(tree.upload(id));
    layer.delete(tree.uploadCheckpoints(id));
    return new UploadFile(layer, tree, floor, id, layer.open(tree.uploadData(id)));
  }

  /** Opens an upload whose data is there: takes up the rest if it still fits, else verifies. */
  static UploadFile open(
      FileLayer layer, StoreTree tree, SpaceFloor floor, UploadId id, @Nullable Rest rest)
      throws IOException {
    var file = new UploadFile(layer, tree, floor, id, layer.open(tree.uploadData(id)));
    try {
      file.resume(rest);
      return file;
    } catch (IOException | RuntimeException failure) {
      file.data.close();
      throw failure;
    }
  }

  long size() {
    return hash.size();
  }

  long checkpointed() {
    return checkpoints.largest();
  }

  Path path() {
    return tree.uploadData(id);
  }

  /** What the next opener may go on from; null where the file must be verified. */
  @Nullable Rest rest() {
    return ragged ? null : new Rest(hash, checkpoints);
  }

  /** On failure the upload is as before. */
  void append(ByteBuffer bytes) throws IOException {
    ByteBuffer written = bytes.duplicate();
    try {
      floor.admit(bytes.remaining(), () -> data.write(bytes, size()));
    } catch (IOException failure) {
      ragged = true;
      smooth(failure);
      throw failure;
    }
    hash.update(written);
  }

  /** On failure the bytes behind the last checkpoint must not be relied on: the file is spent. */
  void checkpoint() throws IOException {
    force();
    checkpoints.add(size(), hash.digest());
    writeCheckpoints();
    if (!anchored) {
      layer.forceFolder(tree.uploads());
      anchored = true;
    }
  }

  /** On failure the file is spent. */
  void truncate(long size) throws IOException {
    if (checkpointed() > size) {
      checkpoints.cut(size);
      writeCheckpoints();
    }
    data.truncate(size);
    data.force();
    hash = new PrefixHash(DigestAlgorithm.SHA256);
    hash.readTo(data::read, size);
    ragged = false;
  }

  /** Makes the bytes durable, those of the prefix alone. On failure the file is spent. */
  void force() throws IOException {
    if (ragged) {
      data.truncate(size());
      ragged = false;
    }
    data.force();
  }

  /** The digest of all bytes; reads them again for any algorithm but SHA-256. */
  Digest digest(DigestAlgorithm algorithm) throws IOException {
    if (algorithm == DigestAlgorithm.SHA256) {
      return hash.digest();
    }
    var other = new PrefixHash(algorithm);
    other.readTo(data::read, size());
    return other.digest();
  }

  /** The sums of all bytes. */
  BlockSums sums() {
    return hash.sums();
  }

  /** Drops what no checkpoint vouches for, after a force failed and the tail may be lost. */
  void fallBack() throws IOException {
    truncate(checkpointed());
  }

  @Override
  public void close() throws IOException {
    data.close();
  }

  private void resume(@Nullable Rest rest) throws IOException {
    long length = data.size();
    if (rest != null && rest.hash().size() == length) {
      hash = rest.hash();
      checkpoints = rest.checkpoints();
    } else {
      verify(readCheckpoints(), length);
    }
  }

  /**
   * Hashes all bytes and compares at each checkpoint. A process that was killed leaves all it
   * wrote, so a tail behind good checkpoints stays; where one is not met, power was lost, and all
   * behind the last good one is dropped.
   */
  private void verify(Checkpoints recorded, long length) throws IOException {
    for (Map.Entry<Long, Digest> mark : recorded.marks().entrySet()) {
      if (mark.getKey() > length || !matches(mark)) {
        truncate(checkpointed());
        writeCheckpoints();
        return;
      }
      checkpoints.add(mark.getKey(), mark.getValue());
    }
    hash.readTo(data::read, length);
  }

  private boolean matches(Map.Entry<Long, Digest> mark) throws IOException {
    hash.readTo(data::read, mark.getKey());
    return hash.digest().equals(mark.getValue());
  }

  private Checkpoints readCheckpoints() throws IOException {
    Path file = tree.uploadCheckpoints(id);
    return Files.exists(file)
        ? Checkpoints.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
        : new Checkpoints();
  }

  private void writeCheckpoints() throws IOException {
    Path fresh = tree.uploadNewCheckpoints(id);
    DurableFiles.write(layer, fresh, checkpoints.toText());
    layer.rename(fresh, tree.uploadCheckpoints(id));
    layer.forceFolder(tree.upload(id));
  }

  private void smooth(IOException failure) {
    try {
      data.truncate(size());
      ragged = false;
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }
}
