package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import java.util.List;
import java.util.OptionalLong;

/** Which repositories hold which blobs. */
final class BlobRows {
  private BlobRows() {}

  static void add(SqlSession session, RepositoryName repository, Digest digest, long size) {
    session.update(
        """
        INSERT INTO content_blob (repository, digest, size) VALUES (?, ?, ?)
        ON CONFLICT (repository, digest) DO NOTHING\
        """,
        repository.value(),
        digest.toString(),
        size);
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
