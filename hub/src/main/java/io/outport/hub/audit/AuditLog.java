package io.outport.hub.audit;

import io.outport.registry.store.sql.RowReader;
import io.outport.registry.store.sql.Scripts;
import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqlSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The audit log in SQL. An entry is written before the work begins, and completed when its outcome
 * is known: so nothing happens without one, whatever ends the hub. Safe for use by many threads.
 */
public final class AuditLog {
  /** How long an entry is kept. */
  public static final Duration MAX_AGE = Duration.ofDays(90);

  /** Most entries that are kept; the oldest goes first. */
  public static final long MAX_ENTRIES = 100_000;

  private static final int MAX_TEXT = 2_048;

  private static final Scripts SCRIPTS =
      new Scripts(
          Scripts.read(AuditLog.class, "V1__audit.sql"),
          Scripts.read(AuditLog.class, "postgres/V1__audit.sql"));

  private static final RowReader<AuditEntry> ENTRY =
      row ->
          new AuditEntry(
              row.getLong(1),
              Instant.ofEpochMilli(row.getLong(2)),
              row.getString(3),
              row.getString(4),
              row.getString(5),
              row.getInt(6),
              row.getString(7));

  private final SqlDatabase database;
  private final InstantSource clock;

  private AuditLog(SqlDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Brings the tables to this version. */
  public static AuditLog open(SqlDatabase database, InstantSource clock) {
    database.migrate("audit", SCRIPTS);
    return new AuditLog(database, clock);
  }

  /**
   * Notes that somebody asks for something; durable when it returns.
   *
   * @return the entry's number, for {@link #end}
   */
  public long begin(String principal, String method, String resource, String correlationId) {
    Instant now = clock.instant();
    return database.inTransaction(
        session -> {
          long number = last(session) + 1;
          session.update(
              """
              INSERT INTO hub_audit
                (number, time_millis, principal, method, resource, status, correlation_id)
              VALUES (?, ?, ?, ?, ?, 0, ?)\
              """,
              number,
              now.toEpochMilli(),
              principal,
              method,
              shortened(resource),
              correlationId);
          trim(session, number, now);
          return number;
        });
  }

  /** Notes what came of it. */
  public void end(long number, int status) {
    database.inTransaction(
        session ->
            session.update("UPDATE hub_audit SET status = ? WHERE number = ?", status, number));
  }

  /**
   * Entries of a time, newest first.
   *
   * @param before only those with a smaller number
   * @param limit most of them
   */
  public List<AuditEntry> list(Instant from, Instant to, long before, int limit) {
    String sql =
        """
        SELECT number, time_millis, principal, method, resource, status, correlation_id
        FROM hub_audit WHERE time_millis >= ? AND time_millis <= ? AND number < ?
        ORDER BY number DESC LIMIT ?\
        """;
    long first = millis(from);
    long last = millis(to);
    return database.read(session -> session.list(sql, ENTRY, first, last, before, limit));
  }

  private static long last(SqlSession session) {
    String sql = "SELECT COALESCE(MAX(number), 0) FROM hub_audit";
    return session.find(sql, row -> row.getLong(1)).orElseThrow();
  }

  private static void trim(SqlSession session, long last, Instant now) {
    session.update("DELETE FROM hub_audit WHERE number <= ?", last - MAX_ENTRIES);
    session.update(
        "DELETE FROM hub_audit WHERE time_millis < ?", now.minus(MAX_AGE).toEpochMilli());
  }

  /** The ends of time are too far away for milliseconds. */
  private static long millis(Instant moment) {
    if (moment.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))) {
      return Long.MIN_VALUE;
    }
    return moment.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))
        ? Long.MAX_VALUE
        : moment.toEpochMilli();
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
