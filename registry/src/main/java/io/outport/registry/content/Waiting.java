package io.outport.registry.content;

import java.time.Duration;

/** How work in the background lets time pass. */
@FunctionalInterface
public interface Waiting {
  /** Really waits. */
  Waiting REAL = Thread::sleep;

  /** Waits that long. */
  void pass(Duration time) throws InterruptedException;
}
