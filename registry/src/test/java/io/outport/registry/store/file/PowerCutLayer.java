package io.outport.registry.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The real disk, and beside it a model of what of it is durable: the bytes of a file at its last
 * force, the names of a folder at its last force. At the N-th call the power goes; {@link
 * #materialize} then writes a disk as it may be found: what was forced is there, of everything else
 * any part.
 */
final class PowerCutLayer extends ForwardingLayer {
  /** The power is gone: no handler runs, as none would. */
  static final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;
  }

  private sealed interface Node permits FileNode, FolderNode {}

  private static final class FileNode implements Node {
    private byte[] forced = new byte[0];
    private byte[] live = new byte[0];
  }

  private static final class FolderNode implements Node {
    private Map<String, Node> forced = new HashMap<>();
    private final Map<String, Node> live = new HashMap<>();
  }

  private final Path root;
  private final long lastCall;
  private final FolderNode above = new FolderNode();
  private long calls;

  /** The folder above the root exists and is durable. */
  PowerCutLayer(Path root, long lastCall) {
    this.root = root;
    this.lastCall = lastCall;
  }

  boolean wasCut() {
    return calls > lastCall;
  }

  /** Writes a disk as it may be found into this folder, which exists. */
  void materialize(Path target, Random random) throws IOException {
    write(above, target, random);
  }

  private void count() {
    calls++;
    if (calls > lastCall) {
      throw new PowerCut();
    }
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    count();
    super.createFolder(folder);
    parent(folder).live.putIfAbsent(name(folder), new FolderNode());
  }

  @Override
  public OpenFile open(Path file) throws IOException {
    count();
    OpenFile opened = super.open(file);
    Node node = parent(file).live.computeIfAbsent(name(file), absent -> new FileNode());
    return new ModelledFile(opened, (FileNode) node);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    count();
    super.rename(from, to);
    Node node = parent(from).live.remove(name(from));
    if (node != null) {
      parent(to).live.put(name(to), node);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    count();
    super.delete(path);
    parent(path).live.remove(name(path));
  }

  @Override
  public void forceFolder(Path folder) {
    count();
    FolderNode node = folder(folder);
    node.forced = new HashMap<>(node.live);
  }

  private FolderNode parent(Path path) {
    return folder(path.getParent());
  }

  private FolderNode folder(@Nullable Path path) {
    if (path == null || !path.startsWith(root)) {
      return above;
    }
    Node node = parent(path).live.get(name(path));
    if (node instanceof FolderNode folder) {
      return folder;
    }
    throw new IllegalStateException(path + " is no folder");
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Each name that was not forced may be as it was or as it became. */
  private static void write(FolderNode folder, Path target, Random random) throws IOException {
    Set<String> names = new HashSet<>(folder.forced.keySet());
    names.addAll(folder.live.keySet());
    for (String name : names) {
      Node found = random.nextBoolean() ? folder.forced.get(name) : folder.live.get(name);
      Path path = target.resolve(name);
      switch (found) {
        case null -> {}
        case FileNode file -> Files.write(path, bytes(file, random));
        case FolderNode below -> write(below, Files.createDirectory(path), random);
      }
    }
  }

  /** Bytes that were not forced may be there, or be zeros, or be cut off; forced ones are there. */
  private static byte[] bytes(FileNode file, Random random) {
    if (random.nextBoolean()) {
      return file.forced;
    }
    int length = file.forced.length;
    if (file.live.length > length) {
      length += random.nextInt(file.live.length - length + 1);
    }
    byte[] found = new byte[length];
    System.arraycopy(file.forced, 0, found, 0, file.forced.length);
    for (int i = file.forced.length; i < length; i++) {
      found[i] = random.nextInt(4) == 0 ? 0 : file.live[i];
    }
    return found;
  }

  private final class ModelledFile implements OpenFile {
    private final OpenFile file;
    private final FileNode node;

    ModelledFile(OpenFile file, FileNode node) {
      this.file = file;
      this.node = node;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      count();
      file.write(bytes, position);
      refresh();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      count();
      file.truncate(size);
      refresh();
    }

    @Override
    public void force() {
      count();
      node.forced = node.live;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }

    private void refresh() throws IOException {
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.size()));
      while (all.hasRemaining() && file.read(all, all.position()) > 0) {
        // Reads until the end.
      }
      node.live = all.array();
    }
  }
}
