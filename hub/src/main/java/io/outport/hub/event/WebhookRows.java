package io.outport.hub.event;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.WebhookEvent;
import io.outport.registry.store.sql.Scripts;
import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqlSession;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rows of {@link WebhookStore}. */
final class WebhookRows {
  private static final Scripts SCRIPTS =
      new Scripts(
          Scripts.read(WebhookRows.class, "V1__webhooks.sql", "V2__waiting.sql"),
          Scripts.read(WebhookRows.class, "postgres/V1__webhooks.sql", "postgres/V2__waiting.sql"));

  private WebhookRows() {}

  static void migrate(SqlDatabase database) {
    database.migrate("webhook", SCRIPTS);
  }

  static SortedMap<String, WebhookEntry> read(SqlSession session) {
    TreeMap<String, WebhookEntry> entries = new TreeMap<>();
    session.list(
        "SELECT name_key, document FROM hub_webhook",
        row ->
            entries.put(
                row.getString(1),
                ControlJson.mapper().readValue(row.getString(2), WebhookEntry.class)));
    return entries;
  }

  static void put(SqlSession session, String key, WebhookEntry entry) {
    session.update(
        """
        INSERT INTO hub_webhook (name_key, document) VALUES (?, ?)
        ON CONFLICT (name_key) DO UPDATE SET document = excluded.document\
        """,
        key,
        ControlJson.mapper().writeValueAsString(entry));
  }

  /** Removes the webhook with all that is kept of it. */
  static void remove(SqlSession session, String key, String incarnation) {
    session.update("DELETE FROM hub_webhook WHERE name_key = ?", key);
    session.update("DELETE FROM hub_webhook_cursor WHERE incarnation = ?", incarnation);
    session.update("DELETE FROM hub_webhook_delivery WHERE incarnation = ?", incarnation);
    forgetWaiting(session, incarnation);
  }

  static void forgetWaiting(SqlSession session, String incarnation) {
    session.update("DELETE FROM hub_webhook_waiting WHERE incarnation = ?", incarnation);
  }

  static void add(SqlSession session, String incarnation, WaitingEvent waiting) {
    session.update(
        """
        INSERT INTO hub_webhook_waiting
          (incarnation, feed, repository, sequence, attempts, document)
        VALUES (?, ?, ?, ?, ?, ?)\
        """,
        incarnation,
        waiting.feed(),
        waiting.event().repository(),
        waiting.event().sequence(),
        waiting.attempts(),
        ControlJson.mapper().writeValueAsString(waiting.event()));
  }

  /** False where it does not wait any more. */
  static boolean remove(SqlSession session, String incarnation, WaitingEvent waiting) {
    String sql =
        """
        DELETE FROM hub_webhook_waiting
        WHERE incarnation = ? AND feed = ? AND repository = ? AND sequence = ?\
        """;
    return session.update(
            sql,
            incarnation,
            waiting.feed(),
            waiting.event().repository(),
            waiting.event().sequence())
        == 1;
  }

  static List<WaitingEvent.Line> waitingLines(SqlSession session, String incarnation) {
    return session.list(
        "SELECT DISTINCT feed, repository FROM hub_webhook_waiting WHERE incarnation = ?",
        row -> new WaitingEvent.Line(row.getString(1), row.getString(2)),
        incarnation);
  }

  static long countWaiting(SqlSession session, String incarnation) {
    return session
        .find(
            "SELECT COUNT(*) FROM hub_webhook_waiting WHERE incarnation = ?",
            row -> row.getLong(1),
            incarnation)
        .orElseThrow();
  }

  static Optional<WaitingEvent> firstWaiting(
      SqlSession session, String incarnation, WaitingEvent.Line line) {
    String sql =
        """
        SELECT attempts, document FROM hub_webhook_waiting
        WHERE incarnation = ? AND feed = ? AND repository = ? ORDER BY sequence LIMIT 1\
        """;
    return session.find(
        sql,
        row ->
            new WaitingEvent(
                line.feed(),
                ControlJson.mapper().readValue(row.getString(2), ContentEvent.class),
                row.getInt(1)),
        incarnation,
        line.feed(),
        line.repository());
  }

  static OptionalLong place(SqlSession session, String incarnation, String feed) {
    String sql = "SELECT sequence FROM hub_webhook_cursor WHERE incarnation = ? AND feed = ?";
    return session
        .find(sql, row -> OptionalLong.of(row.getLong(1)), incarnation, feed)
        .orElse(OptionalLong.empty());
  }

  static void place(SqlSession session, String incarnation, String feed, long sequence) {
    session.update(
        """
        INSERT INTO hub_webhook_cursor (incarnation, feed, sequence) VALUES (?, ?, ?)
        ON CONFLICT (incarnation, feed) DO UPDATE SET sequence = excluded.sequence\
        """,
        incarnation,
        feed,
        sequence);
  }

  /** Moves a place; false where it is not where the caller thinks. */
  static boolean move(SqlSession session, String incarnation, String feed, long from, long to) {
    String sql =
        """
        UPDATE hub_webhook_cursor SET sequence = ?
        WHERE incarnation = ? AND feed = ? AND sequence = ?\
        """;
    return session.update(sql, to, incarnation, feed, from) == 1;
  }

  static void add(SqlSession session, String incarnation, WebhookEvent event) {
    session.update(
        """
        INSERT INTO hub_webhook_delivery (incarnation, number, dead, document)
        SELECT ?, COALESCE(MAX(number), 0) + 1, ?, ?
        FROM hub_webhook_delivery WHERE incarnation = ?\
        """,
        incarnation,
        event.state().equals(WebhookEvent.DEAD_LETTERED) ? 1 : 0,
        ControlJson.mapper().writeValueAsString(event),
        incarnation);
  }

  /** Keeps the newest of those that are dead, or of those that are not. */
  static void trim(SqlSession session, String incarnation, int dead, int kept) {
    session.update(
        """
        DELETE FROM hub_webhook_delivery WHERE incarnation = ? AND dead = ? AND number <= (
          SELECT number FROM hub_webhook_delivery WHERE incarnation = ? AND dead = ?
          ORDER BY number DESC LIMIT 1 OFFSET ?)\
        """,
        incarnation,
        dead,
        incarnation,
        dead,
        kept);
  }

  /** Newest first. */
  static List<WebhookEvent> list(SqlSession session, String incarnation, int limit) {
    String sql =
        """
        SELECT document FROM hub_webhook_delivery WHERE incarnation = ?
        ORDER BY number DESC LIMIT ?\
        """;
    return session.list(
        sql,
        row -> ControlJson.mapper().readValue(row.getString(1), WebhookEvent.class),
        incarnation,
        limit);
  }
}
