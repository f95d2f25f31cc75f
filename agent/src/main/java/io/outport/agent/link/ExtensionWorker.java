package io.outport.agent.link;

import io.outport.agent.reconcile.Outcome;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the steps of one extension, one after the other, on a thread of its own. A new wish ends
 * the wait between two steps, never a step.
 */
final class ExtensionWorker implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ExtensionWorker.class);

  /** How soon a step that failed by an error of the program itself is tried again. */
  private static final Duration AFTER_ERROR = Duration.ofSeconds(30);

  /** What has gone is looked at again, should the hub not have heard of it. */
  private static final Duration AFTER_GONE = Duration.ofMinutes(1);

  private final Function<DesiredExtension, Outcome> reconciler;
  private final BiConsumer<DesiredExtension, ExtensionReport> reports;
  private final Duration leastStep;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** All guarded by the lock. */
  private @Nullable DesiredExtension wish;

  private boolean fresh;
  private boolean busy;
  private boolean ended;

  ExtensionWorker(
      Function<DesiredExtension, Outcome> reconciler,
      BiConsumer<DesiredExtension, ExtensionReport> reports,
      Duration leastStep) {
    this.reconciler = reconciler;
    this.reports = reports;
    this.leastStep = leastStep;
  }

  /** From now on this; the same again changes nothing. */
  void wish(DesiredExtension next) {
    lock.lock();
    try {
      if (!next.equals(wish)) {
        wish = next;
        fresh = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing: what is there stays as it is. Answers whether it has ended for good. */
  boolean retire() {
    lock.lock();
    try {
      wish = null;
      fresh = false;
      ended = ended || !busy;
      changed.signalAll();
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Ends after the step that is under way. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    Duration pause = Duration.ZERO;
    for (Optional<DesiredExtension> now = next(pause); now.isPresent(); now = next(pause)) {
      pause = step(now.get());
    }
  }

  private Duration step(DesiredExtension now) {
    try {
      Outcome outcome = reconciler.apply(now);
      reports.accept(now, outcome.report());
      if (outcome.isGone()) {
        return AFTER_GONE;
      }
      return outcome.next().compareTo(leastStep) > 0 ? outcome.next() : leastStep;
    } catch (RuntimeException failure) {
      // An error of ours in one extension must not end the care for it.
      LOG.atError()
          .addKeyValue("extension", now.name())
          .setCause(failure)
          .log("a step of an extension failed");
      return AFTER_ERROR;
    }
  }

  /** Waits for a new wish, or until the old one is to be looked at again; empty at the end. */
  private Optional<DesiredExtension> next(Duration pause) {
    lock.lock();
    try {
      busy = false;
      long left = pause.toNanos();
      while (!ended && !fresh && (wish == null || left > 0)) {
        if (wish == null) {
          changed.await();
          left = 0;
        } else {
          left = changed.awaitNanos(left);
        }
      }
      fresh = false;
      busy = !ended;
      return ended ? Optional.empty() : Optional.ofNullable(wish);
    } catch (InterruptedException e) {
      ended = true;
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
