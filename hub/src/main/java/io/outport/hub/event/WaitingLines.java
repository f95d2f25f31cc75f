package io.outport.hub.event;

import io.outport.hubapi.model.WebhookEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The repositories of one webhook whose events wait behind a failing one. What waits is kept in the
 * store; a thread for each repository sends it in its order, until nothing is left.
 */
final class WaitingLines {
  /** Most repositories that wait at once. */
  static final int MAX_LINES = 64;

  /** Most events that wait at once, but for those of one page more. */
  static final int MAX_EVENTS = 4_096;

  private final WebhookEntry webhook;
  private final WebhookStore store;
  private final ExecutorService threads;
  private final Hand hand;

  /** Held while a line is looked at and opened, gets longer, or ends. */
  private final ReentrantLock lock = new ReentrantLock();

  /** The lines and who works on them; guarded by the lock. */
  private final Map<WaitingEvent.Line, Future<?>> open = new HashMap<>();

  WaitingLines(WebhookEntry webhook, WebhookStore store, ExecutorService threads, Hand hand) {
    this.webhook = webhook;
    this.store = store;
    this.threads = threads;
    this.hand = hand;
  }

  /** What does the sending; each method throws where the webhook has ended. */
  interface Hand {
    /** Sends an event until it is delivered or a dead letter; empty where it waits no more. */
    Optional<WebhookEvent> send(WaitingEvent waiting) throws InterruptedException;

    /** This outcome is kept. */
    void settled(WebhookEvent outcome);

    /** Waits after a failure of the store, before it is asked again. */
    void recover(RuntimeException failure) throws InterruptedException;
  }

  /** Takes up what waited when the hub stopped; a repeat changes nothing. */
  void start() {
    lock.lock();
    try {
      store.waitingLines(webhook).forEach(this::openLine);
    } finally {
      lock.unlock();
    }
  }

  /** Whether no more may be added before some of it is gone. */
  boolean isFull() {
    lock.lock();
    try {
      return !open.isEmpty()
          && (open.size() >= MAX_LINES || store.countWaiting(webhook) >= MAX_EVENTS);
    } finally {
      lock.unlock();
    }
  }

  boolean holds(WaitingEvent.Line line) {
    lock.lock();
    try {
      return open.containsKey(line);
    } finally {
      lock.unlock();
    }
  }

  /** Keeps more events, by this change of the store, and sends them when it is their turn. */
  boolean add(Collection<WaitingEvent> events, BooleanSupplier change) {
    lock.lock();
    try {
      boolean changed = change.getAsBoolean();
      if (changed) {
        events.stream().map(WaitingEvent::line).distinct().forEach(this::openLine);
      }
      return changed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all threads have seen that the webhook has ended. */
  void join() throws InterruptedException {
    List<Future<?>> working;
    lock.lock();
    try {
      working = new ArrayList<>(open.values());
    } finally {
      lock.unlock();
    }
    for (Future<?> each : working) {
      try {
        each.get();
      } catch (ExecutionException ignored) {
        // It ended, as it should; what it did not send is kept.
      }
    }
  }

  private void openLine(WaitingEvent.Line line) {
    open.computeIfAbsent(line, _ -> threads.submit(() -> work(line)));
  }

  private boolean work(WaitingEvent.Line line) throws InterruptedException {
    while (true) {
      try {
        if (!advance(line)) {
          return true;
        }
      } catch (RuntimeException failure) {
        hand.recover(failure);
      }
    }
  }

  /** Sends the next of the line; false where it has ended. */
  private boolean advance(WaitingEvent.Line line) throws InterruptedException {
    Optional<WaitingEvent> next = next(line);
    if (next.isEmpty()) {
      return false;
    }
    Optional<WebhookEvent> outcome = hand.send(next.get());
    if (outcome.isPresent()) {
      // Nothing is kept of what was forgotten meanwhile: the next look finds what waits now.
      var _ = store.settle(webhook, next.get(), outcome.get());
      hand.settled(outcome.get());
    }
    return true;
  }

  /** The first of the line; where there is none, the line is closed in the same step. */
  private Optional<WaitingEvent> next(WaitingEvent.Line line) {
    lock.lock();
    try {
      Optional<WaitingEvent> first = store.firstWaiting(webhook, line);
      if (first.isEmpty()) {
        open.remove(line);
      }
      return first;
    } finally {
      lock.unlock();
    }
  }
}
