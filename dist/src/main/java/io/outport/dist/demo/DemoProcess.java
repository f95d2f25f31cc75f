package io.outport.dist.demo;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the demo's servers, as a process of its own that logs to a file. */
final class DemoProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final int CONNECT_MILLIS = 500;
  private static final int LAST_LINES = 15;
  private static final Duration LOOK = Duration.ofMillis(25);

  /**
   * Ctrl-C, and the end of the terminal, reach all of its processes; but when a server ends is for
   * the demo to say. A JVM leaves alone what was ignored when it started.
   */
  private static final List<String> SHIELD =
      List.of("/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh");

  private final String name;
  private final Process process;
  private final Path log;

  private DemoProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts the process.
   *
   * @param log takes its output, behind what is there
   */
  static DemoProcess start(String name, List<String> command, Path log) throws IOException {
    List<String> words = new ArrayList<>(SHIELD);
    words.addAll(command);
    Process process =
        new ProcessBuilder(words)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new DemoProcess(name, process, log);
  }

  /** Waits until it answers at this loopback port. */
  DemoProcess awaitListening(int port) throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new DemoFailure("the %s did not start".formatted(name));
      }
      Thread.sleep(LOOK);
    }
    return this;
  }

  /** Whether anything answers at this loopback port. */
  static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException ignored) {
      // That nothing answers is one of the two results.
      return false;
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Path log() {
    return log;
  }

  /** The last lines of its log, under a title. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
      return "the %s's last words:%n  ".formatted(name) + String.join("\n  ", last);
    } catch (IOException e) {
      return "the log of the %s cannot be read: %s".formatted(name, e.getMessage());
    }
  }

  /** Asks it to end, and waits; ends it by force when it does not. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Ends it by force: its folder goes as well. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
