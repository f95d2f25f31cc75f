package io.outport.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what must come about by itself. */
final class Patience {
  private Patience() {}

  /** Asks again and again; whether it came about in time. */
  static boolean until(Duration limit, Duration pause, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
