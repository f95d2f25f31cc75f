package io.outport.edge;

import io.outport.gateway.Bell;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.registry.content.StoreException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the {@link EventOutbox} on a thread of its own, for as long as the site runs: beside the
 * sync, so that an event does not wait for the blobs of the next image. What fails is tried again;
 * that the link is down is the {@link ParentLink}'s to tell.
 */
final class EventReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventReporter.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final EventOutbox outbox;
  private final LinkSettings settings;
  private final RandomGenerator random;

  /** Never rung: its closing ends a wait. */
  private final Bell waiting = new Bell();

  private final Thread thread;
  private volatile boolean closed;

  EventReporter(EventOutbox outbox, LinkSettings settings, RandomGenerator random) {
    this.outbox = outbox;
    this.settings = settings;
    this.random = random;
    this.thread = Thread.ofVirtual().name("event-reporter").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    waiting.close();
    thread.interrupt();
    try {
      var _ = thread.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      // Whoever closes us wants to be gone: the thread ends by itself.
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      try {
        if (!outbox.send()) {
          outbox.rest();
          pause(INTERVAL);
        }
        failures = 0;
      } catch (GatewayException | StoreException e) {
        failures++;
        LOG.atDebug().setMessage("parent not told of events").setCause(e).log();
        pause(settings.refused().after(failures, random));
      } catch (RuntimeException e) {
        failures++;
        LOG.atError().setMessage("telling the parent of events failed").setCause(e).log();
        pause(settings.refused().after(failures, random));
      }
    }
  }

  private void pause(Duration length) {
    try {
      var _ = waiting.await(waiting.strokes(), length);
    } catch (InterruptedException e) {
      // Only close() interrupts, and the loop looks at that.
      Thread.currentThread().interrupt();
    }
  }
}
