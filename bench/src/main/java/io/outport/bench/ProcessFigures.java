package io.outport.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What the kernel says a process and its living children have used (proc(5)). */
record ProcessFigures(ProcessHandle root) {
  /** Ticks per second that the kernel counts processor time in; fixed in its interface. */
  private static final double TICKS = 100;

  private static final double KIB_PER_MIB = 1024;
  private static final int UTIME = 11;
  private static final int CUTIME = 13;

  /** Processor seconds so far, in user and kernel mode. */
  double cpuSeconds() {
    return sum(pid -> ticks(pid, UTIME) / TICKS);
  }

  /** Resident memory now, in MiB. */
  double residentMib() {
    return sum(pid -> status(pid, "VmRSS:") / KIB_PER_MIB);
  }

  /** The most resident memory so far, in MiB. */
  double peakMib() {
    return sum(pid -> status(pid, "VmHWM:") / KIB_PER_MIB);
  }

  /** Processor seconds of all children of this program that have ended. */
  static double endedChildrenCpuSeconds() {
    return ticks(ProcessHandle.current().pid(), CUTIME) / TICKS;
  }

  private double sum(ToDoubleFunction<Long> figure) {
    return Stream.concat(Stream.of(root), root.descendants())
        .map(ProcessHandle::pid)
        .mapToDouble(figure)
        .sum();
  }

  /** A pair of neighbouring fields, user and kernel, counted from behind the program's name. */
  private static double ticks(long pid, int field) {
    for (String line : lines(pid, "stat")) {
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return Double.parseDouble(fields[field]) + Double.parseDouble(fields[field + 1]);
    }
    return 0;
  }

  private static double status(long pid, String name) {
    return lines(pid, "status").stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
        .sum();
  }

  private static List<String> lines(long pid, String file) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), file));
    } catch (NoSuchFileException ignored) {
      // It has ended since it was listed.
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the figures of process " + pid, e);
    }
  }
}
