package io.outport.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only root could read before us, only root can read at any time. */
final class FileModesTest {
  private static final String ADDRESS = "https://10.0.0.9";
  private static final String SECRET = "rw-------";

  /** More changes than it makes. */
  private static final int CHANGES = 40;

  @TempDir private Path folder;
  private TestNode node;
  private FakeContainerd containerd;
  private Path config;

  @BeforeEach
  void prepare() throws IOException {
    node = new TestNode(folder);
    node.write("etc/containerd/config.toml", "version = 2\n# a password\n");
    config = node.root.resolve("etc/containerd/config.toml");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString(SECRET));
    containerd = FakeContainerd.on(node, "v1.7.20");
  }

  @AfterEach
  void end() throws IOException {
    containerd.close();
  }

  @Test
  void keepsTheModeOfWhatItReplacesAndItsRecordToItself() throws IOException {
    NodeTrust trust = NodeTrust.of(node.settings(ADDRESS));

    trust.apply();

    assertThat(Files.readString(config)).contains("config_path");
    assertThat(mode(config)).isEqualTo(SECRET);
    assertThat(mode(node.root.resolve(NodeTrust.RECORD.substring(1)))).isEqualTo(SECRET);
    assertThat(mode(node.root.resolve("etc/containerd/certs.d/10.0.0.9/hosts.toml")))
        .isEqualTo("rw-r--r--");

    trust.remove();

    assertThat(Files.readString(config)).doesNotContain("config_path");
    assertThat(mode(config)).isEqualTo(SECRET);
  }

  @Test
  void writesNothingAsideThatMoreCanReadThanItsTarget() throws IOException {
    int seen = 0;
    for (int changes = 0; changes < CHANGES; changes++) {
      try {
        NodeTrust.of(node.settings(ADDRESS), new CrashingFiles(changes, true)).apply();
      } catch (CrashingFiles.Crash e) {
        // What it had written aside so far is looked at.
      }
      for (Path each : asides()) {
        assertThat(mode(each)).as(each.toString()).isEqualTo(SECRET);
        seen++;
      }
      NodeTrust.of(node.settings(ADDRESS)).remove();
    }
    assertThat(seen).isPositive();
  }

  @Test
  void keepsTheOwnerWhereItMay() throws IOException {
    UserPrincipal other =
        config.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    // Only root gives files away.
    assumeTrue(mayGiveTo(other));

    NodeTrust.of(node.settings(ADDRESS)).apply();

    assertThat(Files.readString(config)).contains("config_path");
    assertThat(Files.getOwner(config)).isEqualTo(other);
  }

  private boolean mayGiveTo(UserPrincipal other) throws IOException {
    try {
      Files.setOwner(config, other);
      return true;
    } catch (FileSystemException e) {
      return false;
    }
  }

  private List<Path> asides() throws IOException {
    try (Stream<Path> all = Files.walk(node.root)) {
      return all.filter(
              each ->
                  each.endsWith(".config.toml.outport-new")
                      || each.endsWith(".undo.json.outport-new"))
          .toList();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
