package io.outport.edge;

import io.outport.hubapi.gateway.StatusReport;
import io.outport.sync.PendingImage;
import io.outport.sync.SyncResult;
import io.outport.sync.up.Conflict;
import io.outport.sync.up.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How the site is, in the words of its reports. Safe for use by many threads. */
final class SiteStatus {
  /** Most images named in a report. */
  private static final int MAX_IMAGES = 20;

  private static final String ABORTED = "SyncAborted";

  private final String version;
  private final String loginServer;
  private final boolean encrypted;
  private final SiteVitals vitals;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Guards all fields below. */
  private final ReentrantLock lock = new ReentrantLock();

  private String state = "Pending";
  private String trigger = "InitialSync";
  private @Nullable Instant lastSync;
  private @Nullable Instant lastStart;
  private @Nullable Instant lastEnd;
  private @Nullable Instant lastSuccess;
  private @Nullable Failure lastFailure;
  private long lastSequence;
  private List<StatusReport.Detail> details = List.of();
  private List<StatusReport.Detail> unsent = List.of();

  /** What went wrong, and when. */
  private record Failure(String reason, Instant time) {}

  /** The generator makes the ids by which a person finds a report again. */
  SiteStatus(
      String version,
      String loginServer,
      boolean encrypted,
      SiteVitals vitals,
      InstantSource clock,
      RandomGenerator random) {
    this.version = version;
    this.loginServer = loginServer;
    this.encrypted = encrypted;
    this.vitals = vitals;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A sync begins.
   *
   * @return whether reports said until now that the one before was aborted
   */
  boolean syncing(SyncTrigger cause) {
    lock.lock();
    try {
      state = "Syncing";
      trigger = cause.label();
      lastStart = now();
      int before = details.size();
      details = details.stream().filter(each -> !each.code().equals(ABORTED)).toList();
      return details.size() < before;
    } finally {
      lock.unlock();
    }
  }

  /** A sync ended; images that still wait for their next attempt are part of it. */
  void ended(SyncResult result, List<PendingImage> pending) {
    lock.lock();
    try {
      state =
          switch (result.state()) {
            case COMPLETE -> "Succeeded";
            case INCOMPLETE, ABORTED -> "Failed";
            case STOPPED -> "TimedOut";
          };
      details = details(result, pending);
      lastEnd = now();
      if (result.state() == SyncResult.State.COMPLETE && pending.isEmpty()) {
        lastSync = lastEnd;
        lastSuccess = lastEnd;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The conversation with the parent was interrupted, or a sync, by this. */
  void failed(String reason) {
    lock.lock();
    try {
      lastFailure = new Failure(reason, now());
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to this message of the parent was looked at. */
  void lookedAt(long sequence) {
    lock.lock();
    try {
      lastSequence = sequence;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is left to do. */
  void upToDate() {
    lock.lock();
    try {
      lastSync = now();
    } finally {
      lock.unlock();
    }
  }

  /** Clients' changes were sent up, but for those that the parent did not take. */
  void sentUp(SendResult result) {
    List<SendResult.Failure> failed = result.failed();
    lock.lock();
    try {
      unsent =
          failed.stream()
              .limit(MAX_IMAGES)
              .map(
                  each ->
                      detail(
                          "PushFailed",
                          "%s of '%s' is not sent up: %s"
                              .formatted(each.reference(), each.repository(), each.reason())))
              .toList();
    } finally {
      lock.unlock();
    }
  }

  /** The report, with the conflicts that a person has yet to settle. */
  StatusReport report(List<Conflict> conflicts) {
    SiteVitals.Reading reading = vitals.read();
    lock.lock();
    try {
      List<StatusReport.Detail> all = new ArrayList<>(details);
      all.addAll(reading.details(now()));
      all.addAll(unsent);
      conflicts.stream().limit(MAX_IMAGES).map(SiteStatus::conflict).forEach(all::add);
      return new StatusReport(
          version,
          loginServer,
          encrypted ? "Enabled" : "Disabled",
          state,
          trigger,
          lastSync,
          lastSequence,
          all,
          new StatusReport.SyncTimes(lastStart, lastEnd, lastSuccess),
          vitals(reading, lastFailure));
    } finally {
      lock.unlock();
    }
  }

  private StatusReport.Vitals vitals(SiteVitals.Reading reading, @Nullable Failure failure) {
    return new StatusReport.Vitals(
        reading.freeBytes(),
        reading.totalBytes(),
        reading.certificateExpiry(),
        failure == null ? null : failure.reason(),
        failure == null ? null : failure.time(),
        now(),
        null);
  }

  private List<StatusReport.Detail> details(SyncResult result, List<PendingImage> pending) {
    List<StatusReport.Detail> found = new ArrayList<>();
    if (result.state() == SyncResult.State.ABORTED) {
      found.add(detail(code(result.obstacle()), result.reason()));
    }
    pending.stream()
        .limit(MAX_IMAGES)
        .map(each -> detail("ImageFailed", each.image() + ": " + each.reason()))
        .forEach(found::add);
    if (pending.size() > MAX_IMAGES) {
      found.add(detail("ImageFailed", "%d more images".formatted(pending.size() - MAX_IMAGES)));
    }
    return found;
  }

  private static String code(SyncResult.Obstacle obstacle) {
    return switch (obstacle) {
      case STORE -> "DiskError";
      case STORE_FULL -> "DiskFull";
      case PARENT, NONE -> ABORTED;
    };
  }

  /** The same conflict has the same id in every report. */
  private static StatusReport.Detail conflict(Conflict it) {
    byte[] name = (it.repository() + ":" + it.kept()).getBytes(StandardCharsets.UTF_8);
    String id = UUID.nameUUIDFromBytes(name).toString();
    return new StatusReport.Detail("Sync", "TagConflict", it.description(), it.time(), id);
  }

  private StatusReport.Detail detail(String code, String description) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    return new StatusReport.Detail("Sync", code, description, now(), id);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
