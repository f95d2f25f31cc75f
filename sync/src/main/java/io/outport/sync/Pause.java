package io.outport.sync;

import java.time.Duration;

/** Waiting, injected so that tests need no time. */
@FunctionalInterface
public interface Pause {
  /** Waits this long; ends early only by the exception. */
  void sleep(Duration length) throws InterruptedException;

  /** Real time. */
  Pause REAL = Thread::sleep;
}
