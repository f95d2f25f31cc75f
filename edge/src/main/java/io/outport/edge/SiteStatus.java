package io.outport.edge;

import io.outport.hubapi.gateway.StatusReport;
import io.outport.sync.PendingImage;
import io.outport.sync.SyncResult;
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

  private final String version;
  private final String loginServer;
  private final boolean encrypted;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Guards all fields below. */
  private final ReentrantLock lock = new ReentrantLock();

  private String state = "Pending";
  private String trigger = "InitialSync";
  private @Nullable Instant lastSync;
  private long lastSequence;
  private List<StatusReport.Detail> details = List.of();

  /** The generator makes the ids by which a person finds a report again. */
  SiteStatus(
      String version,
      String loginServer,
      boolean encrypted,
      InstantSource clock,
      RandomGenerator random) {
    this.version = version;
    this.loginServer = loginServer;
    this.encrypted = encrypted;
    this.clock = clock;
    this.random = random;
  }

  /** A sync begins. */
  void syncing(SyncTrigger cause) {
    lock.lock();
    try {
      state = "Syncing";
      trigger = cause.label();
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
      if (result.state() == SyncResult.State.COMPLETE && pending.isEmpty()) {
        lastSync = now();
      }
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

  StatusReport report() {
    lock.lock();
    try {
      return new StatusReport(
          version, loginServer, encrypted ? "Enabled" : "Disabled", state, trigger, lastSync, lastSequence, details);
    } finally {
      lock.unlock();
    }
  }

  private List<StatusReport.Detail> details(SyncResult result, List<PendingImage> pending) {
    List<StatusReport.Detail> found = new ArrayList<>();
    if (result.state() == SyncResult.State.ABORTED) {
      boolean store = result.obstacle() == SyncResult.Obstacle.STORE;
      found.add(detail(store ? "DiskError" : "SyncAborted", result.reason()));
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

  private StatusReport.Detail detail(String code, String description) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    return new StatusReport.Detail("Sync", code, description, now(), id);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
