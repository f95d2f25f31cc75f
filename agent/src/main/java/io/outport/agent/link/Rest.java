package io.outport.agent.link;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets loops wait, and wakes all of them for good when the agent closes. Safe for many threads. */
final class Rest {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock. */
  private boolean over;

  /** Waits this long, less where it ends before. */
  void take(Duration time) {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!over && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Whoever interrupts a loop wants it to end, which it does when it next looks.
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until this thread has ended, not for ever. */
  static void join(Thread thread, Duration longest) {
    try {
      thread.join(longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
