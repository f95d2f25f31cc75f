package io.outport.sync.engine;

import io.outport.sync.SyncInterruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** Does the same work for many things, a bounded number at a time, and waits for all. */
final class Crew {
  private final ThreadFactory threads;
  private final int size;

  Crew(ThreadFactory threads, int size) {
    this.threads = threads;
    this.size = size;
  }

  /**
   * Works through the list in order. When one work throws, no further one begins and its exception
   * comes out here, after all that had begun ended. An interrupt is passed on to all of them.
   *
   * @throws SyncInterruptedException when this thread was interrupted
   */
  <T> void each(List<T> things, Consumer<T> work) {
    Queue<T> queue = new ConcurrentLinkedQueue<>(things);
    Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    List<Thread> hands = new ArrayList<>();
    for (int i = 0; i < Math.min(size, things.size()); i++) {
      Thread hand = threads.newThread(() -> drain(queue, work, failures));
      hands.add(hand);
      hand.start();
    }
    if (joinAll(hands, queue)) {
      Thread.currentThread().interrupt();
      throw new SyncInterruptedException("sync");
    }
    RuntimeException failure = failures.poll();
    if (failure != null) {
      failures.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private static <T> void drain(
      Queue<T> queue, Consumer<T> work, Queue<RuntimeException> failures) {
    try {
      for (T next = queue.poll(); next != null; next = queue.poll()) {
        work.accept(next);
      }
    } catch (RuntimeException e) {
      failures.add(e);
      queue.clear();
    } catch (Error e) {
      failures.add(new IllegalStateException("a sync thread died", e));
      queue.clear();
    }
  }

  /** Answers whether this thread was interrupted meanwhile. */
  private static boolean joinAll(List<Thread> hands, Queue<?> queue) {
    boolean interrupted = false;
    for (Thread hand : hands) {
      while (hand.isAlive()) {
        try {
          hand.join();
        } catch (InterruptedException ignored) {
          // Remembered, and passed on: the hands end soon, each leaving its upload in order.
          interrupted = true;
          queue.clear();
          hands.forEach(Thread::interrupt);
        }
      }
    }
    return interrupted;
  }
}
