package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files for their user alone. */
final class PrivateFileTest {
  private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void replacesAFileThatOthersCouldRead() throws IOException {
    Path file = folder.resolve("file");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));

    PrivateFile.write(file, SECRET);

    assertThat(file).hasContent("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryNotContaining(each -> !each.equals(file));
  }

  /** Such as {@code /dev/stdout}, which must stay what it is. */
  @Test
  void writesToWhatIsNoFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    PrivateFile.write(link, SECRET);

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("secret");
  }

  @Test
  void leavesNothingWhereItCannotWrite() {
    Path none = folder.resolve("none").resolve("file");
    assertThatThrownBy(() -> PrivateFile.write(none, SECRET))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> PrivateFile.write(folder, SECRET)).isInstanceOf(IOException.class);

    assertThat(folder).isEmptyDirectory();
  }
}
