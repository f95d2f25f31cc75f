package io.outport.hub.resource;

import io.outport.hubapi.model.ControlJson;
import io.outport.registry.store.sql.Scripts;
import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqlSession;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rows of {@link Resources}. */
final class ResourceRows {
  private static final String SCOPE_MAP = "scopeMap";
  private static final String TOKEN = "token";
  private static final String SITE = "site";

  private static final Scripts SCRIPTS =
      new Scripts(
          Scripts.read(ResourceRows.class, "V1__hub.sql"),
          Scripts.read(ResourceRows.class, "postgres/V1__hub.sql"));

  private ResourceRows() {}

  /** Brings the tables to this version. */
  static void migrate(SqlDatabase database) {
    database.migrate("hub", SCRIPTS);
  }

  static Resources read(SqlSession session) {
    long revision =
        session.find("SELECT last_revision FROM hub_revision", row -> row.getLong(1)).orElseThrow();
    return new Resources(
        read(session, SCOPE_MAP, ScopeMapEntry.class),
        read(session, TOKEN, TokenEntry.class),
        read(session, SITE, SiteEntry.class),
        revision);
  }

  /** Writes what differs; all in the caller's transaction. */
  static void write(SqlSession session, Resources before, Resources after) {
    write(session, SCOPE_MAP, before.scopeMaps(), after.scopeMaps());
    write(session, TOKEN, before.tokens(), after.tokens());
    write(session, SITE, before.sites(), after.sites());
    if (before.lastRevision() != after.lastRevision()) {
      session.update("UPDATE hub_revision SET last_revision = ?", after.lastRevision());
    }
  }

  static <T> SortedMap<String, T> read(SqlSession session, String kind, Class<T> type) {
    TreeMap<String, T> entries = new TreeMap<>();
    String sql = "SELECT name_key, document FROM hub_resource WHERE kind = ?";
    session.list(
        sql,
        row ->
            entries.put(row.getString(1), ControlJson.mapper().readValue(row.getString(2), type)),
        kind);
    return Collections.unmodifiableSortedMap(entries);
  }

  private static <T> void write(
      SqlSession session, String kind, SortedMap<String, T> before, SortedMap<String, T> after) {
    for (String key : Differences.keys(before, after)) {
      T entry = after.get(key);
      if (entry == null) {
        delete(session, kind, key);
      } else {
        put(session, kind, key, entry);
      }
    }
  }

  static void delete(SqlSession session, String kind, String key) {
    session.update("DELETE FROM hub_resource WHERE kind = ? AND name_key = ?", kind, key);
  }

  static void put(SqlSession session, String kind, String key, Object entry) {
    session.update(
        """
        INSERT INTO hub_resource (kind, name_key, document) VALUES (?, ?, ?)
        ON CONFLICT (kind, name_key) DO UPDATE SET document = excluded.document\
        """,
        kind,
        key,
        ControlJson.mapper().writeValueAsString(entry));
  }
}
