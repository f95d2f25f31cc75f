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
import java.util.Set;
import java.util.stream.Collectors;

/** Which repositories hold which blobs, and since when. */
final class BlobRows {
  /** What is linked; the size is in bytes. */
  record Blob(Digest digest, long size) {}

  private BlobRows() {}

  /** Adds the blob, or renews its time. */
  static void put(SqlSession session, RepositoryName repository, Blob blob, Instant now) {
    session.update(
        """
        INSERT INTO content_blob (repository, digest, size, linked_millis) VALUES (?, ?, ?, ?)
        ON CONFLICT (repository, digest) DO UPDATE SET linked_millis = excluded.linked_millis\
        """,
        repository.value(),
        blob.digest.toString(),
        blob.size,
        now.toEpochMilli());
  }

  /** Renews the time of a blob that is there; false where it is not. */
  static boolean renew(SqlSession session, RepositoryName repository, Digest digest, Instant now) {
    String sql = "UPDATE content_blob SET linked_millis = ? WHERE repository = ? AND digest = ?";
    return session.update(sql, now.toEpochMilli(), repository.value(), digest.toString()) > 0;
  }

  static Optional<BlobLink> find(SqlSession session, RepositoryName repository, Digest digest) {
    String sql =
        """
        SELECT b.digest, b.size, b.linked_millis,
          CASE WHEN EXISTS (
            SELECT 1 FROM content_reference r
            WHERE r.repository = b.repository AND r.blob = b.digest) THEN 1 ELSE 0 END
        FROM content_blob b WHERE b.repository = ? AND b.digest = ?\
        """;
    return session.find(sql, BlobRows::read, repository.value(), digest.toString());
  }

  static List<BlobLink> list(
      SqlSession session, RepositoryName repository, String after, int limit) {
    String sql =
        """
        SELECT b.digest, b.size, b.linked_millis,
          CASE WHEN EXISTS (
            SELECT 1 FROM content_reference r
            WHERE r.repository = b.repository AND r.blob = b.digest) THEN 1 ELSE 0 END
        FROM content_blob b WHERE b.repository = ? AND b.digest > ? ORDER BY b.digest LIMIT ?\
        """;
    return session.list(sql, BlobRows::read, repository.value(), after, limit);
  }

  private static BlobLink read(ResultSet row) throws SQLException {
    return new BlobLink(
        Digest.parse(row.getString(1)),
        row.getLong(2),
        row.getInt(4) > 0,
        Instant.ofEpochMilli(row.getLong(3)));
  }

  static OptionalLong findSize(SqlSession session, RepositoryName repository, Digest digest) {
    String sql = "SELECT size FROM content_blob WHERE repository = ? AND digest = ?";
    return session.find(sql, row -> row.getLong(1), repository.value(), digest.toString()).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  static Set<Digest> missing(SqlSession session, RepositoryName repository, Set<Digest> wanted) {
    return wanted.stream()
        .filter(each -> findSize(session, repository, each).isEmpty())
        .collect(Collectors.toSet());
  }

  /** The blobs that the manifest names are held from now on. */
  static void renewNamed(
      SqlSession session, RepositoryName repository, Digest manifest, Instant now) {
    session.update(
        """
        UPDATE content_blob SET linked_millis = ? WHERE repository = ? AND digest IN (
          SELECT blob FROM content_reference WHERE repository = ? AND manifest = ?)\
        """,
        now.toEpochMilli(),
        repository.value(),
        repository.value(),
        manifest.toString());
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
