package io.outport.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that its user alone may read, as secrets are in it. */
final class PrivateFile {
  private PrivateFile() {}

  /**
   * Writes it in one step, instead of what is there; what is no file, such as {@code /dev/stdout},
   * is written to.
   *
   * @throws IOException where it cannot be written; then what was there is there still
   */
  static void write(Path file, byte[] bytes) throws IOException {
    Path target = file.toAbsolutePath();
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.write(target, bytes);
      return;
    }
    Path fresh =
        Files.createTempFile(
            target.resolveSibling(".").normalize(),
            ".outport",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(fresh, bytes);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
