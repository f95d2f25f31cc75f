package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.List;
import java.util.Optional;

/** The tags, each on a manifest of its repository. */
final class TagRows {
  private static final RowReader<Tag> TAG = row -> new Tag(row.getString(1));

  private TagRows() {}

  /** Whether the tag did not point there before. */
  static boolean move(SqlSession session, RepositoryName repository, Tag tag, Digest digest) {
    int moved =
        session.update(
            """
            INSERT INTO content_tag (repository, tag, digest) VALUES (?, ?, ?)
            ON CONFLICT (repository, tag) DO UPDATE SET digest = excluded.digest
            WHERE content_tag.digest <> excluded.digest\
            """,
            repository.value(),
            tag.value(),
            digest.toString());
    return moved > 0;
  }

  static Optional<Digest> find(SqlSession session, RepositoryName repository, Tag tag) {
    String sql = "SELECT digest FROM content_tag WHERE repository = ? AND tag = ?";
    return session.find(
        sql, row -> Digest.parse(row.getString(1)), repository.value(), tag.value());
  }

  static void remove(SqlSession session, RepositoryName repository, Tag tag) {
    String sql = "DELETE FROM content_tag WHERE repository = ? AND tag = ?";
    session.update(sql, repository.value(), tag.value());
  }

  /** Removes all tags on the manifest and tells which, sorted. */
  static List<Tag> removeAll(SqlSession session, RepositoryName repository, Digest digest) {
    List<Tag> tags = list(session, repository, digest);
    String delete = "DELETE FROM content_tag WHERE repository = ? AND digest = ?";
    session.update(delete, repository.value(), digest.toString());
    return tags;
  }

  /** The tags on the manifest, sorted. */
  static List<Tag> list(SqlSession session, RepositoryName repository, Digest digest) {
    String sql = "SELECT tag FROM content_tag WHERE repository = ? AND digest = ? ORDER BY tag";
    return session.list(sql, TAG, repository.value(), digest.toString());
  }

  static List<Tag> list(SqlSession session, RepositoryName repository, String after, int limit) {
    String sql =
        "SELECT tag FROM content_tag WHERE repository = ? AND tag > ? ORDER BY tag LIMIT ?";
    return session.list(sql, TAG, repository.value(), after, limit);
  }
}
