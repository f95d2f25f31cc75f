package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;

/** Waits for what a running server is to do by itself. */
final class Patience {
  private static final Duration LOOK = Duration.ofMillis(50);

  /** A look at a server; one that throws has not seen it yet. */
  @FunctionalInterface
  interface Look {
    boolean sees() throws IOException;
  }

  private Patience() {}

  /** Looks until it sees, and says how long that took; fails when it never does. */
  static Duration until(String what, Duration limit, Look look) {
    long started = System.nanoTime();
    String last = "";
    while (true) {
      try {
        if (look.sees()) {
          return Duration.ofNanos(System.nanoTime() - started);
        }
      } catch (IOException e) {
        last = e.toString();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      assertThat(took).as("%s; last: %s", what, last).isLessThan(limit);
      ServerProcess.pause(LOOK);
    }
  }
}
