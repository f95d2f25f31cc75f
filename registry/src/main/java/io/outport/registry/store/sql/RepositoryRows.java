package io.outport.registry.store.sql;

import io.outport.oci.model.RepositoryName;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The repositories that hold something. */
final class RepositoryRows {
  private RepositoryRows() {}

  static void add(Handle handle, RepositoryName repository) {
    handle.execute(
        "INSERT INTO content_repository (name) VALUES (?) ON CONFLICT (name) DO NOTHING",
        repository.value());
  }

  static void removeIfEmpty(Handle handle, RepositoryName repository) {
    String sql =
        """
        DELETE FROM content_repository WHERE name = ?
        AND NOT EXISTS (SELECT 1 FROM content_manifest WHERE repository = name)
        AND NOT EXISTS (SELECT 1 FROM content_blob WHERE repository = name)\
        """;
    handle.execute(sql, repository.value());
  }

  static boolean exists(Handle handle, RepositoryName repository) {
    String sql = "SELECT 1 FROM content_repository WHERE name = ?";
    return SqliteMetadataStore.query(handle, sql, repository.value())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  static List<RepositoryName> list(Handle handle, String after, int limit) {
    String sql = "SELECT name FROM content_repository WHERE name > ? ORDER BY name LIMIT ?";
    return SqliteMetadataStore.query(handle, sql, after, limit)
        .map((row, context) -> new RepositoryName(row.getString(1)))
        .list();
  }
}
