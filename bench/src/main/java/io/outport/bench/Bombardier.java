package io.outport.bench;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Programs;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** bombardier, for HEAD, which wrk cannot: it reads no body after it. */
record Bombardier() implements LoadClient {
  private static final Duration SLACK = Duration.ofMinutes(1);
  private static final double MICROS_PER_MILLI = 1e3;
  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public Load run(
      Request request, URI uri, Map<String, String> headers, int connections, Duration time) {
    Command command =
        Command.of("taskset", "-c", CORE, Programs.find("bombardier"))
            .and("-c", Integer.toString(connections), "-d", time.toSeconds() + "s")
            .and("-k", "-l", "-p", "r", "-o", "json", "-m", request.method())
            .within(time.plus(SLACK));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      command = command.and("-H", header.getKey() + ": " + header.getValue());
    }
    return parse(command.and(uri.toString()).run().succeeded().out());
  }

  static Load parse(String out) {
    JsonNode result = JSON.readTree(out).path("result");
    JsonNode percentiles = result.path("latency").path("percentiles");
    long right = result.path("req2xx").asLong();
    long wrong =
        result.path("req1xx").asLong()
            + result.path("req3xx").asLong()
            + result.path("req4xx").asLong()
            + result.path("req5xx").asLong()
            + result.path("others").asLong();
    return new Load(
        right + wrong,
        result.path("bytesRead").asLong(),
        result.path("timeTakenSeconds").asDouble(),
        percentiles.path("50").asDouble() / MICROS_PER_MILLI,
        percentiles.path("99").asDouble() / MICROS_PER_MILLI,
        wrong);
  }
}
