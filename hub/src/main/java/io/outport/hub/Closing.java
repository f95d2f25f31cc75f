package io.outport.hub;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened, last first; one that fails does not keep the others open. */
final class Closing implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** Remembers it and returns it. */
  synchronized <T extends AutoCloseable> T with(T resource) {
    opened.push(resource);
    return resource;
  }

  /** A repeat does nothing. */
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      close(opened.pop());
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (InterruptedException ignored) {
      // Whoever interrupts wants the closing to be quick; the rest is still closed.
      Thread.currentThread().interrupt();
    } catch (Exception failure) {
      log.atWarn().setMessage("failed to close a part of the hub").setCause(failure).log();
    }
  }
}
