package io.outport.dist.image;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One platform that an image is built for.
 *
 * @param jdk a JDK 25 of that platform; one that does not run on this machine has its modules in
 *     {@code jmods}, from which this machine's {@code jlink} makes the runtime
 */
public record Target(Platform platform, Path jdk) {
  /** Where the JDK that runs this program is. */
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private static final String BASE_MODULE = "java.base.jmod";

  /** What an image is built for where nobody says. */
  public static Target usual() {
    return new Target(Platform.usual(), JAVA_HOME);
  }

  /**
   * A platform with the JDK that somebody named for it.
   *
   * @throws Refusal {@code USAGE} where the folder has no such JDK
   */
  public static Target of(Platform platform, Path jdk) {
    Target target = new Target(platform, jdk);
    if (!Files.isRegularFile(jdk.resolve("release"))) {
      throw refusal("%s is no JDK: it has no file 'release'".formatted(jdk));
    }
    Optional<Platform> found = platformOf(jdk);
    if (found.isPresent() && found.get() != platform) {
      throw refusal("the JDK in %s is for %s, not for %s".formatted(jdk, found.get(), platform));
    }
    if (target.isForeign() && !Files.isRegularFile(target.baseModule())) {
      throw refusal(
          "%s has no jmods/%s, so no runtime for %s can be made here: put the JDK's modules there, which some vendors offer apart"
              .formatted(jdk, BASE_MODULE, platform));
    }
    return target;
  }

  /** Whether the JDK's own programs cannot be used. */
  boolean isForeign() {
    return !platform.isHere() && !jdk.equals(JAVA_HOME);
  }

  /** The JDK whose {@code jlink} runs here. */
  Path linker() {
    return isForeign() ? JAVA_HOME : jdk;
  }

  /** Where the modules lie that a runtime is linked from, when they are not the linker's own. */
  Path modules() {
    return jdk.resolve("jmods");
  }

  /** What every runtime has in it. */
  Path baseModule() {
    return isForeign() ? modules().resolve(BASE_MODULE) : jdk.resolve("lib").resolve("modules");
  }

  private static Optional<Platform> platformOf(Path jdk) {
    Path machine = jdk.resolve("lib").resolve("server").resolve("libjvm.so");
    try {
      return Files.isRegularFile(machine)
          ? Platform.ofProcessor(ElfFile.read(machine).processor())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + machine, e);
    }
  }

  private static Refusal refusal(String words) {
    return new Refusal(Refusal.Exit.USAGE, words);
  }
}
