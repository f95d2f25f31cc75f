package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The steps of one component's tables, and how many of them a file has taken.
 *
 * @param scripts the SQL of version 1, 2, …
 */
record Migrations(Path file, String component, List<String> scripts) {

  Migrations {
    scripts = List.copyOf(scripts);
  }

  /** Whether the file lacks a step; refuses a file that has taken more than we know. */
  boolean isPending(Handle handle) {
    int version = hasVersions(handle) ? version(handle) : 0;
    if (version > scripts.size()) {
      throw new StoreException(
          Kind.UNUSABLE,
          "database '%s' was written by a newer Outport ('%s' version %d, this one knows %d): start that version, or restore a backup"
              .formatted(file, component, version, scripts.size()),
          null);
    }
    return version < scripts.size();
  }

  /** Takes the steps that are missing, inside the caller's transaction. */
  void apply(Handle handle) {
    handle.execute(
        """
        CREATE TABLE IF NOT EXISTS schema_version (
          component TEXT NOT NULL PRIMARY KEY,
          version INTEGER NOT NULL
        )\
        """);
    // Another process may have taken the steps since they were found missing.
    if (isPending(handle)) {
      scripts.subList(version(handle), scripts.size()).forEach(script -> run(handle, script));
      handle.execute(
          """
          INSERT INTO schema_version (component, version) VALUES (?, ?)
          ON CONFLICT (component) DO UPDATE SET version = excluded.version\
          """,
          component,
          scripts.size());
    }
  }

  private static boolean hasVersions(Handle handle) {
    return handle
        .createQuery("SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'")
        .mapTo(Boolean.class)
        .one();
  }

  private int version(Handle handle) {
    return handle
        .createQuery("SELECT version FROM schema_version WHERE component = ?")
        .bind(0, component)
        .mapTo(Integer.class)
        .findOne()
        .orElse(0);
  }

  /** Through plain JDBC: a script holds several statements, which only its batch form takes. */
  private void run(Handle handle, String script) {
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.executeUpdate(script);
    } catch (SQLException failure) {
      throw SqlFailures.translate("cannot migrate the database", file, failure);
    }
  }
}
