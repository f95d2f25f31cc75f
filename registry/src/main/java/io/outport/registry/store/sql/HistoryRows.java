package io.outport.registry.store.sql;

import static io.outport.registry.store.sql.SqliteMetadataStore.query;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Change;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The history of one repository, written in the transaction of the change itself. */
record HistoryRows(Handle handle, InstantSource clock, RepositoryName repository) {
  private static final RowMapper<Change> CHANGE =
      (row, context) ->
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
    handle.execute("UPDATE content_history SET last_sequence = last_sequence + 1");
    String sql =
        """
        INSERT INTO content_change (sequence, time_millis, kind, repository, tag, digest)
        SELECT last_sequence, ?, ?, ?, ?, ? FROM content_history\
        """;
    handle
        .createUpdate(sql)
        .bind(0, clock.millis())
        .bind(1, kind.name())
        .bind(2, repository.value())
        .bind(3, tag)
        .bind(4, digest.toString())
        .execute();
  }

  static List<Change> list(Handle handle, long sequence, int limit) {
    String sql =
        """
        SELECT sequence, time_millis, kind, repository, tag, digest FROM content_change
        WHERE sequence > ? ORDER BY sequence LIMIT ?\
        """;
    return query(handle, sql, sequence, limit).map(CHANGE).list();
  }

  static long lastSequence(Handle handle) {
    return query(handle, "SELECT last_sequence FROM content_history").mapTo(Long.class).one();
  }

  static long trimmedSequence(Handle handle) {
    return query(handle, "SELECT trimmed_sequence FROM content_history").mapTo(Long.class).one();
  }

  /** Forgets up to the first change that is young enough, so that what is kept has no gap. */
  static void trim(Handle handle, Instant olderThan) {
    String firstKept =
        """
        SELECT sequence FROM content_change WHERE time_millis >= ? ORDER BY sequence LIMIT 1\
        """;
    long keepFrom =
        query(handle, firstKept, olderThan.toEpochMilli())
            .mapTo(Long.class)
            .findFirst()
            .orElseGet(() -> lastSequence(handle) + 1);
    handle.execute("DELETE FROM content_change WHERE sequence < ?", keepFrom);
    handle.execute("UPDATE content_history SET trimmed_sequence = ?", keepFrom - 1);
  }
}
