package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobLink;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which repositories hold which blobs. */
final class BlobRows {
  private BlobRows() {}

  static void put(SqlSession session, RepositoryName repository, BlobLink link) {
    session.update(
        """
        INSERT INTO content_blob (repository, digest, size, linked_millis) VALUES (?, ?, ?, ?)
        ON CONFLICT (repository, digest) DO UPDATE SET linked_millis = excluded.linked_millis\
        """,
        repository.value(),
        link.digest().toString(),
        link.size(),
        link.linkedAt().toEpochMilli());
  }

  static Optional<BlobLink> find(SqlSession session, RepositoryName repository, Digest digest) {
    String sql =
        "SELECT digest, size, linked_millis FROM content_blob WHERE repository = ? AND digest = ?";
    return session.find(sql, BlobRows::read, repository.value(), digest.toString());
  }

  static List<BlobLink> list(
      SqlSession session, RepositoryName repository, String after, int limit) {
    String sql =
        """
        SELECT digest, size, linked_millis FROM content_blob
        WHERE repository = ? AND digest > ? ORDER BY digest LIMIT ?\
        """;
    return session.list(sql, BlobRows::read, repository.value(), after, limit);
  }

  private static BlobLink read(ResultSet row) throws SQLException {
    return new BlobLink(
        Digest.parse(row.getString(1)), row.getLong(2), Instant.ofEpochMilli(row.getLong(3)));
  }

  static OptionalLong findSize(SqlSession session, RepositoryName repository, Digest digest) {
    String sql = "SELECT size FROM content_blob WHERE repository = ? AND digest = ?";
    return session.find(sql, row -> row.getLong(1), repository.value(), digest.toString()).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  static boolean remove(SqlSession session, RepositoryName repository, Digest digest) {
    String sql = "DELETE FROM content_blob WHERE repository = ? AND digest = ?";
    return session.update(sql, repository.value(), digest.toString()) > 0;
  }

  static List<RepositoryName> listRepositories(SqlSession session, Digest digest, int limit) {
    String sql = "SELECT repository FROM content_blob WHERE digest = ? ORDER BY repository LIMIT ?";
    return session.list(sql, row -> new RepositoryName(row.getString(1)), digest.toString(), limit);
  }
}
