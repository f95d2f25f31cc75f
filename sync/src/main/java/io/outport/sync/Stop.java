package io.outport.sync;

/** Tells long work whether it must end now, keeping what it has. Asked often, by many threads. */
@FunctionalInterface
public interface Stop {
  /** Whether to end now: the window closed, or the process is ending. */
  boolean requested();

  /** Work that nobody stops. */
  Stop NEVER = () -> false;
}
