package io.outport.bench;

import io.outport.testkit.process.Command;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** wrk: one thread, GET only. Its script prints exact figures, in µs and bytes. */
record Wrk(Path script, Path cipherSettings) implements LoadClient {
  private static final Duration SLACK = Duration.ofMinutes(1);
  private static final double MICROS = 1e6;
  private static final double MICROS_PER_MILLI = 1e3;

  @Override
  public Load run(
      Request request, URI uri, Map<String, String> headers, int connections, Duration time) {
    if (!request.method().equals("GET")) {
      throw new IllegalArgumentException("wrk waits for a body after " + request.method());
    }
    Command command =
        Command.of("taskset", "-c", CORE, "wrk", "-t1", "-c" + connections)
            .and("-d" + time.toSeconds() + "s", "--timeout", SLACK.toSeconds() + "s")
            .and("-s", script.toString())
            .with("OPENSSL_CONF", cipherSettings.toString())
            .within(time.plus(SLACK));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      command = command.and("-H", header.getKey() + ": " + header.getValue());
    }
    return parse(command.and(uri.toString()).run().succeeded().out());
  }

  static Load parse(String out) {
    String report =
        out.lines()
            .filter(line -> line.startsWith("report "))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("wrk gave no report:\n" + out));
    String[] fields = report.split(" ", -1);
    return new Load(
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]) / MICROS,
        Long.parseLong(fields[4]) / MICROS_PER_MILLI,
        Long.parseLong(fields[5]) / MICROS_PER_MILLI,
        Long.parseLong(fields[6]));
  }

  /** It prints its version together with its usage, and calls that a failure. */
  static String version() {
    String out = Command.of("wrk", "-v").run().out();
    return out.lines()
        .findFirst()
        .map(line -> line.replaceAll("\\s*(\\[|Copyright).*", "").toLowerCase(Locale.ROOT))
        .orElse("wrk");
  }
}
