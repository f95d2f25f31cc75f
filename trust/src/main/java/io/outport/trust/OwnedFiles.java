package io.outport.trust;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The node's files that we write, and the record of what was there. The order of the writes is what
 * makes a crash harmless: record, then folder, then file; on the way back the file, then the
 * folder, then the record.
 */
final class OwnedFiles {
  /** How many of our own versions of a file are told apart from other people's. */
  private static final int MAX_VERSIONS = 32;

  private static final String ASIDE = ".outport-new";

  private final HostRoot root;
  private final HostFiles files;
  private final String recordPath;

  OwnedFiles(HostRoot root, HostFiles files, String recordPath) {
    this.root = root;
    this.files = files;
    this.recordPath = recordPath;
  }

  /** What the record says; nothing where there is none. */
  Undo undo() throws IOException {
    return files.read(root.locate(recordPath)).map(Undo::ofJson).orElseGet(Undo::nothing);
  }

  /** What we wrote to a path and still stands there. */
  Optional<byte[]> ours(String path) throws IOException {
    Optional<byte[]> now = files.read(root.locate(path));
    Undo.Found found = undo().files().get(path);
    return found == null ? Optional.empty() : now.filter(b -> found.written().contains(digest(b)));
  }

  /** Makes a file hold these bytes; answers whether it had to be written. */
  boolean put(String path, byte[] bytes) throws IOException {
    Optional<byte[]> now = files.read(root.locate(path));
    Undo undo = undo();
    Undo.Found earlier = undo.files().get(path);
    if (earlier != null && now.isPresent() && Arrays.equals(now.get(), bytes)) {
      return false;
    }
    if (earlier == null && now.isPresent() && Arrays.equals(now.get(), bytes)) {
      return false; // somebody else's, and right as it is: it stays theirs
    }
    save(undo.with(path, found(earlier, now, digest(bytes))));
    createFolders(path);
    replace(path, bytes);
    return true;
  }

  /** What is there now and is not of ours is what has to come back. */
  private static Undo.Found found(Undo.@Nullable Found earlier, Optional<byte[]> now, String next) {
    if (earlier == null) {
      return new Undo.Found(now, List.of(next));
    }
    boolean foreign = now.isPresent() && !earlier.written().contains(digest(now.get()));
    List<String> written = new ArrayList<>(earlier.written());
    written.remove(next);
    written.add(next);
    while (written.size() > MAX_VERSIONS) {
      written.removeFirst();
    }
    return new Undo.Found(foreign ? now : earlier.bytes(), written);
  }

  /** Puts back one file as it was found, and forgets it. */
  void takeBack(String path) throws IOException {
    Undo undo = undo();
    Undo.Found found = undo.files().get(path);
    if (found == null) {
      return;
    }
    restore(path, found);
    Map<String, Undo.Found> rest = new LinkedHashMap<>(undo.files());
    rest.remove(path);
    save(new Undo(rest, undo.folders()));
  }

  /** Puts everything back as it was found; answers the files that others have changed since. */
  List<String> takeBackAll() throws IOException {
    Undo undo = undo();
    List<String> left = new ArrayList<>();
    for (Map.Entry<String, Undo.Found> each : undo.files().entrySet()) {
      if (!restore(each.getKey(), each.getValue())) {
        left.add(each.getKey());
      }
    }
    for (String folder : undo.folders().reversed()) {
      deleteIfEmpty(root.locate(folder));
    }
    files.delete(aside(recordPath));
    files.delete(root.locate(recordPath));
    return left;
  }

  private boolean restore(String path, Undo.Found found) throws IOException {
    Path file = root.locate(path);
    if (Files.isDirectory(file.resolveSibling("."))) {
      files.delete(aside(path));
    }
    Optional<byte[]> now = files.read(file);
    if (now.isEmpty() || !found.written().contains(digest(now.get()))) {
      boolean asFound =
          now.isEmpty() == found.bytes().isEmpty()
              && (now.isEmpty() || Arrays.equals(now.get(), found.bytes().orElseThrow()));
      return asFound || now.isEmpty();
    }
    if (found.bytes().isPresent()) {
      replace(path, found.bytes().get());
    } else {
      files.delete(file);
    }
    return true;
  }

  private void save(Undo undo) throws IOException {
    Path folder = root.locate(recordPath).resolveSibling(".").normalize();
    if (!Files.isDirectory(folder)) {
      files.createFolder(folder);
    }
    replace(recordPath, undo.toJson());
  }

  /** Each is in the record before it is made. */
  private void createFolders(String path) throws IOException {
    Path onNode = Path.of(path).getParent();
    List<Path> missing = new ArrayList<>();
    while (onNode != null && !Files.isDirectory(root.locate(onNode.toString()))) {
      missing.addFirst(onNode);
      onNode = onNode.getParent();
    }
    for (Path each : missing) {
      Undo undo = undo();
      if (!undo.folders().contains(each.toString())) {
        save(undo.withFolder(each.toString()));
      }
      files.createFolder(root.locate(each.toString()));
    }
  }

  /** What replaces a file is read by nobody else; the record holds bytes of all of them. */
  private void replace(String path, byte[] bytes) throws IOException {
    Path next = aside(path);
    Path file = root.locate(path);
    FileMode mode =
        path.equals(recordPath) ? FileMode.PRIVATE : FileMode.of(file).orElse(FileMode.READABLE);
    files.write(next, bytes, mode);
    files.rename(next, file);
  }

  private Path aside(String path) throws IOException {
    Path file = root.locate(path);
    return file.resolveSibling("." + file.getFileName() + ASIDE);
  }

  private void deleteIfEmpty(Path folder) throws IOException {
    try {
      files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else uses it by now.
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
