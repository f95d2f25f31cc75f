package io.outport.dist;

import static java.util.Objects.requireNonNull;

import io.outport.hubapi.model.Refusal;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the running program was installed, and how to start it once more. */
final class Installation {
  /** What the launcher gives to all commands but servers. */
  private static final Set<String> FOR_SHORT_COMMANDS =
      Set.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

  private Installation() {}

  /** The folder of all jars. */
  static Path libraries() {
    try {
      Path jar =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (jar.toString().endsWith(".jar")) {
        return requireNonNull(jar.getParent());
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program's own place is no file", e);
    }
    throw new Refusal(
        Refusal.Exit.USAGE, "this needs the installed program: start it with ./outport");
  }

  /** Where the program's own image is built and kept, so that it is built once. */
  static Path imageFolder() {
    return Path.of(
        System.getProperty("outport.cache", System.getProperty("java.io.tmpdir")), "image");
  }

  /** How people start the program, for words that name commands. */
  static String program() {
    return System.getProperty("outport.program", "outport");
  }

  /** The command line that starts another process of this program, as a server. */
  static List<String> command(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !FOR_SHORT_COMMANDS.contains(option))
        .forEach(words::add);
    words.add("-cp");
    words.add(libraries().resolve("*").toString());
    words.add(Outport.class.getName());
    words.addAll(arguments);
    return words;
  }
}
