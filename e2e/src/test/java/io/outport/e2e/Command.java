package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One foreign program's run: what was typed, what it printed, how it ended. Output goes to files,
 * so that a program that prints a lot never waits for us; every run has a time limit.
 */
record Command(List<String> words, Map<String, String> environment, Duration limit) {
  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(3);

  /** How a run ended. */
  record Result(List<String> words, int exit, String out, String err) {

    /** Fails the test unless the program said that all went well. */
    Result succeeded() {
      assertThat(exit).as("%s%n%s%n%s", String.join(" ", words), out, err).isZero();
      return this;
    }

    /** Fails the test unless the program ended with an error that holds these words. */
    Result failedSaying(String expected) {
      assertThat(exit).as("%s%n%s%n%s", String.join(" ", words), out, err).isNotZero();
      assertThat(out + err).as(String.join(" ", words)).containsIgnoringCase(expected);
      return this;
    }
  }

  static Command of(String... words) {
    return new Command(List.of(words), Map.of(), DEFAULT_LIMIT);
  }

  Command and(String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return new Command(all, environment, limit);
  }

  Command with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new Command(words, more, limit);
  }

  Command within(Duration allowed) {
    return new Command(words, environment, allowed);
  }

  /** Runs to the end, or to the limit. */
  Result run() {
    try {
      Path out = Files.createTempFile("outport-e2e", ".out");
      Path err = Files.createTempFile("outport-e2e", ".err");
      try {
        int exit = run(out, err);
        return new Result(words, exit, read(out), read(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new IllegalStateException("could not run " + words.getFirst(), e);
    }
  }

  /** Starts it, with all output into the file; the caller ends it. */
  Process start(Path log) {
    try {
      return builder()
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new IllegalStateException("could not start " + words.getFirst(), e);
    }
  }

  private int run(Path out, Path err) throws IOException {
    Process process = builder().redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "%s took more than %s%n%s%n%s".formatted(words, limit, read(out), read(err)));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + words.getFirst(), e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    return builder;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
