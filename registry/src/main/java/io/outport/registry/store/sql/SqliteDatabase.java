package io.outport.registry.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.outport.registry.content.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file: one connection writes, a small pool reads.
 *
 * <p>Write-ahead log with {@code synchronous=FULL}: a transaction that returned survives the loss
 * of power, and readers never wait for the writer. Several of these may be open on the same file,
 * also from several processes; they take turns at writing.
 */
public final class SqliteDatabase implements AutoCloseable {
  /** How long a writer waits for another opener of the same file before it reports BUSY. */
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

  /** Most readers at once; a read takes microseconds, so more would only cost memory. */
  private static final int READERS = 4;

  private final Path file;
  private final HikariDataSource readers;
  private final Jdbi reading;

  /** Guards {@link #writer}. */
  private final ReentrantLock turn = new ReentrantLock();

  private final Handle writer;

  private SqliteDatabase(Path file, HikariDataSource readers, Handle writer) {
    this.file = file;
    this.readers = readers;
    this.reading = Jdbi.create(readers);
    this.writer = writer;
  }

  /**
   * Opens the file, creating it (but not its folder) where there is none.
   *
   * @throws StoreException of kind {@code UNUSABLE} when it is not a database of ours or cannot be
   *     written; nothing was changed on disk then
   */
  public static SqliteDatabase open(Path file) {
    Path absolute = file.toAbsolutePath();
    SqliteFile.requireOurs(absolute);
    try {
      SqliteFile.mark(absolute);
      Handle writer = Jdbi.create(source(absolute)).open();
      return new SqliteDatabase(absolute, readers(absolute), writer);
    } catch (JdbiException failure) {
      throw SqlFailures.translate("cannot open the database", absolute, failure);
    }
  }

  /**
   * Brings a component's tables to the newest version, in one transaction. Each component counts
   * its own versions, so that several can live in one file.
   *
   * @param component the name that the versions are kept under, such as {@code content}
   * @param scripts the SQL of version 1, 2, …; a released script is never edited
   * @throws StoreException of kind {@code UNUSABLE} when the file was written by a newer version;
   *     nothing was changed then
   */
  public void migrate(String component, List<String> scripts) {
    Migrations migrations = new Migrations(file, component, scripts);
    if (withHandle(migrations::isPending)) {
      inTransaction(
          handle -> {
            migrations.apply(handle);
            return true;
          });
    }
  }

  /** Reads; each statement sees one moment, and writing is refused. */
  public <T> T withHandle(HandleCallback<T, RuntimeException> work) {
    try {
      return reading.withHandle(work);
    } catch (JdbiException failure) {
      throw SqlFailures.translate("cannot read the database", file, failure);
    }
  }

  /** Writes in one transaction, which is durable when this returns; any exception undoes it. */
  public <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
    turn.lock();
    try {
      writer.execute("BEGIN IMMEDIATE");
      return commit(work);
    } catch (JdbiException failure) {
      throw SqlFailures.translate("cannot write the database", file, failure);
    } finally {
      turn.unlock();
    }
  }

  private <T> T commit(HandleCallback<T, RuntimeException> work) {
    boolean committed = false;
    try {
      T result = work.withHandle(writer);
      writer.execute("COMMIT");
      committed = true;
      return result;
    } finally {
      if (!committed) {
        rollBack();
      }
    }
  }

  private void rollBack() {
    try {
      writer.execute("ROLLBACK");
    } catch (JdbiException ignored) {
      // SQLite rolls back by itself on a full or failing medium, and then has nothing to undo.
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      readers.close();
      writer.close();
    } finally {
      turn.unlock();
    }
  }

  private static HikariDataSource readers(Path file) {
    var config = new HikariConfig();
    config.setDataSource(source(file));
    config.setMaximumPoolSize(READERS);
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setPoolName("sqlite-readers");
    config.setConnectionInitSql("PRAGMA query_only = true");
    return new HikariDataSource(config);
  }

  private static SQLiteDataSource source(Path file) {
    var config = new SQLiteConfig();
    config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }
}
