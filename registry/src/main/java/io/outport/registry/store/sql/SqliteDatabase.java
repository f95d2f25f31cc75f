package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file: one connection writes, a few read.
 *
 * <p>Write-ahead log with {@code synchronous=FULL}: a transaction that returned survives the loss
 * of power, and readers never wait for the writer. Stores of one process share one of these; where
 * several are open on one file, also from several processes, they take turns at writing.
 */
public final class SqliteDatabase implements SqlDatabase {
  private static final SqlFailures FAILURES = new SqliteFailures();

  /** Whether there is a table of versions. */
  private static final String CATALOG =
      "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'";

  /** How long to wait for another opener of the same file, or for a reader, before BUSY. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Most readers at once; a read takes microseconds, so more would only cost memory. */
  private static final int READERS = 4;

  /**
   * The log is cut to this after a checkpoint, in bytes, should a large transaction have grown it.
   */
  private static final int LOG_LIMIT = 64 * 1024 * 1024;

  private final Path file;
  private final SessionPool readers;

  /** Guards {@link #writer} and {@link #closed}. */
  private final ReentrantLock turn = new ReentrantLock();

  private final SqlSession writer;
  private boolean closed;

  private SqliteDatabase(Path file, SessionPool readers, SqlSession writer) {
    this.file = file;
    this.readers = readers;
    this.writer = writer;
  }

  /**
   * Opens the file, creating it (but not its folder) where there is none.
   *
   * @throws StoreException of kind {@code UNUSABLE} when it is not a database of ours or cannot be
   *     written; nothing was changed on disk then
   */
  public static SqliteDatabase open(Path path) {
    Path file = path.toAbsolutePath();
    if (SqliteFile.isNew(file)) {
      SqliteFile.mark(file);
    }
    SqlSession writer = connect(file);
    return new SqliteDatabase(
        file,
        new SessionPool(file.toString(), () -> connectReader(file), READERS, PATIENCE),
        writer);
  }

  @Override
  public void migrate(String component, Scripts scripts) {
    var migrations = new Migrations(file.toString(), CATALOG, component, scripts.sqlite());
    if (read(migrations::isPending)) {
      inTransaction(
          session -> {
            migrations.apply(session);
            return true;
          });
    }
  }

  @Override
  public <T> T read(Function<SqlSession, T> work) {
    return readers.with(work);
  }

  @Override
  public <T> T inTransaction(Function<SqlSession, T> work) {
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("database '%s' is closed".formatted(file));
      }
      return writer.transaction("BEGIN IMMEDIATE", work);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    turn.lock();
    try (writer) {
      closed = true;
      readers.close();
    } finally {
      turn.unlock();
    }
  }

  private static SqlSession connectReader(Path file) {
    SqlSession session = connect(file);
    session.script("PRAGMA query_only = true");
    return session;
  }

  private static SqlSession connect(Path file) {
    var config = new SQLiteConfig();
    config.setBusyTimeout((int) PATIENCE.toMillis());
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setJournalSizeLimit(LOG_LIMIT);
    config.enforceForeignKeys(true);
    return connect(file, config);
  }

  static SqlSession connect(Path file, SQLiteConfig config) {
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    try {
      return new SqlSession(file.toString(), source.getConnection(), FAILURES);
    } catch (SQLException failure) {
      throw FAILURES.translate("cannot open the database", file.toString(), failure);
    }
  }
}
