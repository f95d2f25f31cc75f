package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.util.List;

/**
 * The steps of one component's tables, and how many of them a file has taken.
 *
 * @param database its name
 * @param catalog finds whether there is a table of versions
 * @param scripts the SQL of version 1, 2, …
 */
record Migrations(String database, String catalog, String component, List<String> scripts) {

  Migrations {
    scripts = List.copyOf(scripts);
  }

  /** Whether the file lacks a step; refuses a file that has taken more than we know. */
  boolean isPending(SqlSession session) {
    int version = hasVersions(session) ? version(session) : 0;
    if (version > scripts.size()) {
      throw new StoreException(
          Kind.UNUSABLE,
          "database '%s' was written by a newer Outport ('%s' version %d, this one knows %d): start that version, or restore a backup"
              .formatted(database, component, version, scripts.size()),
          null);
    }
    return version < scripts.size();
  }

  /** Takes the steps that are missing, inside the caller's transaction. */
  void apply(SqlSession session) {
    session.update(
        """
        CREATE TABLE IF NOT EXISTS schema_version (
          component TEXT NOT NULL PRIMARY KEY,
          version INTEGER NOT NULL
        )\
        """);
    // Another process may have taken the steps since they were found missing.
    if (isPending(session)) {
      scripts.subList(version(session), scripts.size()).forEach(session::script);
      session.update(
          """
          INSERT INTO schema_version (component, version) VALUES (?, ?)
          ON CONFLICT (component) DO UPDATE SET version = excluded.version\
          """,
          component,
          scripts.size());
    }
  }

  private boolean hasVersions(SqlSession session) {
    return session.find(catalog, row -> true).isPresent();
  }

  private int version(SqlSession session) {
    String sql = "SELECT version FROM schema_version WHERE component = ?";
    return session.find(sql, row -> row.getInt(1), component).orElse(0);
  }
}
