package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection, used by one thread at a time: statements with their values in order, each text
 * prepared once. Values are {@code String}, {@code Long}, {@code Integer}, {@code Boolean}, {@code
 * byte[]} or null. Failures are {@link StoreException}s.
 */
public final class SqlSession implements AutoCloseable {
  /** Most statements kept prepared; the program's texts are constants and far fewer. */
  private static final int PREPARED = 256;

  private final String database;
  private final Connection connection;
  private final SqlFailures failures;

  /** Least recently used first. */
  private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(64, 0.75f, true);

  SqlSession(String database, Connection connection, SqlFailures failures) {
    this.database = database;
    this.connection = connection;
    this.failures = failures;
  }

  /** What is done with a statement that has its values. */
  @FunctionalInterface
  private interface Execution<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  /** Runs a statement that changes rows and tells how many. */
  public int update(String sql, @Nullable Object... values) {
    return execute("write", sql, values, PreparedStatement::executeUpdate);
  }

  /** The first row, or empty where there is none. */
  public <T> Optional<T> find(String sql, RowReader<T> reader, @Nullable Object... values) {
    return execute(
        "read",
        sql,
        values,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
          }
        });
  }

  /** All rows, in their order; the statement bounds them. */
  public <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... values) {
    return execute(
        "read",
        sql,
        values,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
              list.add(reader.read(rows));
            }
            return list;
          }
        });
  }

  /** Runs work in a transaction that this statement begins; any exception undoes it. */
  <T> T transaction(String begin, Function<SqlSession, T> work) {
    update(begin);
    boolean committed = false;
    try {
      T result = work.apply(this);
      update("COMMIT");
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
      update("ROLLBACK");
    } catch (StoreException ignored) {
      // SQLite rolls back by itself on a full or failing medium; a lost connection does, too.
    }
  }

  /** Whether the connection answers within this time. */
  boolean isAlive(Duration patience) {
    try {
      return connection.isValid((int) patience.toSeconds());
    } catch (SQLException failure) {
      throw new IllegalArgumentException("patience is negative: " + patience, failure);
    }
  }

  /** Runs several statements without values. */
  void script(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException failure) {
      throw failures.translate("cannot write the database", database, failure);
    }
  }

  /** Closes the connection with its statements. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw failures.translate("cannot close the database", database, failure);
    }
  }

  private <T> T execute(
      String verb, String sql, @Nullable Object[] values, Execution<T> execution) {
    try {
      PreparedStatement statement = prepare(sql);
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return execution.run(statement);
    } catch (SQLException failure) {
      forget(sql);
      throw failures.translate("cannot %s the database".formatted(verb), database, failure);
    }
  }

  /** SQLite's driver closes a statement that failed under our hands: it cannot be used again. */
  private void forget(String sql) {
    PreparedStatement failed = prepared.remove(sql);
    if (failed != null) {
      try {
        failed.close();
      } catch (SQLException ignored) {
        // It failed already, which is what is told.
      }
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known != null) {
      return known;
    }
    if (prepared.size() == PREPARED) {
      var oldest = prepared.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
    PreparedStatement fresh = connection.prepareStatement(sql);
    prepared.put(sql, fresh);
    return fresh;
  }
}
