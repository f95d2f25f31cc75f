package io.outport.testkit.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One foreign program's run: what was typed, what it printed, how it ended. Output goes to files,
 * so that a program that prints a lot never waits for us; every run has a time limit.
 */
public record Command(List<String> words, Map<String, String> environment, Duration limit) {
  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(3);

  /** How a run ended. */
  public record Result(List<String> words, int exit, String out, String err) {

    /** Fails the test unless the program said that all went well. */
    public Result succeeded() {
      require(exit == 0, "was to succeed and ended with " + exit);
      return this;
    }

    /** Fails the test unless the program ended with an error that holds these words. */
    public Result failedSaying(String expected) {
      require(exit != 0, "was to fail and ended with 0");
      String said = (out + err).toLowerCase(Locale.ROOT);
      require(said.contains(expected.toLowerCase(Locale.ROOT)), "was to say '" + expected + "'");
      return this;
    }

    private void require(boolean right, String expectation) {
      if (!right) {
        throw new AssertionError(
            "%s %s:%n%s%n%s".formatted(String.join(" ", words), expectation, out, err));
      }
    }
  }

  /** These words, in our own environment, with the usual time limit. */
  public static Command of(String... words) {
    return new Command(List.of(words), Map.of(), DEFAULT_LIMIT);
  }

  /** The same with more words. */
  public Command and(String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return new Command(all, environment, limit);
  }

  /** The same with these variables of the environment. */
  public Command with(Map<String, String> variables) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.putAll(variables);
    return new Command(words, more, limit);
  }

  /** The same with a variable of the environment. */
  public Command with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new Command(words, more, limit);
  }

  /** The same with another time limit. */
  public Command within(Duration allowed) {
    return new Command(words, environment, allowed);
  }

  /** Runs to the end, or to the limit. */
  public Result run() {
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

  /**
   * Starts it, with all output into the file; the caller ends it, or else the end of this program.
   */
  public Process start(Path log) {
    try {
      return Orphans.own(
          builder()
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
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
