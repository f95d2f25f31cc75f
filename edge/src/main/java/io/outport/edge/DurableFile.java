package io.outport.edge;

import io.outport.registry.content.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A small file that changes as a whole: a temporary file is written and forced, renamed over the
 * old one, and the folder is forced. After a crash there is the old or the new content.
 */
final class DurableFile {
  private static final String TEMPORARY = ".new";

  private final Path path;
  private final FileAttribute<?>[] attributes;

  private DurableFile(Path path, FileAttribute<?>... attributes) {
    this.path = path;
    this.attributes = attributes;
  }

  /** A file that only this process's user may read: it may hold a secret. */
  static DurableFile secret(Path path) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new DurableFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        : new DurableFile(path);
  }

  /** A file that everybody may read. */
  static DurableFile open(Path path) {
    return new DurableFile(path);
  }

  Path path() {
    return path;
  }

  /** What it holds; empty where there is no file. */
  Optional<byte[]> read() {
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** Replaces the content; durable when it returns. */
  void write(byte[] content) {
    Path temporary = path.resolveSibling(path.getFileName() + TEMPORARY);
    try {
      Files.deleteIfExists(temporary);
      Files.createFile(temporary, attributes);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder();
    } catch (IOException e) {
      throw failed("written", e);
    }
  }

  /** Removes it; durable when it returns. An absent file stays absent. */
  void delete() {
    try {
      if (Files.deleteIfExists(path)) {
        forceFolder();
      }
    } catch (IOException e) {
      throw failed("removed", e);
    }
  }

  private void forceFolder() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private StoreException failed(String verb, IOException cause) {
    String message = cause.getMessage();
    String words = message == null ? cause.getClass().getSimpleName() : message;
    boolean full = words.contains("No space left") || words.contains("quota");
    return new StoreException(
        full ? StoreException.Kind.FULL : StoreException.Kind.FAILED,
        "%s cannot be %s: %s".formatted(path, verb, full ? "the disk is full" : words),
        cause);
  }
}
