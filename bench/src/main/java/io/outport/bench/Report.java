package io.outport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The page that keeps a whole run: machine, versions, settings, tables, how to repeat it.
 *
 * @param wrk the load generator's version
 */
record Report(
    Machine machine, List<Server> servers, String wrk, Effort effort, List<Section> sections) {

  /** A server, as it was measured. */
  record Server(String name, String version, String settings) {
    static Server of(Contender contender) {
      return new Server(contender.name(), contender.version(), contender.settings());
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, markdown());
  }

  String markdown() {
    String tables = sections.stream().map(Section::markdown).collect(Collectors.joining("\n"));
    String lines =
        servers.stream()
            .map(
                each ->
                    "| %s | %s | %s |\n".formatted(each.name(), each.version(), each.settings()))
            .collect(Collectors.joining());
    return """
    # Benchmarks

    Written by `make bench W=all` on %s. [How it measures and how to repeat it](benchmarking.md).
    Figures of another machine cannot be compared with these; the ratios can, with care.

    | Machine | |
    | --- | --- |
    | processor | %s, %d cores |
    | memory | %s MiB |
    | system | %s, Linux %s |
    | load average before | %s |
    | effort | %s |

    | Server | Version | Settings |
    | --- | --- | --- |
    %s
    Clients: %s, bombardier 1.2.6, the JDK's HTTP client.

    %s\
    """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            machine.processor(),
            machine.cores(),
            String.format(Locale.ROOT, "%,d", machine.memoryMib()),
            machine.system(),
            machine.kernel(),
            Figures.of(machine.busy()),
            effort,
            lines,
            wrk,
            tables);
  }
}
