package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Change;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * A {@link MetadataStore} on one SQLite file. The statements keep to the dialect that PostgreSQL
 * takes too.
 */
public final class SqliteMetadataStore implements MetadataStore {
  private final SqliteDatabase database;
  private final InstantSource clock;

  private SqliteMetadataStore(SqliteDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Opens the file, creating it where there is none, and brings its tables to this version.
   *
   * @throws io.outport.registry.content.StoreException of kind {@code UNUSABLE} when the file is
   *     not ours, of a newer version, or cannot be written; nothing was changed on disk then
   */
  public static SqliteMetadataStore open(Path file, InstantSource clock) {
    SqliteDatabase database = SqliteDatabase.open(file);
    try {
      database.migrate("content", Scripts.read("V1__content.sql"));
      return new SqliteMetadataStore(database, clock);
    } catch (RuntimeException failure) {
      database.close();
      throw failure;
    }
  }

  @Override
  public void linkBlob(RepositoryName repository, Digest digest, long size) {
    if (!findBlob(repository, digest).isEmpty()) {
      // A repeat changes nothing: it need not wait for a turn and the disk.
      return;
    }
    database.inTransaction(
        handle -> {
          RepositoryRows.add(handle, repository);
          return handle.execute(
              """
              INSERT INTO content_blob (repository, digest, size) VALUES (?, ?, ?)
              ON CONFLICT (repository, digest) DO NOTHING\
              """,
              repository.value(),
              digest.toString(),
              size);
        });
  }

  @Override
  public OptionalLong findBlob(RepositoryName repository, Digest digest) {
    String sql = "SELECT size FROM content_blob WHERE repository = ? AND digest = ?";
    return database.withHandle(
        handle ->
            query(handle, sql, repository.value(), digest.toString()).mapTo(Long.class).stream()
                .mapToLong(Long::longValue)
                .findFirst());
  }

  @Override
  public List<RepositoryName> listRepositoriesWithBlob(Digest digest, int limit) {
    String sql = "SELECT repository FROM content_blob WHERE digest = ? ORDER BY repository LIMIT ?";
    return database.withHandle(
        handle ->
            query(handle, sql, digest.toString(), bounded(limit))
                .map((row, context) -> new RepositoryName(row.getString(1)))
                .list());
  }

  @Override
  public boolean unlinkBlob(RepositoryName repository, Digest digest) {
    String sql = "DELETE FROM content_blob WHERE repository = ? AND digest = ?";
    return database.inTransaction(
        handle -> {
          boolean removed = handle.execute(sql, repository.value(), digest.toString()) > 0;
          RepositoryRows.removeIfEmpty(handle, repository);
          return removed;
        });
  }

  @Override
  public void putManifest(
      RepositoryName repository, StoredManifest manifest, Optional<Digest> subject, Set<Tag> tags) {
    database.inTransaction(
        handle -> {
          var history = new HistoryRows(handle, clock, repository);
          RepositoryRows.add(handle, repository);
          if (ManifestRows.add(handle, repository, manifest, subject)) {
            history.append(Change.Kind.MANIFEST_PUSHED, manifest.digest());
          }
          for (Tag tag : new TreeSet<>(tags)) {
            if (TagRows.move(handle, repository, tag, manifest.digest())) {
              history.append(Change.Kind.TAGGED, manifest.digest(), tag);
            }
          }
          return true;
        });
  }

  @Override
  public Optional<StoredManifest> findManifest(RepositoryName repository, Reference reference) {
    return database.withHandle(
        handle ->
            switch (reference) {
              case Tag tag -> ManifestRows.find(handle, repository, tag);
              case Reference.ByDigest named ->
                  ManifestRows.find(handle, repository, named.digest());
            });
  }

  @Override
  public Optional<Digest> findTag(RepositoryName repository, Tag tag) {
    return database.withHandle(handle -> TagRows.find(handle, repository, tag));
  }

  @Override
  public boolean deleteManifest(RepositoryName repository, Digest digest) {
    return database.inTransaction(
        handle -> {
          var history = new HistoryRows(handle, clock, repository);
          for (Tag tag : TagRows.removeAll(handle, repository, digest)) {
            history.append(Change.Kind.UNTAGGED, digest, tag);
          }
          boolean removed = ManifestRows.remove(handle, repository, digest);
          if (removed) {
            history.append(Change.Kind.MANIFEST_DELETED, digest);
            RepositoryRows.removeIfEmpty(handle, repository);
          }
          return removed;
        });
  }

  @Override
  public boolean deleteTag(RepositoryName repository, Tag tag) {
    return database.inTransaction(
        handle -> {
          Optional<Digest> digest = TagRows.find(handle, repository, tag);
          digest.ifPresent(
              it -> {
                TagRows.remove(handle, repository, tag);
                new HistoryRows(handle, clock, repository).append(Change.Kind.UNTAGGED, it, tag);
              });
          return digest.isPresent();
        });
  }

  @Override
  public boolean hasRepository(RepositoryName repository) {
    return database.withHandle(handle -> RepositoryRows.exists(handle, repository));
  }

  @Override
  public List<Tag> listTags(RepositoryName repository, String after, int limit) {
    return database.withHandle(handle -> TagRows.list(handle, repository, after, bounded(limit)));
  }

  @Override
  public List<RepositoryName> listRepositories(String after, int limit) {
    return database.withHandle(handle -> RepositoryRows.list(handle, after, bounded(limit)));
  }

  @Override
  public List<Digest> listManifests(RepositoryName repository, String after, int limit) {
    return database.withHandle(
        handle -> ManifestRows.list(handle, repository, after, bounded(limit)));
  }

  @Override
  public List<StoredManifest> listReferrers(RepositoryName repository, Digest subject) {
    return database.withHandle(handle -> ManifestRows.listReferrers(handle, repository, subject));
  }

  @Override
  public List<Change> listChanges(long sequence, int limit) {
    return database.withHandle(handle -> HistoryRows.list(handle, sequence, bounded(limit)));
  }

  @Override
  public long lastSequence() {
    return database.withHandle(HistoryRows::lastSequence);
  }

  @Override
  public long oldestContinuableSequence() {
    return database.withHandle(HistoryRows::trimmedSequence);
  }

  @Override
  public void trimChanges(Instant olderThan) {
    database.inTransaction(
        handle -> {
          HistoryRows.trim(handle, olderThan);
          return true;
        });
  }

  @Override
  public void close() {
    database.close();
  }

  /** A statement with its values in order. */
  static Query query(Handle handle, String sql, Object... values) {
    Query query = handle.createQuery(sql);
    for (int i = 0; i < values.length; i++) {
      query.bind(i, values[i]);
    }
    return query;
  }

  /** SQLite takes a negative limit for none at all. */
  private static int bounded(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit is negative: " + limit);
    }
    return limit;
  }
}
