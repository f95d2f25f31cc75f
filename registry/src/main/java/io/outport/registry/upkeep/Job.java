package io.outport.registry.upkeep;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Long work that a person starts and asks for its result, once at a time.
 *
 * @param <R> the result
 */
public final class Job<R> {
  private final AtomicReference<FutureTask<R>> latest;

  Job() {
    this.latest = new AtomicReference<>();
  }

  /** Begins, unless the last one is still under way; says whether it did. */
  boolean start(Callable<R> work) {
    FutureTask<R> task = new FutureTask<>(work);
    FutureTask<R> before = latest.get();
    if ((before != null && !before.isDone()) || !latest.compareAndSet(before, task)) {
      return false;
    }
    Thread.ofVirtual().name("storage-job").start(task);
    return true;
  }

  /**
   * What the last one found, once it has ended; waits this long for that.
   *
   * @return empty while it is under way, or where there never was one
   * @throws RuntimeException what it failed with
   */
  public Optional<R> find(Duration patience) throws InterruptedException {
    FutureTask<R> task = latest.get();
    if (task == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(task.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException underWay) {
      return Optional.empty();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("the work failed", failure.getCause());
    }
  }

  /** Ends the one under way. */
  void stop() {
    FutureTask<R> task = latest.get();
    if (task != null) {
      task.cancel(true);
    }
  }
}
