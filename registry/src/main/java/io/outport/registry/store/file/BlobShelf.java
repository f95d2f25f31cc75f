package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** The visible blobs: how a verified file becomes one, is read, and goes. */
final class BlobShelf {
  private static final int STRIPES = 64;

  private final FileLayer layer;
  private final StoreTree tree;
  private final DurableFolders folders;

  /**
   * Blobs whose name is there but not durable yet: hidden, because who sees a blob may build on it,
   * and the loss of power would take it away again. A reader looks for the file first and here
   * second; the writer adds first and moves the file second.
   */
  private final Set<Digest> arriving = ConcurrentHashMap.newKeySet();

  /** One writer per digest at a time; a lock is shared by the digests of one stripe. */
  private final List<ReentrantLock> stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

  BlobShelf(FileLayer layer, StoreTree tree, DurableFolders folders) {
    this.layer = layer;
    this.tree = tree;
    this.folders = folders;
  }

  OptionalLong findSize(Digest digest) throws IOException {
    try {
      long size = Files.size(tree.blob(digest));
      return isVisible(digest) ? OptionalLong.of(size) : OptionalLong.empty();
    } catch (NoSuchFileException absent) {
      return OptionalLong.empty();
    }
  }

  Optional<BlobContent> open(Digest digest) throws IOException {
    Path file = tree.blob(digest);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
    if (!isVisible(digest)) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new FileContent(file, channel, channel.size()));
  }

  boolean isVisible(Digest digest) {
    return !arriving.contains(digest);
  }

  /** Whether a blob of this size is visible; one of another size is damaged. */
  boolean holds(Digest digest, long size) throws IOException {
    return findSize(digest).equals(OptionalLong.of(size));
  }

  /**
   * Makes a file visible whose bytes match the digest and are durable. On failure it is back where
   * it was, or, where that fails too, hidden until the next start.
   */
  void publish(Path data, long size, Digest digest) throws IOException {
    Path target = tree.blob(digest);
    folders.make(tree.blobFolder(digest));
    ReentrantLock turn = stripe(digest);
    turn.lock();
    try {
      if (holds(digest, size)) {
        // Somebody else was faster; moving over it would hide for a moment what others rely on.
        layer.delete(data);
        return;
      }
      move(data, target, digest);
      settle(data, target, digest);
    } finally {
      turn.unlock();
    }
  }

  /** Removes a blob, durably; false where there is none. */
  boolean delete(Digest digest) throws IOException {
    Path file = tree.blob(digest);
    ReentrantLock turn = stripe(digest);
    turn.lock();
    try {
      if (findSize(digest).isEmpty()) {
        return false;
      }
      layer.delete(file);
      layer.forceFolder(tree.blobFolder(digest));
      return true;
    } finally {
      turn.unlock();
    }
  }

  /** Makes the names of all blobs durable, after a process ended in the middle of a publish. */
  void forceAll() throws IOException {
    List<Path> all = new ArrayList<>();
    tree.forEachBlobFolder(all::add);
    for (Path folder : all) {
      folders.make(folder);
      layer.forceFolder(folder);
    }
  }

  /** A digest that an earlier failure left hidden stays so until a publish succeeds. */
  private void move(Path data, Path target, Digest digest) throws IOException {
    boolean first = arriving.add(digest);
    try {
      layer.rename(data, target);
    } catch (IOException failure) {
      if (first) {
        arriving.remove(digest);
      }
      throw failure;
    }
  }

  private void settle(Path data, Path target, Digest digest) throws IOException {
    try {
      layer.forceFolder(tree.blobFolder(digest));
    } catch (IOException failure) {
      try {
        layer.rename(target, data);
      } catch (IOException second) {
        failure.addSuppressed(second);
        throw failure;
      }
      arriving.remove(digest);
      throw failure;
    }
    arriving.remove(digest);
  }

  private ReentrantLock stripe(Digest digest) {
    return stripes.get(Math.floorMod(digest.hashCode(), STRIPES));
  }
}
