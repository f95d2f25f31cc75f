package io.outport.hub.resource;

import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqlSession;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Entries of one kind that no site is told of, by name without regard to case: in memory for
 * reading, in SQL for keeping. Safe for use by many threads.
 */
public final class KeptEntries<T> {
  private final SqlDatabase database;
  private final String kind;

  /** Guards writing {@link #current}. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile SortedMap<String, T> current;

  private KeptEntries(SqlDatabase database, String kind, SortedMap<String, T> current) {
    this.database = database;
    this.kind = kind;
    this.current = current;
  }

  /** Reads what is kept; the tables must be there, see {@link ResourceStore#open}. */
  public static <T> KeptEntries<T> open(SqlDatabase database, String kind, Class<T> type) {
    return new KeptEntries<>(
        database, kind, database.read(session -> ResourceRows.read(session, kind, type)));
  }

  /** All of them; the keys are the names in lower case. */
  public SortedMap<String, T> all() {
    return current;
  }

  /**
   * Puts another entry in the place of this name's, or none; durable when it returns.
   *
   * @param work a pure function; what it throws undoes everything
   * @return what was there before
   */
  public Optional<T> change(String name, Function<Optional<T>, Optional<T>> work) {
    String key = Resources.key(name);
    lock.lock();
    try {
      Optional<T> before = Optional.ofNullable(current.get(key));
      Optional<T> after = work.apply(before);
      if (!after.equals(before)) {
        database.inTransaction(session -> write(session, key, after));
        TreeMap<String, T> copy = new TreeMap<>(current);
        after.ifPresentOrElse(entry -> copy.put(key, entry), () -> copy.remove(key));
        current = Collections.unmodifiableSortedMap(copy);
      }
      return before;
    } finally {
      lock.unlock();
    }
  }

  private boolean write(SqlSession session, String key, Optional<T> entry) {
    entry.ifPresentOrElse(
        value -> ResourceRows.put(session, kind, key, value),
        () -> ResourceRows.delete(session, kind, key));
    return true;
  }
}
