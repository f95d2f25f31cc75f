package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import java.time.Instant;
import java.util.Optional;

/** When repositories let go of blobs whose bytes may still be there. */
final class UnlinkRows {
  private UnlinkRows() {}

  /** The latest time counts. */
  static void note(SqlSession session, Digest digest, Instant time) {
    session.update(
        """
        INSERT INTO content_unlinked (digest, time_millis) VALUES (?, ?)
        ON CONFLICT (digest) DO UPDATE SET time_millis = excluded.time_millis
        WHERE content_unlinked.time_millis < excluded.time_millis\
        """,
        digest.toString(),
        time.toEpochMilli());
  }

  static Optional<Instant> find(SqlSession session, Digest digest) {
    String sql = "SELECT time_millis FROM content_unlinked WHERE digest = ?";
    return session.find(sql, row -> Instant.ofEpochMilli(row.getLong(1)), digest.toString());
  }

  static boolean remove(SqlSession session, Digest digest) {
    return session.update("DELETE FROM content_unlinked WHERE digest = ?", digest.toString()) > 0;
  }
}
