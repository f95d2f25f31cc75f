package io.outport.hubapi.client;

import java.time.Duration;

/** Waiting between two looks at work that goes on, injected so that tests need no time. */
@FunctionalInterface
public interface Pause {
  /** Waits this long; ends early only by the exception. */
  void sleep(Duration length) throws InterruptedException;

  /** Real time. */
  Pause REAL = Thread::sleep;
}
