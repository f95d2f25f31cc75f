package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import java.util.List;
import java.util.Optional;

/** The manifests of the repositories, byte for byte, with the subject that each refers to. */
final class ManifestRows {
  private static final RowReader<StoredManifest> MANIFEST =
      row -> new StoredManifest(Digest.parse(row.getString(1)), row.getString(2), row.getBytes(3));

  private ManifestRows() {}

  /** Whether the manifest was not there before. */
  static boolean add(
      SqlSession session,
      RepositoryName repository,
      StoredManifest manifest,
      Optional<Digest> subject) {
    int added =
        session.update(
            """
            INSERT INTO content_manifest (repository, digest, media_type, subject, bytes)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (repository, digest) DO NOTHING\
            """,
            repository.value(),
            manifest.digest().toString(),
            manifest.mediaType(),
            subject.map(Digest::toString).orElse(null),
            manifest.bytes());
    return added > 0;
  }

  static Optional<StoredManifest> find(
      SqlSession session, RepositoryName repository, Digest digest) {
    String sql =
        """
        SELECT digest, media_type, bytes FROM content_manifest
        WHERE repository = ? AND digest = ?\
        """;
    return session.find(sql, MANIFEST, repository.value(), digest.toString());
  }

  static Optional<StoredManifest> find(SqlSession session, RepositoryName repository, Tag tag) {
    String sql =
        """
        SELECT m.digest, m.media_type, m.bytes FROM content_tag t
        JOIN content_manifest m ON m.repository = t.repository AND m.digest = t.digest
        WHERE t.repository = ? AND t.tag = ?\
        """;
    return session.find(sql, MANIFEST, repository.value(), tag.value());
  }

  static boolean remove(SqlSession session, RepositoryName repository, Digest digest) {
    String sql = "DELETE FROM content_manifest WHERE repository = ? AND digest = ?";
    return session.update(sql, repository.value(), digest.toString()) > 0;
  }

  static List<Digest> list(SqlSession session, RepositoryName repository, String after, int limit) {
    String sql =
        """
        SELECT digest FROM content_manifest WHERE repository = ? AND digest > ?
        ORDER BY digest LIMIT ?\
        """;
    return session.list(
        sql, row -> Digest.parse(row.getString(1)), repository.value(), after, limit);
  }

  static List<StoredManifest> listReferrers(
      SqlSession session, RepositoryName repository, Digest subject) {
    String sql =
        """
        SELECT digest, media_type, bytes FROM content_manifest
        WHERE repository = ? AND subject = ? ORDER BY digest\
        """;
    return session.list(sql, MANIFEST, repository.value(), subject.toString());
  }
}
