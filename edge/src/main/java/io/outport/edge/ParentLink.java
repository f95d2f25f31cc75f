package io.outport.edge;

import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.registry.content.StoreException;
import io.outport.sync.Backoff;
import io.outport.sync.Stop;
import io.outport.sync.SyncJournal;
import io.outport.sync.SyncResult;
import io.outport.sync.engine.SyncEngine;
import io.outport.sync.schedule.SyncSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation with the parent, on one thread: claim the site, take its configuration, compare
 * everything when there is no cursor, then wait for messages and follow them. A second thread
 * reports once a minute, and looks for a new configuration while a long sync keeps the first one.
 *
 * <p>Whatever the parent says or does not say, what the site holds is served on (L8).
 */
final class ParentLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ParentLink.class);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final GatewayClient gateway;
  private final ActivationRequest claim;
  private final SyncEngine engine;
  private final SyncJournal journal;
  private final SiteState site;
  private final SiteStatus status;
  private final LinkState state;
  private final LinkSettings settings;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Thread talking;
  private final Thread beating;

  private volatile boolean closed;
  private volatile boolean syncing;

  /** Set when the sync under way is for a configuration that is no longer. */
  private volatile boolean outdated;

  private SyncTrigger trigger = SyncTrigger.INITIAL;

  ParentLink(
      GatewayClient gateway,
      ActivationRequest claim,
      SyncEngine engine,
      SyncJournal journal,
      SiteState site,
      SiteStatus status,
      LinkState state,
      LinkSettings settings,
      InstantSource clock,
      RandomGenerator random) {
    this.gateway = gateway;
    this.claim = claim;
    this.engine = engine;
    this.journal = journal;
    this.site = site;
    this.status = status;
    this.state = state;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.talking = Thread.ofVirtual().name("parent-link").unstarted(this::talk);
    this.beating = Thread.ofVirtual().name("parent-heartbeat").unstarted(this::beat);
  }

  void start() {
    talking.start();
    beating.start();
  }

  /** Ends the conversation; a blob on its way keeps what has arrived. */
  @Override
  public void close() {
    closed = true;
    talking.interrupt();
    beating.interrupt();
    try {
      talking.join(CLOSE_WAIT);
      beating.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      // Whoever closes us wants to be gone: the threads end by themselves.
      Thread.currentThread().interrupt();
    }
  }

  private void talk() {
    while (!closed) {
      sleep(attempt());
    }
  }

  /** Talks until something fails; answers how long to wait then. */
  private Duration attempt() {
    try {
      converse();
      return Duration.ZERO;
    } catch (RuntimeException e) {
      // While closing, calls are interrupted on purpose: that is no news.
      return closed ? Duration.ZERO : waitAfter(e);
    }
  }

  private Duration waitAfter(RuntimeException failure) {
    return switch (failure) {
      case GatewayException e -> waitAfter(e);
      case SyncAbortedException e -> refused("SYNC_ABORTED", e);
      case StoreException e -> refused("STORE_" + e.kind(), e);
      default -> {
        LOG.atError().setMessage("conversation with the parent failed").setCause(failure).log();
        yield refused("FAILED", failure);
      }
    };
  }

  private Duration refused(String kind, RuntimeException e) {
    return settings.refused().after(state.failed(kind, String.valueOf(e.getMessage())), random);
  }

  private Duration waitAfter(GatewayException e) {
    int failures = state.failed(e);
    Backoff backoff =
        e.kind() == GatewayException.Kind.UNREACHABLE ? settings.unreachable() : settings.refused();
    return e.kind() == GatewayException.Kind.NOT_ACTIVATED
        ? settings.reclaim()
        : backoff.after(failures, random);
  }

  private void converse() {
    site.apply(gateway.activate(claim));
    while (!closed) {
      outdated = false;
      Instant now = clock.instant();
      SyncSchedule schedule = site.schedule();
      if (!schedule.isOpen(now)) {
        idle(schedule.nextOpen(now));
      } else if (journal.cursor().isEmpty()) {
        compareAll(stop(schedule));
      } else {
        follow(stop(schedule), schedule);
      }
    }
  }

  /** Outside the window no content moves, but a new schedule is heard of. */
  private void idle(Optional<Instant> opens) {
    site.apply(gateway.configuration());
    state.succeeded();
    Instant now = clock.instant();
    Duration wait =
        opens
            .map(at -> Duration.between(now, at))
            .filter(it -> shorter(it, settings.heartbeat()))
            .orElse(settings.heartbeat());
    sleep(wait);
  }

  private void compareAll(Stop stop) {
    // The cursor is taken before the look, so a change during it is heard of again.
    MessageBatch batch = gateway.poll(0, site.configuration().revision(), Duration.ZERO);
    takeConfiguration(batch);
    SyncResult result =
        sync(trigger, batch.lastSequence(), () -> engine.syncAll(site.scope(), stop));
    if (result.settled()) {
      journal.saveCursor(batch.lastSequence());
      trigger = SyncTrigger.INITIAL;
      state.succeeded();
    }
  }

  private void follow(Stop stop, SyncSchedule schedule) {
    long cursor = journal.cursor().orElse(0);
    MessageBatch batch = gateway.poll(cursor, site.configuration().revision(), pollWait(schedule));
    state.succeeded();
    if (takeConfiguration(batch)) {
      return;
    }
    boolean emptyParent = cursor == 0 && batch.lastSequence() == 0;
    if (batch.recoveryNeeded() && !emptyParent) {
      trigger = SyncTrigger.RECOVERY;
      journal.clearCursor();
      return;
    }
    if (batch.messages().isEmpty() && !isPendingDue()) {
      passed(cursor, batch.lastSequence());
      return;
    }
    SyncResult result =
        sync(
            SyncTrigger.MESSAGE,
            batch.lastSequence(),
            () -> engine.syncChanges(site.scope(), batch.messages(), stop));
    if (result.settled()) {
      passed(cursor, batch.lastSequence());
      report();
    }
  }

  private void passed(long cursor, long sequence) {
    if (sequence != cursor) {
      journal.saveCursor(sequence);
    }
    status.upToDate(sequence, journal.listPending().isEmpty());
  }

  /** Whether other content is wanted now. */
  private boolean takeConfiguration(MessageBatch batch) {
    return batch.configurationRevision() != site.configuration().revision()
        && site.apply(gateway.configuration());
  }

  /** The work of a sync, which must be told of. */
  @FunctionalInterface
  private interface Work {
    SyncResult run();
  }

  private SyncResult sync(SyncTrigger cause, long sequence, Work work) {
    status.syncing(cause);
    syncing = true;
    SyncResult result;
    try {
      result = work.run();
    } finally {
      syncing = false;
    }
    status.ended(result, journal.listPending());
    SyncLog.write(cause, sequence, result);
    if (result.state() == SyncResult.State.ABORTED) {
      report();
      throw new SyncAbortedException(result.reason());
    }
    return result;
  }

  private boolean isPendingDue() {
    return engine.nextAttempt().filter(at -> !at.isAfter(clock.instant())).isPresent();
  }

  /** Until the next thing that is not a message: an image's next attempt, or the window's end. */
  private Duration pollWait(SyncSchedule schedule) {
    Instant now = clock.instant();
    Duration wait = settings.pollWait();
    for (Optional<Instant> limit : List.of(engine.nextAttempt(), schedule.closes(now))) {
      Duration until = limit.map(at -> Duration.between(now, at)).orElse(wait);
      wait = shorter(until, wait) ? until : wait;
    }
    return wait.isPositive() ? max(wait, SHORTEST_WAIT) : Duration.ZERO;
  }

  private Stop stop(SyncSchedule schedule) {
    Optional<Instant> closes = schedule.closes(clock.instant());
    return () ->
        closed || outdated || closes.filter(end -> !clock.instant().isBefore(end)).isPresent();
  }

  private void beat() {
    while (!closed) {
      sleep(settings.heartbeat());
      if (!closed && (state.isLinked() || syncing)) {
        report();
        lookForConfiguration();
      }
    }
  }

  /** During a sync nobody polls, which may take hours on a thin link. */
  private void lookForConfiguration() {
    try {
      if (syncing && site.apply(gateway.configuration())) {
        outdated = true;
      }
    } catch (GatewayException | StoreException e) {
      LOG.atDebug().setMessage("configuration not read during a sync").setCause(e).log();
    }
  }

  /** A report that does not get through is no failure: the next call will show what is wrong. */
  private void report() {
    try {
      gateway.report(status.report());
    } catch (GatewayException e) {
      LOG.atDebug().setMessage("status not reported").setCause(e).log();
    }
  }

  private void sleep(Duration wait) {
    try {
      Thread.sleep(wait.isNegative() ? Duration.ZERO : wait);
    } catch (InterruptedException ignored) {
      // Only close() interrupts, and the loops look at that.
      Thread.currentThread().interrupt();
    }
  }

  private static boolean shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0;
  }

  private static Duration max(Duration one, Duration other) {
    return shorter(one, other) ? other : one;
  }
}
