package io.outport.registry.store.sql;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobLink;
import io.outport.registry.content.Change;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.References;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.Unsent;
import io.outport.registry.content.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MetadataStore} in SQL. The statements, each beside the rows it is about, keep to the
 * dialect that both SQLite and PostgreSQL take.
 */
public final class SqlMetadataStore implements MetadataStore {
  private static final String COMPONENT = "content";
  private static final Scripts SCRIPTS =
      new Scripts(
          Scripts.read(
              SqlMetadataStore.class,
              "V1__content.sql",
              "V2__link_time.sql",
              "V3__references.sql",
              "V4__unsent.sql",
              "V5__offered.sql"),
          Scripts.read(
              SqlMetadataStore.class,
              "postgres/V1__content.sql",
              "postgres/V2__unsent.sql",
              "postgres/V3__offered.sql"));

  private static final Duration LINK_TIME_ACCURACY = Duration.ofMinutes(1);

  private final SqlDatabase database;
  private final InstantSource clock;
  private final Runnable closing;
  private final Writer writer;
  private final ClientChanges changes;

  private SqlMetadataStore(
      SqlDatabase database,
      InstantSource clock,
      Runnable closing,
      Writer writer,
      ClientChanges changes) {
    this.database = database;
    this.clock = clock;
    this.closing = closing;
    this.writer = writer;
    this.changes = changes;
  }

  /**
   * Opens a SQLite file, creating it where there is none, and brings its tables to this version.
   *
   * @throws io.outport.registry.content.StoreException of kind {@code UNUSABLE} when the file is
   *     not ours, of a newer version, or cannot be written; nothing was changed on disk then
   */
  public static SqlMetadataStore open(Path file, InstantSource clock) {
    return open(SqliteDatabase.open(file), clock);
  }

  /** Keeps the tables in a database that is closed with the store. Throws as {@link #over}. */
  public static SqlMetadataStore open(SqlDatabase database, InstantSource clock) {
    try {
      return over(database, clock, database::close);
    } catch (RuntimeException failure) {
      database.close();
      throw failure;
    }
  }

  /**
   * Keeps the tables in a database that holds those of other stores too, and leaves its closing to
   * who opened it. Throws as {@link #open}.
   */
  public static SqlMetadataStore over(SqlDatabase database, InstantSource clock) {
    return over(database, clock, () -> {});
  }

  private static SqlMetadataStore over(
      SqlDatabase database, InstantSource clock, Runnable closing) {
    database.migrate(COMPONENT, SCRIPTS);
    return new SqlMetadataStore(database, clock, closing, Writer.OWNER, new ClientChanges());
  }

  @Override
  public void linkBlob(RepositoryName repository, Digest digest, long size) {
    Instant now = clock.instant();
    if (findLink(repository, digest).filter(known -> isFresh(known, now)).isPresent()) {
      // This repeat changes nothing: it need not wait for a turn and the disk.
      return;
    }
    database.inTransaction(
        session -> {
          RepositoryRows.add(session, repository);
          BlobRows.put(session, repository, new BlobRows.Blob(digest, size), now);
          return true;
        });
  }

  @Override
  public void renewBlob(RepositoryName repository, Digest digest) {
    Instant now = clock.instant();
    if (findLink(repository, digest).filter(known -> !isFresh(known, now)).isPresent()) {
      database.inTransaction(session -> BlobRows.renew(session, repository, digest, now));
    }
  }

  private static boolean isFresh(BlobLink known, Instant now) {
    return known.referenced() || known.since().isAfter(now.minus(LINK_TIME_ACCURACY));
  }

  @Override
  public Optional<BlobLink> findLink(RepositoryName repository, Digest digest) {
    return database.read(session -> BlobRows.find(session, repository, digest));
  }

  @Override
  public List<BlobLink> listBlobs(RepositoryName repository, String after, int limit) {
    int bound = bounded(limit);
    return database.read(session -> BlobRows.list(session, repository, known(after), bound));
  }

  @Override
  public OptionalLong findBlob(RepositoryName repository, Digest digest) {
    return database.read(session -> BlobRows.findSize(session, repository, digest));
  }

  @Override
  public List<RepositoryName> listRepositoriesWithBlob(Digest digest, int limit) {
    int bound = bounded(limit);
    return database.read(session -> BlobRows.listRepositories(session, digest, bound));
  }

  @Override
  public boolean unlinkBlob(RepositoryName repository, Digest digest) {
    return database.inTransaction(
        session -> {
          boolean removed = BlobRows.remove(session, repository, digest);
          if (removed) {
            UnlinkRows.note(session, digest, clock.instant());
          }
          RepositoryRows.removeIfEmpty(session, repository);
          return removed;
        });
  }

