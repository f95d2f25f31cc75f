package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A few sessions that are opened when they are first needed and then kept. */
final class SessionPool implements AutoCloseable {
  private final String database;
  private final Supplier<SqlSession> opener;
  private final Duration patience;
  private final int size;
  private final Semaphore permits;

  /** The most recently used first, so that few are busy and stay warm. */
  private final Deque<SqlSession> idle = new ConcurrentLinkedDeque<>();

  private final AtomicBoolean closed = new AtomicBoolean();

  SessionPool(String database, Supplier<SqlSession> opener, int size, Duration patience) {
    this.database = database;
    this.opener = opener;
    this.size = size;
    this.patience = patience;
    this.permits = new Semaphore(size);
  }

  /** Runs work on a session of its own. A session that failed is not used again. */
  <T> T with(Function<SqlSession, T> work) {
    if (closed.get()) {
      throw new IllegalStateException("database '%s' is closed".formatted(database));
    }
    acquire(1);
    SqlSession session = null;
    try {
      session = take();
      T result = work.apply(session);
      idle.push(session);
      session = null;
      return result;
    } finally {
      discard(session);
      permits.release();
    }
  }

  /** Waits for the work under way, then closes all; work that comes later is refused. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    acquire(size);
    idle.forEach(SqlSession::close);
    idle.clear();
  }

  /** Closes those that nobody uses, because they may have lost their connection. */
  void dropIdle() {
    for (SqlSession each = idle.poll(); each != null; each = idle.poll()) {
      each.close();
    }
  }

  private SqlSession take() {
    SqlSession kept = idle.poll();
    return kept != null ? kept : opener.get();
  }

  private static void discard(@Nullable SqlSession failed) {
    if (failed != null) {
      failed.close();
    }
  }

  private void acquire(int count) {
    boolean acquired = false;
    try {
      acquired = permits.tryAcquire(count, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    if (!acquired) {
      throw new StoreException(
          Kind.BUSY,
          "database '%s' has had no free reader for %d s: try again later"
              .formatted(database, patience.toSeconds()),
          null);
    }
  }
}
