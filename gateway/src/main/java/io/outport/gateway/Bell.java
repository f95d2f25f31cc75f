package io.outport.gateway;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes those who wait for news. Whoever waits first notes {@link #strokes}, then looks for news,
 * then waits for more strokes than noted: so news that comes between looking and waiting is not
 * missed. Safe for use by many threads.
 */
public final class Bell implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock(); // guards strokes and closed
  private final Condition rung = lock.newCondition();
  private long strokes;
  private boolean closed;

  /** How often it has rung. */
  public long strokes() {
    lock.lock();
    try {
      return strokes;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes all who wait; returns at once. */
  public void ring() {
    lock.lock();
    try {
      strokes++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it has rung more often than noted, the time is over, or it is closed.
   *
   * @return whether it has rung
   */
  public boolean await(long noted, Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (strokes == noted) {
        if (left <= 0 || closed) {
          return false;
        }
        left = rung.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting, now and from now on. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** For logs. */
  @Override
  public String toString() {
    return "Bell[%d]".formatted(strokes());
  }
}
