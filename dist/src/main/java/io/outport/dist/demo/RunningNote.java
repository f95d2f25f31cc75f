package io.outport.dist.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The note in a demo's folder of which processes belong to it, so that a later command can end
 * them: {@code role pid start} in one line each. The start tells a process from a later one of the
 * same number.
 */
record RunningNote(Path file) {
  private static final String NAME = "running.txt";
  private static final String OWNER = "demo";
  private static final String SERVER = "server";
  private static final int FIELDS = 3;

  private record Entry(String role, long pid, String start) {
    static Entry of(String role, ProcessHandle handle) {
      return new Entry(role, handle.pid(), start(handle));
    }

    Optional<ProcessHandle> find() {
      return ProcessHandle.of(pid).filter(handle -> start(handle).equals(start));
    }

    private static String start(ProcessHandle handle) {
      return handle.info().startInstant().map(Instant::toString).orElse("unknown");
    }
  }

  static RunningNote in(Path folder) {
    return new RunningNote(folder.resolve(NAME));
  }

  /** Notes that this very process leads the demo. */
  void begin() throws IOException {
    append(Entry.of(OWNER, ProcessHandle.current()));
  }

  void add(ProcessHandle server) throws IOException {
    append(Entry.of(SERVER, server));
  }

  /** Notes that nobody leads the demo any longer: its servers run on by themselves. */
  void keep() throws IOException {
    List<String> servers =
        read().stream()
            .filter(entry -> entry.role().equals(SERVER))
            .map(RunningNote::line)
            .toList();
    Files.write(file, servers);
  }

  /** Whether the process that leads the demo runs. */
  boolean isLed() throws IOException {
    return read().stream()
        .anyMatch(entry -> entry.role().equals(OWNER) && entry.find().isPresent());
  }

  /** The demo's servers that run. */
  Stream<ProcessHandle> servers() throws IOException {
    return read().stream()
        .filter(entry -> entry.role().equals(SERVER))
        .flatMap(entry -> entry.find().stream());
  }

  private void append(Entry entry) throws IOException {
    Files.writeString(
        file, line(entry) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String line(Entry entry) {
    return "%s %d %s".formatted(entry.role(), entry.pid(), entry.start());
  }

  private List<Entry> read() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] fields = line.split(" ", FIELDS);
        entries.add(new Entry(fields[0], Long.parseLong(fields[1]), fields[2]));
      }
    } catch (NoSuchFileException ignored) {
      // No process has been started yet.
      return List.of();
    }
    return entries;
  }
}
