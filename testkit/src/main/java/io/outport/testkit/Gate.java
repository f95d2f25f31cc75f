package io.outport.testkit;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets threads pass while it is open and holds them while it is shut; starts open. */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock(); // guards shut
  private final Condition opened = lock.newCondition();
  private boolean shut;

  void shut() {
    set(true);
  }

  void open() {
    set(false);
  }

  boolean isShut() {
    lock.lock();
    try {
      return shut;
    } finally {
      lock.unlock();
    }
  }

  void pass() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (shut) {
        opened.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void set(boolean toShut) {
    lock.lock();
    try {
      shut = toShut;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
