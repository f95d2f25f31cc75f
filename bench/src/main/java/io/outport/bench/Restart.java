package io.outport.bench;

import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Ends a server in peace and measures how long it takes to its first right answer again. */
record Restart(FreshConnection connections) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(1);
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * How a start went.
   *
   * @param millis from the start of the process to the status line of the first answer
   * @param cpuSeconds of processor time until then, over all cores
   */
  record Started(double millis, double cpuSeconds) {}

  /** Ends it, starts it again, and asks until it answers with 200. */
  Started measure(Contender contender, String path, Map<String, String> headers) {
    contender.process().stop();
    long start = System.nanoTime();
    contender.process().relaunch();
    while (!answers(contender, path, headers)) {
      if (System.nanoTime() - start > LIMIT.toNanos() || !contender.process().isAlive()) {
        throw new WrongAnswerException(
            "%s did not answer after its start:%n%s"
                .formatted(contender.name(), contender.process().log()));
      }
      ServerProcess.pause(LOOK);
    }
    double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
    return new Started(millis, contender.figures().cpuSeconds());
  }

  private boolean answers(Contender contender, String path, Map<String, String> headers) {
    try {
      FreshConnection.Answer answer = connections.get(contender.uri(path), headers);
      if (answer.status() == 200) {
        return true;
      }
      throw new WrongAnswerException(
          "%s answered its first request with %d".formatted(contender.name(), answer.status()));
    } catch (IOException ignored) {
      // It does not listen yet.
      return false;
    }
  }
}
