package io.outport.cli;

import io.outport.testkit.process.Command;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs commands each in a process of its own, since a process has one environment for good. */
final class Apart {
  /** In lower case they would go first, and the builder's own must not count. */
  private static final Map<String, String> NO_PROXIES =
      Map.of(
          "https_proxy",
          "",
          "http_proxy",
          "",
          "no_proxy",
          "",
          "HTTPS_PROXY",
          "",
          "HTTP_PROXY",
          "",
          "NO_PROXY",
          "");

  private Apart() {}

  /**
   * Runs the command of this class with these variables, and none of a proxy but theirs.
   *
   * @param contexts the folder of what is known
   */
  static Command.Result run(
      Path contexts, Map<String, String> environment, Class<?> command, String... words) {
    return Command.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Apart.class.getName(),
            command.getName())
        .and(words)
        .with(NO_PROXIES)
        .with(environment)
        .with("OUTPORT_CONFIG_DIR", contexts.toString())
        .run();
  }

  /** The process: the command's class, and its words. */
  public static void main(String[] all) throws ReflectiveOperationException {
    List<String> words = Arrays.asList(all).subList(1, all.length);
    Object command = Class.forName(all[0]).getConstructor().newInstance();
    Ran ran = Ran.of(command, words.toArray(String[]::new));
    System.out.print(ran.out());
    System.err.print(ran.err() + ran.words());
    System.exit(ran.exit());
  }
}
