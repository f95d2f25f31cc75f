package io.outport.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A server as a process of its own: started, ended in peace, or killed. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Command command;
  private final Path log;
  private final int port;
  private Process process;

  private ServerProcess(Command command, Path log, int port) {
    this.command = command;
    this.log = log;
    this.port = port;
    this.process = command.start(log);
  }

  /** Starts it without waiting for it to serve. */
  public static ServerProcess launch(Command command, Path log, int port) {
    return new ServerProcess(command, log, port);
  }

  /** Starts it and waits until its port answers. */
  public static ServerProcess start(Command command, Path log, int port) {
    ServerProcess server = launch(command, log, port);
    server.awaitListening();
    return server;
  }

  /** Waits until the port answers. */
  public void awaitListening() {
    long deadline = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("the server did not start:\n" + log());
      }
      pause(LOOK);
    }
  }

  /** Ends it at once, as a power cut would end the process. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd();
  }

  /** Starts it again, after a kill or stop, without waiting for it to serve. */
  public void relaunch() {
    process = command.start(log);
  }

  /** Asks it to end, and waits. */
  public void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
        throw new AssertionError("the server did not end within " + STOP + ":\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The process itself, as it runs now. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** What it printed so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(its log cannot be read: " + e + ")";
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  /** Waits that long. */
  public static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException ignored) {
      // Not yet; the caller looks again.
      return false;
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
