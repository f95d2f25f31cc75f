package io.outport.registry.store.sql;

import io.outport.oci.model.RepositoryName;
import java.util.List;

/** The repositories that hold something. */
final class RepositoryRows {
  private RepositoryRows() {}

  static void add(SqlSession session, RepositoryName repository) {
    session.update(
        "INSERT INTO content_repository (name) VALUES (?) ON CONFLICT (name) DO NOTHING",
        repository.value());
  }

  static void removeIfEmpty(SqlSession session, RepositoryName repository) {
    session.update(
        """
        DELETE FROM content_repository WHERE name = ?
        AND NOT EXISTS (SELECT 1 FROM content_manifest WHERE repository = name)
        AND NOT EXISTS (SELECT 1 FROM content_blob WHERE repository = name)\
        """,
        repository.value());
  }

  static boolean exists(SqlSession session, RepositoryName repository) {
    String sql = "SELECT 1 FROM content_repository WHERE name = ?";
    return session.find(sql, row -> true, repository.value()).isPresent();
  }

  static List<RepositoryName> list(SqlSession session, String after, int limit) {
    String sql = "SELECT name FROM content_repository WHERE name > ? ORDER BY name LIMIT ?";
    return session.list(sql, row -> new RepositoryName(row.getString(1)), after, limit);
  }
}
