package io.outport.e2e;

import io.outport.testkit.process.Fleet.Registry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * The wall clock of the servers that are started with it: the machine's, moved on by as much as the
 * test says, also while they run. It is libfaketime's; what a program measures by the monotonic
 * clock, waits above all, goes on as it is.
 */
final class MovedClock {
  private static final Path SHARED = Path.of("/dev/shm");

  private final Path file;
  private Duration ahead = Duration.ZERO;

  private MovedClock(Path file) {
    this.file = file;
  }

  /** A clock that says the machine's time until it is moved; its file is in this folder. */
  static MovedClock in(Path folder) throws IOException {
    var clock = new MovedClock(folder.resolve("clock"));
    clock.move(Duration.ZERO);
    return clock;
  }

  /** What makes a server follow it. */
  Map<String, String> environment() throws IOException {
    return Map.of(
        "LD_PRELOAD",
        library().toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        // Its remedy for a fault of older C libraries makes each timed wait of Java end at once.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
  }

  /** Moves it on; servers see that within a second. */
  void move(Duration time) throws IOException {
    ahead = ahead.plus(time);
    Path next = file.resolveSibling("clock.next");
    Files.writeString(next, "+" + ahead.toSeconds());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes what the library of a server that was killed leaves in shared memory. */
  static void forget(Registry server) throws IOException {
    String ending = "_" + server.process().handle().pid();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(SHARED, "*faketime*" + ending)) {
      for (Path each : left) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static Path library() throws IOException {
    try (DirectoryStream<Path> places =
        Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu")) {
      for (Path place : places) {
        Path library = place.resolve("faketime/libfaketimeMT.so.1");
        if (Files.exists(library)) {
          return library;
        }
      }
    }
    throw new AssertionError("libfaketime is not installed; run e2e/tools/install faketime");
  }
}
