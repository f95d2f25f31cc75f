package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.Unsent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What clients changed and the parent has not heard of, written with the change itself. */
final class UnsentRows {
  private static final RowReader<Unsent> UNSENT =
      row ->
          new Unsent(
              row.getLong(1),
              new RepositoryName(row.getString(2)),
              Reference.parse(row.getString(3)),
              Digest.find(String.valueOf(row.getString(4))).orElse(null),
              Digest.find(String.valueOf(row.getString(5))).orElse(null));

  private UnsentRows() {}

  /** Notes the change that was just written to the history; of several, the first base stays. */
  static void note(
      SqlSession session, RepositoryName repository, String reference, @Nullable Digest base) {
    session.update(
        """
        INSERT INTO content_unsent (repository, reference, base, sequence)
        SELECT ?, ?, ?, last_sequence FROM content_history WHERE true
        ON CONFLICT (repository, reference) DO UPDATE SET sequence = excluded.sequence\
        """,
        repository.value(),
        reference,
        base == null ? null : base.toString());
  }

  /** Whether the tag, or the manifest of this digest, has changes that are unsent. */
  static boolean exists(SqlSession session, RepositoryName repository, String reference) {
    String sql = "SELECT 1 FROM content_unsent WHERE repository = ? AND reference = ?";
    return session.find(sql, row -> true, repository.value(), reference).isPresent();
  }

  static List<Unsent> list(SqlSession session, long after, int limit) {
    String sql =
        """
        SELECT sequence, repository, reference, base, offered FROM content_unsent
        WHERE sequence > ? ORDER BY sequence, repository, reference LIMIT ?\
        """;
    return session.list(sql, UNSENT, after, limit);
  }

  static void offer(SqlSession session, Unsent item, Optional<Digest> atParent, Digest image) {
    session.update(
        "UPDATE content_unsent SET base = ?, offered = ? WHERE repository = ? AND reference = ?",
        atParent.map(Digest::toString).orElse(null),
        image.toString(),
        item.repository().value(),
        item.reference().toString());
  }

  static void settle(SqlSession session, Unsent done, Optional<Digest> atParent) {
    String where = " WHERE repository = ? AND reference = ?";
    String repository = done.repository().value();
    String reference = done.reference().toString();
    int removed =
        session.update(
            "DELETE FROM content_unsent" + where + " AND sequence = ?",
            repository,
            reference,
            done.sequence());
    if (removed == 0) {
      session.update(
          "UPDATE content_unsent SET base = ?, offered = NULL" + where,
          atParent.map(Digest::toString).orElse(null),
          repository,
          reference);
    }
  }
}
