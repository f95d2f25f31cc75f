package io.outport.registry.store.sql;

import static io.outport.registry.store.sql.SqliteMetadataStore.query;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tags, each on a manifest of its repository. */
final class TagRows {
  private TagRows() {}

  /** Whether the tag did not point there before. */
  static boolean move(Handle handle, RepositoryName repository, Tag tag, Digest digest) {
    String sql =
        """
        INSERT INTO content_tag (repository, tag, digest) VALUES (?, ?, ?)
        ON CONFLICT (repository, tag) DO UPDATE SET digest = excluded.digest
        WHERE content_tag.digest <> excluded.digest\
        """;
    return handle.execute(sql, repository.value(), tag.value(), digest.toString()) > 0;
  }

  static Optional<Digest> find(Handle handle, RepositoryName repository, Tag tag) {
    String sql = "SELECT digest FROM content_tag WHERE repository = ? AND tag = ?";
    return query(handle, sql, repository.value(), tag.value())
        .map((row, context) -> Digest.parse(row.getString(1)))
        .findFirst();
  }

  static void remove(Handle handle, RepositoryName repository, Tag tag) {
    String sql = "DELETE FROM content_tag WHERE repository = ? AND tag = ?";
    handle.execute(sql, repository.value(), tag.value());
  }

  /** Removes all tags on the manifest and tells which, sorted. */
  static List<Tag> removeAll(Handle handle, RepositoryName repository, Digest digest) {
    String select = "SELECT tag FROM content_tag WHERE repository = ? AND digest = ? ORDER BY tag";
    List<Tag> tags =
        query(handle, select, repository.value(), digest.toString())
            .map((row, context) -> new Tag(row.getString(1)))
            .list();
    String delete = "DELETE FROM content_tag WHERE repository = ? AND digest = ?";
    handle.execute(delete, repository.value(), digest.toString());
    return tags;
  }

  static List<Tag> list(Handle handle, RepositoryName repository, String after, int limit) {
    String sql =
        "SELECT tag FROM content_tag WHERE repository = ? AND tag > ? ORDER BY tag LIMIT ?";
    return query(handle, sql, repository.value(), after, limit)
        .map((row, context) -> new Tag(row.getString(1)))
        .list();
  }
}
