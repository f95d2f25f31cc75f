package io.outport.e2e;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands of a page for people: all its blocks that are marked as {@code sh}, in their order,
 * as one script that ends at the first that fails. What the script leaves running is ended.
 */
record Page(String script) {
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Reads a page by its name in the repository. */
  static Page read(String name) throws IOException {
    return new Page(
        BLOCK
            .matcher(Files.readString(Path.of("..").resolve(name)))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.joining("\n")));
  }

  /** The same with another text in place of one that a test cannot have, such as a port. */
  Page with(String text, String instead) {
    if (!script.contains(text)) {
      throw new AssertionError("the page does not say '%s' any longer".formatted(text));
    }
    return new Page(script.replace(text, instead));
  }

  /** Waits after the command that starts this server until its port answers: people do, too. */
  Page waitingFor(String command, int port) {
    String wait =
        "until (exec 3<>/dev/tcp/127.0.0.1/%d) 2>/dev/null; do kill -0 $! || exit 1; sleep 0.1; done"
            .formatted(port);
    return new Page(
        Pattern.compile("(?m)^(.*%s.*&)$".formatted(command))
            .matcher(script)
            .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + "\n" + wait)));
  }

  /** The same, printing to this file of its folder instead. */
  Page printingTo(String file) {
    return new Page("exec >%s\n%s".formatted(file, script));
  }

  /** The same with more at its end. */
  Page and(String more) {
    return new Page(script + "\n" + more + "\n");
  }

  /** Runs it in this folder, in the environment of the command. */
  Command.Result run(Path folder, Command environment) throws IOException {
    return run(folder, environment, LIMIT);
  }

  /** As above, within this time. */
  Command.Result run(Path folder, Command environment, Duration limit) throws IOException {
    Path file = folder.resolve("page.sh");
    Files.writeString(
        file,
        """
        set -euo pipefail
        trap 'kill $(jobs -p) 2>/dev/null || true; wait || true' EXIT
        cd %s
        %s\
        """
            .formatted(folder, script));
    return new Command(List.of("bash", file.toString()), environment.environment(), limit)
        .run()
        .succeeded();
  }
}
