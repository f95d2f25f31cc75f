package io.outport.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the figures were measured on.
 *
 * @param busy the load average of the minute before; far above 0, others were at work
 */
record Machine(
    String processor, int cores, long memoryMib, String kernel, String system, double busy) {
  private static final long KIB_PER_MIB = 1024;

  static Machine here() throws IOException {
    return new Machine(
        field(Path.of("/proc/cpuinfo"), "model name", ":"),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(field(Path.of("/proc/meminfo"), "MemTotal", ":").replaceAll("\\D", ""))
            / KIB_PER_MIB,
        System.getProperty("os.version"),
        field(Path.of("/etc/os-release"), "PRETTY_NAME", "=").replace("\"", ""),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** The kind of file system that a folder is on. */
  static String fileSystem(Path folder) throws IOException {
    return Files.getFileStore(folder).type();
  }

  private static String field(Path file, String name, String mark) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(mark) + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
