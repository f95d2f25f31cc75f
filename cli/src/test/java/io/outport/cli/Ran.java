package io.outport.cli;

import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * A command that was run in this process, with the contexts of the folder that the build's
 * environment names.
 *
 * @param refusal what it ended with, if with a refusal
 */
record Ran(int exit, String out, String err, @Nullable Refusal refusal) {

  /** Runs a command's words with this hub as the only one known. */
  static Ran with(HubContext hub, Object command, String... words) throws IOException {
    Path folder = Path.of(System.getenv("OUTPORT_CONFIG_DIR"), "contexts");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> kept = Files.list(folder)) {
        for (Path each : kept.toList()) {
          Files.delete(each);
        }
      }
    }
    Contexts.of(System.getenv()).save(hub);
    return of(command, words);
  }

  /** Runs a command's words with what is known. */
  static Ran of(Object command, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();
    int exit =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUnmatchedOptionsAllowedAsOptionParameters(false)
            .setAbbreviatedOptionsAllowed(true)
            .setExecutionExceptionHandler(
                (failure, _, _) -> {
                  if (failure instanceof Refusal refused) {
                    refusal.set(refused);
                    return refused.exit().code();
                  }
                  throw failure;
                })
            .execute(words);
    return new Ran(exit, out.toString(), err.toString(), refusal.get());
  }

  /** The words of the refusal; empty where there was none. */
  String words() {
    return refusal == null ? "" : String.valueOf(refusal.getMessage());
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
