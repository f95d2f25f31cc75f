package io.outport.edge;

import io.outport.gateway.Bell;
import io.outport.registry.content.StoreException;
import io.outport.sync.ParentException;
import io.outport.sync.Stop;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.schedule.SyncSchedule;
import io.outport.sync.up.Outbox;
import io.outport.sync.up.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what clients changed up as soon as it is there, for as long as the site runs and within its
 * sync window; what fails is tried again.
 */
final class UpLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UpLink.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final Outbox outbox;
  private final SiteState site;
  private final SiteStatus status;
  private final Bell bell;
  private final LinkSettings settings;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Never rung: a wait that only closing ends. */
  private final Bell closing = new Bell();

  private final Thread thread;
  private volatile boolean closed;

  /** The bell is rung when content may have changed. */
  UpLink(
      Outbox outbox,
      SiteState site,
      SiteStatus status,
      Bell bell,
      LinkSettings settings,
      InstantSource clock,
      RandomGenerator random) {
    this.outbox = outbox;
    this.site = site;
    this.status = status;
    this.bell = bell;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofVirtual().name("up-link").unstarted(this::run);
  }

  UpLink start() {
    thread.start();
    return this;
  }

  /** Ends sending; a blob on its way is sent anew by the next process. A repeat does nothing. */
  @Override
  public void close() {
    closed = true;
    closing.close();
    thread.interrupt();
    try {
      thread.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      // Whoever closes us wants to be gone: the thread ends by itself.
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    try {
      while (!closed) {
        long noted = bell.strokes();
        Optional<Duration> wait = send(failures + 1);
        if (wait.isEmpty()) {
          failures = 0;
          bell.await(noted, settings.heartbeat());
        } else {
          failures++;
          closing.await(0, wait.get());
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      Thread.currentThread().interrupt();
    }
  }

  /** Sends once; answers how long to wait before the next attempt where something is left. */
  Optional<Duration> send(int attempt) {
    Instant now = clock.instant();
    SyncSchedule schedule = site.schedule();
    if (!schedule.isOpen(now)) {
      return Optional.empty();
    }
    Optional<Instant> closes = schedule.closes(now);
    Stop stop = () -> closed || closes.filter(at -> !clock.instant().isBefore(at)).isPresent();
    try {
      SendResult result = outbox.send(stop);
      status.sentUp(result);
      tell(result);
      return result.failed().isEmpty()
          ? Optional.empty()
          : Optional.of(settings.refused().after(attempt, random));
    } catch (SyncInterruptedException e) {
      return Optional.empty();
    } catch (ParentException e) {
      LOG.atDebug().setMessage("changes not sent").setCause(e).log();
      return Optional.of(settings.unreachable().after(attempt, random));
    } catch (StoreException e) {
      LOG.atWarn().setMessage("changes not sent, the store fails").setCause(e).log();
      return Optional.of(settings.refused().after(attempt, random));
    } catch (RuntimeException e) {
      // Whatever it is, a bug of ours included, the next attempt may go well.
      LOG.atError().setMessage("sending up failed").setCause(e).log();
      return Optional.of(settings.refused().after(attempt, random));
    }
  }

  private static void tell(SendResult result) {
    if (result.sent() > 0) {
      LOG.atInfo()
          .setMessage("sent changes up")
          .addKeyValue("sent", result.sent())
          .addKeyValue("conflicts", result.conflicts())
          .addKeyValue("failed", result.failed().size())
          .log();
    }
  }
}
