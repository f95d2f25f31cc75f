package io.outport.testkit;

import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** Decides, for each new connection of a {@link CuttingRelay}, how many bytes it may carry down. */
@FunctionalInterface
public interface CutPlan {

  /** Bytes from target to client after which the next connection is cut; positive. */
  long nextLimit();

  /** Lets every connection live. */
  static CutPlan never() {
    return () -> Long.MAX_VALUE;
  }

  /** Cuts each connection after exactly this many bytes. */
  static CutPlan afterEach(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a connection must carry at least one byte: " + bytes);
    }
    return () -> bytes;
  }

  /**
   * Cuts each connection after a random number of bytes.
   *
   * @param min fewest bytes, included
   * @param max most bytes, included
   */
  static CutPlan random(RandomGenerator random, long min, long max) {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException("not a range of bytes: %d to %d".formatted(min, max));
    }
    ReentrantLock lock = new ReentrantLock(); // guards random: generators are not thread-safe
    return () -> {
      lock.lock();
      try {
        return random.nextLong(min, max + 1);
      } finally {
        lock.unlock();
      }
    };
  }
}
