package io.outport.dist.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One entry of a layer.
 *
 * @param name path in the image without a leading slash; folders end in one
 * @param mode permission bits
 * @param content what the entry holds
 */
record ImageFile(String name, int mode, Content content) {
  static final int FOLDER = 0755;
  static final int OPEN_FOLDER = 01777;
  static final int DATA = 0644;
  static final int PROGRAM = 0755;

  /** What an entry holds. */
  sealed interface Content {
    record Folder() implements Content {}

    record Bytes(Path file) implements Content {}

    record Text(String text) implements Content {}
  }

  static ImageFile folder(String name) {
    return new ImageFile(name + "/", FOLDER, new Content.Folder());
  }

  static ImageFile text(String name, String text) {
    return new ImageFile(name, DATA, new Content.Text(text));
  }

  /** A file with this name, executable where it is so on this machine. */
  static ImageFile of(String name, Path file) {
    return new ImageFile(name, Files.isExecutable(file) ? PROGRAM : DATA, new Content.Bytes(file));
  }

  /** The folders that lead to this name, outermost first. */
  static List<ImageFile> foldersTo(String name) {
    List<ImageFile> folders = new ArrayList<>();
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      folders.add(folder(name.substring(0, slash)));
    }
    return folders;
  }

  /** Everything below a folder, under another name; links are followed. */
  static List<ImageFile> tree(String name, Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      List<ImageFile> found = new ArrayList<>(foldersTo(name + "/"));
      paths
          .filter(path -> !path.equals(root))
          .forEach(
              path -> {
                String inside = name + "/" + root.relativize(path).toString().replace('\\', '/');
                found.add(Files.isDirectory(path) ? folder(inside) : of(inside, path));
              });
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + root, e);
    }
  }
}