  @Override
  public List<Digest> unlinkUnreferenced(
      RepositoryName repository, List<Digest> digests, Instant notAfter) {
    return database.inTransaction(
        session -> {
          List<Digest> taken =
              digests.stream()
                  .filter(each -> unlinkUnreferenced(session, repository, each, notAfter))
                  .toList();
          RepositoryRows.removeIfEmpty(session, repository);
          return taken;
        });
  }

  private static boolean unlinkUnreferenced(
      SqlSession session, RepositoryName repository, Digest digest, Instant notAfter) {
    Optional<BlobLink> garbage =
        BlobRows.find(session, repository, digest)
            .filter(link -> !link.referenced() && !link.since().isAfter(notAfter));
    garbage.ifPresent(
        link -> {
          var _ = BlobRows.remove(session, repository, digest);
          UnlinkRows.note(session, digest, link.since());
        });
    return garbage.isPresent();
  }

  @Override
  public Optional<Instant> findUnlinkTime(Digest digest) {
    return database.read(session -> UnlinkRows.find(session, digest));
  }

  @Override
  public void forgetUnlinkTime(Digest digest) {
    if (findUnlinkTime(digest).isPresent()) {
      database.inTransaction(session -> UnlinkRows.remove(session, digest));
    }
  }

  @Override
  public Set<Digest> putManifest(
      RepositoryName repository, StoredManifest manifest, References references, Set<Tag> tags) {
    return database.inTransaction(
        session -> {
          Set<Digest> missing = BlobRows.missing(session, repository, references.awaited());
          if (missing.isEmpty() && !isDeletedHere(session, repository, manifest.digest())) {
            var history = new HistoryRows(session, clock, repository);
            put(history, manifest, references);
            moveTags(history, tags, manifest.digest());
          }
          return missing;
        });
  }

  private void put(HistoryRows history, StoredManifest manifest, References references) {
    SqlSession session = history.session();
    RepositoryName repository = history.repository();
    RepositoryRows.add(session, repository);
    if (ManifestRows.add(session, repository, manifest, references.subject())) {
      ReferenceRows.add(session, repository, manifest.digest(), references.blobs());
      references
          .adopted()
          .forEach((blob, size) -> adopt(session, repository, new BlobRows.Blob(blob, size)));
      history.append(Change.Kind.MANIFEST_PUSHED, manifest.digest());
      note(session, repository, manifest.digest().toString(), null);
    }
  }

  private void adopt(SqlSession session, RepositoryName repository, BlobRows.Blob blob) {
    if (BlobRows.findSize(session, repository, blob.digest()).isEmpty()) {
      BlobRows.put(session, repository, blob, clock.instant());
    }
  }

  private boolean isDeletedHere(SqlSession session, RepositoryName repository, Digest digest) {
    return isLeft(session, repository, digest.toString())
        && ManifestRows.find(session, repository, digest).isEmpty();
  }

  /** Whether it stays as a client left it. */
  private boolean isLeft(SqlSession session, RepositoryName repository, String reference) {
    return writer == Writer.SYNC
        && (changes.contains(repository, reference)
            || UnsentRows.exists(session, repository, reference));
  }

  private void moveTags(HistoryRows history, Set<Tag> tags, Digest digest) {
    SqlSession session = history.session();
    RepositoryName repository = history.repository();
    for (Tag tag : new TreeSet<>(tags)) {
      if (isLeft(session, repository, tag.value())) {
        continue;
      }
      Optional<Digest> before = TagRows.find(session, repository, tag);
      if (TagRows.move(session, repository, tag, digest)) {
        history.append(Change.Kind.TAGGED, digest, tag);
        note(session, repository, tag.value(), before.orElse(null));
      }
    }
  }

  /** After the history was written, whose sequence it takes. */
  private void note(
      SqlSession session, RepositoryName repository, String reference, @Nullable Digest before) {
    if (writer == Writer.CLIENT) {
      UnsentRows.note(session, repository, reference, before);
      changes.note(repository, reference);
    }
  }

  @Override
  public Optional<StoredManifest> findManifest(RepositoryName repository, Reference reference) {
    return database.read(
        session ->
            switch (reference) {
              case Tag tag -> ManifestRows.find(session, repository, tag);
              case Reference.ByDigest named ->
                  ManifestRows.find(session, repository, named.digest());
            });
  }

  @Override
  public Optional<Digest> findTag(RepositoryName repository, Tag tag) {
    return database.read(session -> TagRows.find(session, repository, tag));
  }

