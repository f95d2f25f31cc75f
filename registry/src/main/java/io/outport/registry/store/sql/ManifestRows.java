package io.outport.registry.store.sql;

import static io.outport.registry.store.sql.SqliteMetadataStore.query;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The manifests of the repositories, byte for byte, with the subject that each refers to. */
final class ManifestRows {
  private static final RowMapper<StoredManifest> MANIFEST =
      (row, context) ->
          new StoredManifest(Digest.parse(row.getString(1)), row.getString(2), row.getBytes(3));

  private ManifestRows() {}

  /** Whether the manifest was not there before. */
  static boolean add(
      Handle handle, RepositoryName repository, StoredManifest manifest, Optional<Digest> subject) {
    String sql =
        """
        INSERT INTO content_manifest (repository, digest, media_type, subject, bytes)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (repository, digest) DO NOTHING\
        """;
    return handle
            .createUpdate(sql)
            .bind(0, repository.value())
            .bind(1, manifest.digest().toString())
            .bind(2, manifest.mediaType())
            .bind(3, subject.map(Digest::toString).orElse(null))
            .bind(4, manifest.bytes())
            .execute()
        > 0;
  }

  static Optional<StoredManifest> find(Handle handle, RepositoryName repository, Digest digest) {
    String sql =
        """
        SELECT digest, media_type, bytes FROM content_manifest
        WHERE repository = ? AND digest = ?\
        """;
    return query(handle, sql, repository.value(), digest.toString()).map(MANIFEST).findFirst();
  }

  static Optional<StoredManifest> find(Handle handle, RepositoryName repository, Tag tag) {
    String sql =
        """
        SELECT m.digest, m.media_type, m.bytes FROM content_tag t
        JOIN content_manifest m ON m.repository = t.repository AND m.digest = t.digest
        WHERE t.repository = ? AND t.tag = ?\
        """;
    return query(handle, sql, repository.value(), tag.value()).map(MANIFEST).findFirst();
  }

  static boolean remove(Handle handle, RepositoryName repository, Digest digest) {
    String sql = "DELETE FROM content_manifest WHERE repository = ? AND digest = ?";
    return handle.execute(sql, repository.value(), digest.toString()) > 0;
  }

  static List<Digest> list(Handle handle, RepositoryName repository, String after, int limit) {
    String sql =
        """
        SELECT digest FROM content_manifest WHERE repository = ? AND digest > ?
        ORDER BY digest LIMIT ?\
        """;
    return query(handle, sql, repository.value(), after, limit)
        .map((row, context) -> Digest.parse(row.getString(1)))
        .list();
  }

  static List<StoredManifest> listReferrers(
      Handle handle, RepositoryName repository, Digest subject) {
    String sql =
        """
        SELECT digest, media_type, bytes FROM content_manifest
        WHERE repository = ? AND subject = ? ORDER BY digest\
        """;
    return query(handle, sql, repository.value(), subject.toString()).map(MANIFEST).list();
  }
}
