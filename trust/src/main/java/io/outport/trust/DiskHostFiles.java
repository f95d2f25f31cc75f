package io.outport.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The node's files on its disk. */
final class DiskHostFiles implements HostFiles {
  /**
   * More than any configuration of containerd has; a bound so that a wrong path fills no memory.
   */
  private static final long MAX_BYTES = 4L << 20;

  private static final Set<OpenOption> ANEW =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  @Override
  public Optional<byte[]> read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("%s is too large for a configuration file".formatted(file));
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
    force(folder.resolveSibling(".").normalize());
  }

  @Override
  public void write(Path file, byte[] bytes, FileMode mode) throws IOException {
    FileAttribute<?> ours = PosixFilePermissions.asFileAttribute(FileMode.PRIVATE.permissions());
    try (FileChannel channel = FileChannel.open(file, ANEW, ours)) {
      mode.giveTo(file);
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(to.resolveSibling(".").normalize());
  }

  @Override
  public void delete(Path path) throws IOException {
    if (Files.deleteIfExists(path)) {
      force(path.resolveSibling(".").normalize());
    }
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