  @Override
  public boolean deleteManifest(RepositoryName repository, Digest digest) {
    return database.inTransaction(
        session -> {
          if (isLeft(session, repository, digest.toString())
              || TagRows.list(session, repository, digest).stream()
                  .anyMatch(tag -> isLeft(session, repository, tag.value()))) {
            return false;
          }
          var history = new HistoryRows(session, clock, repository);
          for (Tag tag : TagRows.removeAll(session, repository, digest)) {
            history.append(Change.Kind.UNTAGGED, digest, tag);
            note(session, repository, tag.value(), digest);
          }
          BlobRows.renewNamed(session, repository, digest, clock.instant());
          ReferenceRows.removeAll(session, repository, digest);
          boolean removed = ManifestRows.remove(session, repository, digest);
          if (removed) {
            history.append(Change.Kind.MANIFEST_DELETED, digest);
            note(session, repository, digest.toString(), null);
            RepositoryRows.removeIfEmpty(session, repository);
          }
          return removed;
        });
  }

  @Override
  public boolean deleteTag(RepositoryName repository, Tag tag) {
    return database.inTransaction(
        session -> {
          if (isLeft(session, repository, tag.value())) {
            return false;
          }
          Optional<Digest> digest = TagRows.find(session, repository, tag);
          digest.ifPresent(
              it -> {
                TagRows.remove(session, repository, tag);
                new HistoryRows(session, clock, repository).append(Change.Kind.UNTAGGED, it, tag);
                note(session, repository, tag.value(), it);
              });
          return digest.isPresent();
        });
  }

  @Override
  public boolean hasRepository(RepositoryName repository) {
    return database.read(session -> RepositoryRows.exists(session, repository));
  }

  @Override
  public List<Tag> listTags(RepositoryName repository, String after, int limit) {
    int bound = bounded(limit);
    return database.read(session -> TagRows.list(session, repository, known(after), bound));
  }

  @Override
  public List<RepositoryName> listRepositories(String after, int limit) {
    int bound = bounded(limit);
    return database.read(session -> RepositoryRows.list(session, known(after), bound));
  }

  @Override
  public List<Digest> listManifests(RepositoryName repository, String after, int limit) {
    int bound = bounded(limit);
    return database.read(session -> ManifestRows.list(session, repository, known(after), bound));
  }

  @Override
  public List<StoredManifest> listReferrers(RepositoryName repository, Digest subject) {
    return database.read(session -> ManifestRows.listReferrers(session, repository, subject));
  }

  @Override
  public List<Change> listChanges(long sequence, int limit) {
    int bound = bounded(limit);
    return database.read(session -> HistoryRows.list(session, sequence, bound));
  }

  @Override
  public long lastSequence() {
    return database.read(HistoryRows::lastSequence);
  }

  @Override
  public long oldestContinuableSequence() {
    return database.read(HistoryRows::trimmedSequence);
  }

  @Override
  public void trimChanges(Instant olderThan) {
    database.inTransaction(
        session -> {
          HistoryRows.trim(session, olderThan);
          return true;
        });
  }

  @Override
  public MetadataStore as(Writer other) {
    return new SqlMetadataStore(database, clock, () -> {}, other, changes);
  }

  @Override
  public Turn beginTurn() {
    // A change that commits later is noted, as is one from before when it ceases to be unsent.
    database.inTransaction(
        session -> {
          changes.begin();
          return true;
        });
    return changes::end;
  }

  @Override
  public List<Unsent> listUnsent(long sequence, int limit) {
    int bound = bounded(limit);
    return database.read(session -> UnsentRows.list(session, sequence, bound));
  }

  @Override
  public void settle(Unsent done, Optional<Digest> atParent) {
    database.inTransaction(
        session -> {
          UnsentRows.settle(session, done, atParent);
          changes.note(done.repository(), done.reference().toString());
          return true;
        });
  }

  @Override
  public void offer(Unsent item, Optional<Digest> atParent, Digest image) {
    database.inTransaction(
        session -> {
          UnsentRows.offer(session, item, atParent, image);
          return true;
        });
  }

  @Override
  public void close() {
    closing.run();
  }

  /**
   * No name or digest holds a NUL, so what sorts after this text sorts after its part before that,
   * which is all that PostgreSQL takes.
   */
  private static String known(String after) {
    int nul = after.indexOf('\0');
    return nul < 0 ? after : after.substring(0, nul);
  }

  /** SQLite takes a negative limit for none at all. */
  private static int bounded(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit is negative: " + limit);
    }
    return limit;
  }
}
