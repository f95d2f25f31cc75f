package io.outport.edge;

import static java.util.Comparator.naturalOrder;

import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.registry.content.StoreException;
import io.outport.sync.Stop;
import io.outport.sync.SyncJournal;
import io.outport.sync.SyncResult;
import io.outport.sync.engine.SyncEngine;
import io.outport.sync.schedule.SyncSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a site and its parent say to each other: claim, configuration, comparison, messages, status.
 * One thread talks; another may {@link #beat} meanwhile.
 */
final class Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final GatewayClient gateway;
  private final ActivationRequest claim;
  private final SyncEngine engine;
  private final SyncJournal journal;
  private final SiteState site;
  private final SiteStatus status;
  private final FileConflictLog conflicts;
  private final LinkState state;
  private final LinkSettings settings;
  private final InstantSource clock;

  private volatile boolean syncing;

  /** Set when the sync under way is for a configuration that is no longer. */
  private volatile boolean outdated;

  private SyncTrigger trigger = SyncTrigger.INITIAL;

  Conversation(
      GatewayClient gateway,
      ActivationRequest claim,
      SyncEngine engine,
      SyncJournal journal,
      SiteState site,
      SiteStatus status,
      FileConflictLog conflicts,
      LinkState state,
      LinkSettings settings,
      InstantSource clock) {
    this.gateway = gateway;
    this.claim = claim;
    this.engine = engine;
    this.journal = journal;
    this.site = site;
    this.status = status;
    this.conflicts = conflicts;
    this.state = state;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Claims the site; the instance that holds it is granted it again. After a silence that messages
   * did not outlive everything is compared. The parent hears at once how the site is.
   */
  void open() {
    Duration silence = state.silence();
    site.refresh(() -> gateway.activate(claim));
    if (journal.cursor().isPresent() && silence.compareTo(site.messageTtl()) > 0) {
      LOG.atInfo()
          .setMessage("messages outlived, everything will be compared")
          .addKeyValue("silence", silence)
          .addKeyValue("messageTtl", site.messageTtl())
          .log();
      recover();
    }
    // After the above, so that a crash before this line is followed by the same.
    state.heard();
    report();
  }

  /** Notes what ended a turn, for the next report. */
  void failed(String reason) {
    status.failed(reason);
  }

  private void recover() {
    trigger = SyncTrigger.RECOVERY;
    journal.clearCursor();
  }

  /**
   * Does the next thing: a comparison when there is no cursor, else one poll and what it brings.
   *
   * @return how long to wait before the next turn; nothing but outside the sync window
   * @throws GatewayException when the parent does not answer, or not as wished
   * @throws SyncAbortedException when the sync could not go on
   */
  Duration turn(Stop closing) {
    outdated = false;
    Instant now = clock.instant();
    SyncSchedule schedule = site.schedule();
    if (!schedule.isOpen(now)) {
      return idle();
    }
    Optional<Instant> closes = schedule.closes(now);
    Stop stop = () -> closing.requested() || outdated || isPast(closes);
    if (journal.cursor().isEmpty()) {
      compareAll(stop);
    } else {
      follow(stop, closes);
    }
    return Duration.ZERO;
  }

  /** Says how the site is; during a sync, when nobody polls, it looks for news of itself too. */
  void beat() {
    if (!state.isLinked() && !syncing) {
      return;
    }
    report();
    try {
      if (syncing && site.refresh(gateway::configuration)) {
        outdated = true;
      }
    } catch (GatewayException | StoreException e) {
      LOG.atDebug().setMessage("configuration not read during a sync").setCause(e).log();
    }
    // The end of the window was worked out when the sync began: a new schedule, or a clock that
    // was set since, must not keep it going.
    if (syncing && !site.schedule().isOpen(clock.instant())) {
      outdated = true;
    }
  }

  /** Outside the window no content moves, but a new configuration is heard of at once. */
  private Duration idle() {
    Optional<Instant> opens = site.schedule().nextOpen(clock.instant());
    long known = site.configuration().revision();
    Duration held = held(opens);
    Optional<SiteConfiguration> told = gateway.awaitConfiguration(known, held);
    state.succeeded();
    if (told.filter(other -> other.revision() != known).isPresent()) {
      // Asked for again, as of two that ask at once none may put an older one over a newer.
      site.refresh(gateway::configuration);
      return Duration.ZERO;
    }
    boolean waited = told.isEmpty() && held.isPositive();
    return waited ? Duration.ZERO : shortest(opens, settings.heartbeat());
  }

  private void compareAll(Stop stop) {
    // The cursor is taken before the look, so a change during it is heard of again.
    MessageBatch batch = gateway.poll(0, site.configuration().revision(), Duration.ZERO);
    takeConfiguration(batch);
    Instant asked = site.configuration().resyncAsked();
    SyncResult result =
        sync(
            site.isResyncWanted() ? SyncTrigger.MANUAL : trigger,
            batch.lastSequence(),
            () -> engine.syncAll(site.scope(), stop));
    if (result.settled()) {
      journal.saveCursor(batch.lastSequence());
      status.lookedAt(batch.lastSequence());
      trigger = SyncTrigger.INITIAL;
      site.resynced(asked);
      state.succeeded();
      report();
    }
  }

  private void follow(Stop stop, Optional<Instant> closes) {
    long cursor = journal.cursor().orElse(0);
    MessageBatch batch = gateway.poll(cursor, site.configuration().revision(), pollWait(closes));
    state.succeeded();
    if (takeConfiguration(batch)) {
      return;
    }
    boolean emptyParent = cursor == 0 && batch.lastSequence() == 0;
    if (batch.recoveryNeeded() && !emptyParent) {
      recover();
    } else if (batch.messages().isEmpty() && !isPast(engine.nextAttempt())) {
      passed(cursor, batch.lastSequence());
    } else {
      copy(batch, cursor, stop);
    }
  }

  private void copy(MessageBatch batch, long cursor, Stop stop) {
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
    status.lookedAt(sequence);
    if (journal.listPending().isEmpty()) {
      status.upToDate();
    }
  }

  /** Whether other content is wanted now. */
  private boolean takeConfiguration(MessageBatch batch) {
    return batch.configurationRevision() != site.configuration().revision()
        && site.refresh(gateway::configuration);
  }

  private SyncResult sync(SyncTrigger cause, long sequence, Supplier<SyncResult> work) {
    if (status.syncing(cause)) {
      report();
    }
    syncing = true;
    SyncResult result;
    try {
      result = work.get();
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

  /** Until the next thing that is not a message: an image's next attempt, or the window's end. */
  private Duration pollWait(Optional<Instant> closes) {
    return held(Stream.concat(closes.stream(), engine.nextAttempt().stream()).min(naturalOrder()));
  }

  /** How long the parent may hold a call, where something else comes at this moment. */
  private Duration held(Optional<Instant> until) {
    Duration wait = shortest(until, settings.pollWait());
    // A call is held for whole seconds; less would be a loop without a pause.
    return wait.isPositive() && wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
  }

  private boolean isPast(Optional<Instant> moment) {
    return moment.filter(at -> !clock.instant().isBefore(at)).isPresent();
  }

  private Duration shortest(Optional<Instant> moment, Duration other) {
    Duration until = moment.map(at -> Duration.between(clock.instant(), at)).orElse(other);
    Duration shorter = until.compareTo(other) < 0 ? until : other;
    return shorter.isNegative() ? Duration.ZERO : shorter;
  }

  /** A report that does not get through is no failure: the next call will show what is wrong. */
  private void report() {
    try {
      gateway.report(status.report(conflicts.current()));
      state.heard();
    } catch (GatewayException e) {
      LOG.atDebug().setMessage("status not reported").setCause(e).log();
    }
  }
}
