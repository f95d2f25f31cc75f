package io.outport.registry.store.sql;

import java.util.function.Function;

/**
 * A database of one process: one session writes, a few read. Stores of the process share it, each
 * with tables of its own. Failures are {@link io.outport.registry.content.StoreException}s.
 */
public sealed interface SqlDatabase extends AutoCloseable permits SqliteDatabase, PostgresDatabase {

  /**
   * Brings a component's tables to the newest version, in one transaction. Each component counts
   * its own versions, so that several can live in one database.
   *
   * @param component the name that the versions are kept under, such as {@code content}
   * @throws io.outport.registry.content.StoreException of kind {@code UNUSABLE} when the database
   *     was written by a newer version; nothing was changed then
   */
  void migrate(String component, Scripts scripts);

  /** Reads; each statement sees one moment, and writing is refused. */
  <T> T read(Function<SqlSession, T> work);

  /** Writes in one transaction, which is durable when this returns; any exception undoes it. */
  <T> T inTransaction(Function<SqlSession, T> work);

  /** Waits for the work under way, then closes; a repeat does nothing. */
  @Override
  void close();
}
