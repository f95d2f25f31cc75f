package io.outport.testkit.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the programs and the test content are; {@code e2e/tools/install} puts them there. */
public final class Programs {
  private Programs() {}

  /** The launcher of the clone under test. */
  public static Path outport() {
    return Path.of(System.getProperty("outport.launcher", "../outport"))
        .toAbsolutePath()
        .normalize();
  }

  /** A program that was built into the tools folder, or one of the system's. */
  public static String find(String name) {
    Path built = tools().resolve("bin").resolve(name);
    return Files.isExecutable(built) ? built.toString() : name;
  }

  /** The folder of built tools and root file systems, outside the repository. */
  public static Path tools() {
    return Optional.ofNullable(System.getenv("OUTPORT_TOOLS"))
        .or(
            () ->
                Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                    .map(cache -> cache + "/outport/tools"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache/outport/tools"));
  }
}
