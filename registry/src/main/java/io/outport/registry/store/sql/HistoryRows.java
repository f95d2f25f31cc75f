package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Change;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history of one repository, written in the transaction of the change itself. */
record HistoryRows(SqlSession session, InstantSource clock, RepositoryName repository) {
  private static final RowReader<Long> NUMBER = row -> row.getLong(1);

  private static final RowReader<Change> CHANGE =
      row ->
          new Change(
              row.getLong(1),
              Instant.ofEpochMilli(row.getLong(2)),
              Change.Kind.valueOf(row.getString(3)),
              new RepositoryName(row.getString(4)),
              row.getString(5),
              Digest.parse(row.getString(6)));

  void append(Change.Kind kind, Digest digest, Tag tag) {
    append(kind, digest, tag.value());
  }

  void append(Change.Kind kind, Digest digest) {
    append(kind, digest, (String) null);
  }

  private void append(Change.Kind kind, Digest digest, @Nullable String tag) {
    session.update("UPDATE content_history SET last_sequence = last_sequence + 1");
    session.update(
        """
        INSERT INTO content_change (sequence, time_millis, kind, repository, tag, digest)
        SELECT last_sequence, ?, ?, ?, ?, ? FROM content_history\
        """,
        clock.millis(),
        kind.name(),
        repository.value(),
        tag,
        digest.toString());
  }

  static List<Change> list(SqlSession session, long sequence, int limit) {
    String sql =
        """
        SELECT sequence, time_millis, kind, repository, tag, digest FROM content_change
        WHERE sequence > ? ORDER BY sequence LIMIT ?\
        """;
    return session.list(sql, CHANGE, sequence, limit);
  }

  static long lastSequence(SqlSession session) {
    return session.find("SELECT last_sequence FROM content_history", NUMBER).orElseThrow();
  }

  static long trimmedSequence(SqlSession session) {
    return session.find("SELECT trimmed_sequence FROM content_history", NUMBER).orElseThrow();
  }

  /** Forgets up to the first change that is young enough, so that what is kept has no gap. */
  static void trim(SqlSession session, Instant olderThan) {
    String firstKept =
        "SELECT sequence FROM content_change WHERE time_millis >= ? ORDER BY sequence LIMIT 1";
    long keepFrom =
        session
            .find(firstKept, NUMBER, olderThan.toEpochMilli())
            .orElseGet(() -> lastSequence(session) + 1);
    session.update("DELETE FROM content_change WHERE sequence < ?", keepFrom);
    session.update("UPDATE content_history SET trimmed_sequence = ?", keepFrom - 1);
  }
}
