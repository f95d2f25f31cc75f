package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A schema of a PostgreSQL database that one hub has to itself: one connection writes, a few read.
 *
 * <p>Whoever writes holds an advisory lock, so a second hub on the same database is refused; it
 * goes with the connection, so a hub that ended in any way leaves nothing behind. After a loss of
 * the connection the writer comes back by itself, unless another hub was there meanwhile: what this
 * one has in memory would be old then.
 */
public final class PostgresDatabase implements SqlDatabase {
  private static final String SCHEMA = "outport";
  private static final SqlFailures FAILURES = new PostgresFailures();

  /** Whether there is a table of versions. */
  private static final String CATALOG =
      """
      SELECT 1 FROM pg_catalog.pg_tables
      WHERE schemaname = current_schema() AND tablename = 'schema_version'\
      """;

  /** {@code OUTP} in ASCII; what other programs lock in this database has other numbers. */
  private static final long LOCK = 0x4F555450L;

  /** How long to wait for a connection, for another hub that ends, or for a free reader. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Longest that a statement may go without a word from the server. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private static final int READERS = 8;

  private final PostgresAccess access;
  private final SessionPool readers;

  /** Guards {@link #writer}, {@link #opening} and {@link #closed}. */
  private final ReentrantLock turn = new ReentrantLock();

  private @Nullable SqlSession writer;

  /** Which opening of this schema is ours; a later one belongs to another hub. */
  private long opening;

  private boolean closed;

  private PostgresDatabase(PostgresAccess access) {
    this.access = access;
    this.readers = new SessionPool(access.name(), () -> connectReader(access), READERS, PATIENCE);
  }

  /**
   * Opens the database, making our schema in it where there is none.
   *
   * @throws StoreException {@code BUSY} when the server is not there or another hub uses the
   *     database, {@code UNUSABLE} when it refuses us; nothing was changed then
   */
  public static PostgresDatabase open(PostgresAccess access) {
    var database = new PostgresDatabase(access);
    SqlSession session = connect(access, false);
    try {
      database.opening = session.transaction("BEGIN", each -> claim(each, access));
      database.writer = session;
      return database;
    } catch (RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  @Override
  public void migrate(String component, Scripts scripts) {
    var migrations = new Migrations(access.name(), CATALOG, component, scripts.postgres());
    if (read(migrations::isPending)) {
      inTransaction(
          session -> {
            migrations.apply(session);
            return true;
          });
    }
  }

  /** Tries once more on a fresh connection: the server may have been started anew. */
  @Override
  public <T> T read(Function<SqlSession, T> work) {
    try {
      return readers.with(work);
    } catch (StoreException failure) {
      if (failure.kind() != Kind.BUSY) {
        throw failure;
      }
      readers.dropIdle();
      return readers.with(work);
    }
  }

  @Override
  public <T> T inTransaction(Function<SqlSession, T> work) {
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("database '%s' is closed".formatted(access.name()));
      }
      return writer().transaction("BEGIN", work);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
      readers.close();
      drop();
    } finally {
      turn.unlock();
    }
  }

  private SqlSession writer() {
    if (writer != null && writer.isAlive(PATIENCE)) {
      return writer;
    }
    drop();
    SqlSession fresh = connect(access, false);
    try {
      fresh.transaction("BEGIN", this::reclaim);
      writer = fresh;
      return fresh;
    } finally {
      if (writer == null) {
        fresh.close();
      }
    }
  }

  private void drop() {
    SqlSession old = writer;
    writer = null;
    if (old != null) {
      old.close();
    }
  }

  /** Takes the lock and makes the schema; which opening this is. */
  private static long claim(SqlSession session, PostgresAccess access) {
    requireUtf8(session, access);
    lock(session);
    session.update("CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
    session.update("CREATE TABLE IF NOT EXISTS opening (number BIGINT NOT NULL)");
    session.update("INSERT INTO opening SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM opening)");
    session.update("UPDATE opening SET number = number + 1");
    return number(session);
  }

  private boolean reclaim(SqlSession session) {
    lock(session);
    if (number(session) != opening) {
      throw new StoreException(
          Kind.UNUSABLE,
          "another hub has used database '%s' since the connection broke: stop one of the two, then start the other again"
              .formatted(access.name()),
          null);
    }
    return true;
  }

  /** The lock is the session's: it stays when the transaction ends. */
  private static void lock(SqlSession session) {
    session.update("SET LOCAL lock_timeout = " + PATIENCE.toMillis());
    session.find("SELECT pg_advisory_lock(?)", row -> true, LOCK);
  }

  private static long number(SqlSession session) {
    return session.find("SELECT number FROM opening", row -> row.getLong(1)).orElseThrow();
  }

  private static void requireUtf8(SqlSession session, PostgresAccess access) {
    String encoding =
        session
            .find("SELECT current_setting('server_encoding')", row -> row.getString(1))
            .orElseThrow();
    if (!encoding.equals("UTF8")) {
      throw new StoreException(
          Kind.UNUSABLE,
          "database '%s' has the encoding %s: create one with ENCODING 'UTF8'"
              .formatted(access.name(), encoding),
          null);
    }
  }

  private static SqlSession connectReader(PostgresAccess access) {
    return connect(access, true);
  }

  private static SqlSession connect(PostgresAccess access, boolean readOnly) {
    var source = new PGSimpleDataSource();
    source.setURL(access.url());
    source.setCurrentSchema(SCHEMA);
    source.setApplicationName("outport");
    source.setConnectTimeout((int) PATIENCE.toSeconds());
    source.setLoginTimeout((int) PATIENCE.toSeconds());
    source.setSocketTimeout((int) SILENCE.toSeconds());
    source.setTcpKeepAlive(true);
    source.setReadOnlyMode("always");
    access.user().ifPresent(source::setUser);
    access.password().ifPresent(source::setPassword);
    try {
      var connection = source.getConnection();
      connection.setReadOnly(readOnly);
      var session = new SqlSession(access.name(), connection, FAILURES);
      makeCommitsDurable(session);
      return session;
    } catch (SQLException failure) {
      throw FAILURES.translate("cannot open the database", access.name(), failure);
    }
  }

  /** A server may be set to answer before its disk did; what we acknowledge must be there. */
  private static void makeCommitsDurable(SqlSession session) {
    session.find(
        """
        SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off'\
        """,
        row -> true);
  }
}
