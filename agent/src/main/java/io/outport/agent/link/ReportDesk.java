package io.outport.agent.link;

import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.StatusItem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings reports to the hub: of each extension the newest, when it says something new, until the
 * hub has it. Safe for many threads; {@link #run} is of one.
 */
final class ReportDesk implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportDesk.class);

  private final HubLink link;
  private final Rest rest;
  private final Backoff backoff;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** By the extension's name; at most one each. Both guarded by the lock. */
  private final Map<String, ExtensionReport> waiting = new LinkedHashMap<>();

  private final Map<String, ExtensionReport> told = new HashMap<>();

  private boolean ended;

  /** Of the thread that sends alone. */
  private String complaint = "";

  ReportDesk(HubLink link, Pace pace, Rest rest, RandomGenerator random) {
    this.link = link;
    this.rest = rest;
    this.backoff = new Backoff(pace, random);
  }

  /** Takes a report; one that says what the hub knows is dropped. */
  void offer(DesiredExtension extension, ExtensionReport report) {
    lock.lock();
    try {
      ExtensionReport last = told.get(extension.name());
      // That it is gone is said again: while the hub asks for it, it has not heard of it.
      if (last != null && !report.deleted() && plain(last).equals(plain(report))) {
        waiting.remove(extension.name());
        return;
      }
      waiting.put(extension.name(), report);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what was told of all others. */
  void keepOnly(Set<String> extensions) {
    lock.lock();
    try {
      told.keySet().retainAll(extensions);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    for (var next = next(); next.isPresent(); next = next()) {
      send(next.get().getKey(), next.get().getValue());
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void send(String extension, ExtensionReport report) {
    try {
      link.client().report(extension, report);
      backoff.reset();
      complaint = "";
      done(extension, report, true);
    } catch (AgentException failure) {
      switch (failure.kind()) {
        case UNKNOWN_EXTENSION -> done(extension, report, false);
        case REFUSED -> {
          LOG.atWarn()
              .addKeyValue("extension", extension)
              .addKeyValue("reason", failure.getMessage())
              .log("the hub does not take a report");
          done(extension, report, true);
        }
        // What is no hub's answer ends no report.
        case PROTOCOL -> {
          complain(extension, String.valueOf(failure.getMessage()));
          later(extension);
        }
        // The poll complains of it and looks after it.
        case UNREACHABLE,
            UNTRUSTED,
            UNAUTHORIZED,
            ENROLMENT_REFUSED,
            UNKNOWN_CLUSTER,
            UNAVAILABLE ->
            later(extension);
      }
    } catch (RuntimeException failure) {
      // Such as a state that cannot be written now.
      LOG.atWarn().setCause(failure).log("could not send a report");
      later(extension);
    }
  }

  /** Once for each reason, not once for each attempt. */
  private void complain(String extension, String reason) {
    if (!reason.equals(complaint)) {
      complaint = reason;
      LOG.atWarn()
          .addKeyValue("extension", extension)
          .addKeyValue("reason", reason)
          .log("a report did not get to the hub, it is tried again");
    }
  }

  /** After the others: what stands before the hub may refuse this one alone, as a large one. */
  private void later(String extension) {
    lock.lock();
    try {
      ExtensionReport same = waiting.remove(extension);
      if (same != null) {
        waiting.put(extension, same);
      }
    } finally {
      lock.unlock();
    }
    rest.take(backoff.next());
  }

  /** Waits for a report; empty at the end. */
  private Optional<Map.Entry<String, ExtensionReport>> next() {
    lock.lock();
    try {
      while (!ended && waiting.isEmpty()) {
        changed.await();
      }
      return ended
          ? Optional.empty()
          : waiting.entrySet().stream().findFirst().map(Map.Entry::copyOf);
    } catch (InterruptedException e) {
      ended = true;
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void done(String extension, ExtensionReport report, boolean heard) {
    lock.lock();
    try {
      ExtensionReport next = waiting.get(extension);
      // What came while this was on its way may say the same.
      if (next != null && plain(next).equals(plain(report))) {
        waiting.remove(extension);
      }
      if (heard) {
        told.put(extension, report);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Without times, which differ each time. */
  private static ExtensionReport plain(ExtensionReport report) {
    List<StatusItem> timeless =
        report.statuses().stream()
            .map(
                each ->
                    new StatusItem(
                        each.code(), each.displayStatus(), each.level(), each.message(), null))
            .toList();
    return new ExtensionReport(
        report.generation(),
        report.provisioningState(),
        report.currentVersion(),
        timeless,
        report.errorInfo(),
        report.releaseRevision(),
        report.deleted());
  }
}
