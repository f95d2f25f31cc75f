package io.outport.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Things that were opened one after another, to be closed in reverse. Used by one thread. */
final class Openings implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T thing) {
    open.push(thing);
    return thing;
  }

  /** Closes all, whatever some of them say; a repeat does nothing. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable next = open.pop();
      try {
        next.close();
      } catch (Exception e) {
        LOG.atWarn()
            .setMessage("part of the site did not close")
            .addKeyValue("part", next.getClass().getSimpleName())
            .setCause(e)
            .log();
      }
    }
  }
}
