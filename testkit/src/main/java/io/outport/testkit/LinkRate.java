package io.outport.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Makes the connections of a relay share one link of so many bytes a second. */
final class LinkRate {
  static final long UNLIMITED = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock(); // guards the two fields below
  private long bytesPerSecond = UNLIMITED;
  private long freeAtNanos = System.nanoTime();

  void set(long newBytesPerSecond) {
    lock.lock();
    try {
      bytesPerSecond = newBytesPerSecond;
      freeAtNanos = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the link has carried what was asked for before, then books these bytes. */
  void carry(int bytes) throws InterruptedException {
    long waitNanos = book(bytes) - System.nanoTime();
    if (waitNanos > 0) {
      LockSupport.parkNanos(waitNanos);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private long book(int bytes) {
    lock.lock();
    try {
      long start = Math.max(freeAtNanos, System.nanoTime());
      freeAtNanos =
          bytesPerSecond == UNLIMITED
              ? start
              : start + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
      return freeAtNanos;
    } finally {
      lock.unlock();
    }
  }
}
