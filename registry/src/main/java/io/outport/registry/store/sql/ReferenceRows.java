package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import java.util.Set;

/** Which blobs each manifest names, present or not. */
final class ReferenceRows {
  private ReferenceRows() {}

  static void add(
      SqlSession session, RepositoryName repository, Digest manifest, Set<Digest> blobs) {
    String sql =
        """
        INSERT INTO content_reference (repository, manifest, blob) VALUES (?, ?, ?)
        ON CONFLICT (repository, blob, manifest) DO NOTHING\
        """;
    for (Digest blob : blobs) {
      session.update(sql, repository.value(), manifest.toString(), blob.toString());
    }
  }

  static void removeAll(SqlSession session, RepositoryName repository, Digest manifest) {
    String sql = "DELETE FROM content_reference WHERE repository = ? AND manifest = ?";
    session.update(sql, repository.value(), manifest.toString());
  }
}
