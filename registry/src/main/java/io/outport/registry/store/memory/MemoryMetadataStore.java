package io.outport.registry.store.memory;

import static java.util.Objects.requireNonNull;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobLink;
import io.outport.registry.content.Change;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.References;
import io.outport.registry.content.StoredManifest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link MetadataStore} in memory: one lock around sorted maps. */
public final class MemoryMetadataStore implements MetadataStore {
  private final InstantSource clock;

  /** Guards all fields below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final NavigableMap<String, Repository> repositories = new TreeMap<>();
  private final Map<Digest, Instant> unlinked = new HashMap<>();
  private final NavigableMap<Long, Change> changes = new TreeMap<>();
  private long lastSequence;
  private long trimmedSequence;

  /** The clock stamps the changes. */
  public MemoryMetadataStore(InstantSource clock) {
    this.clock = clock;
  }

  /** A manifest and what it points at. */
  private record Entry(StoredManifest manifest, References references) {}

  /** A blob of a repository, and since when. */
  private record Link(Digest digest, long size, Instant since) {}

  /** What one repository holds, keyed by the texts that lists are sorted by. */
  private static final class Repository {
    final NavigableMap<String, Link> blobs = new TreeMap<>();
    final NavigableMap<String, Entry> manifests = new TreeMap<>();
    final NavigableMap<String, Digest> tags = new TreeMap<>();

    /** How many manifests name each blob. */
    final Map<Digest, Integer> names = new HashMap<>();

    boolean isEmpty() {
      return blobs.isEmpty() && manifests.isEmpty();
    }

    boolean isReferenced(Digest digest) {
      return names.containsKey(digest);
    }

    BlobLink describe(Link link) {
      return new BlobLink(link.digest, link.size, isReferenced(link.digest), link.since);
    }

    /** Stops counting the names of a manifest that is gone; its blobs are held from now on. */
    void release(References references, Instant now) {
      for (Digest blob : references.blobs()) {
        names.computeIfPresent(blob, (digest, count) -> count == 1 ? null : count - 1);
        blobs.computeIfPresent(blob.toString(), (text, link) -> new Link(blob, link.size, now));
      }
    }

    boolean isGarbage(Digest digest, Instant notAfter) {
      Link link = blobs.get(digest.toString());
      return link != null && !isReferenced(digest) && !link.since.isAfter(notAfter);
    }
  }

  @Override
  public void linkBlob(RepositoryName repository, Digest digest, long size) {
    locked(
        () -> {
          Repository target = open(repository);
          var fresh = new Link(digest, size, now());
          return target.blobs.merge(
              digest.toString(),
              fresh,
              (known, again) -> target.isReferenced(digest) ? known : again);
        });
  }

  @Override
  public void renewBlob(RepositoryName repository, Digest digest) {
    var _ =
        locked(
            () -> {
              Repository target = find(repository);
              return Optional.ofNullable(
                  target.blobs.computeIfPresent(
                      digest.toString(),
                      (_, known) ->
                          target.isReferenced(digest)
                              ? known
                              : new Link(digest, known.size, now())));
            });
  }

  @Override
  public OptionalLong findBlob(RepositoryName repository, Digest digest) {
    return locked(
        () -> {
          Link link = find(repository).blobs.get(digest.toString());
          return link == null ? OptionalLong.empty() : OptionalLong.of(link.size);
        });
  }

  @Override
  public Optional<BlobLink> findLink(RepositoryName repository, Digest digest) {
    return locked(
        () -> {
          Repository source = find(repository);
          return Optional.ofNullable(source.blobs.get(digest.toString())).map(source::describe);
        });
  }

  @Override
  public List<BlobLink> listBlobs(RepositoryName repository, String after, int limit) {
    return locked(
        () -> {
          Repository source = find(repository);
          return source.blobs.tailMap(after, false).values().stream()
              .limit(limit)
              .map(source::describe)
              .toList();
        });
  }

  @Override
  public List<RepositoryName> listRepositoriesWithBlob(Digest digest, int limit) {
    return locked(
        () ->
            repositories.entrySet().stream()
                .filter(each -> each.getValue().blobs.containsKey(digest.toString()))
                .limit(limit)
                .map(each -> new RepositoryName(each.getKey()))
                .toList());
  }

  @Override
  public boolean unlinkBlob(RepositoryName repository, Digest digest) {
    return locked(
        () -> {
          boolean removed = find(repository).blobs.remove(digest.toString()) != null;
          if (removed) {
            noteUnlinked(digest, now());
          }
          dropIfEmpty(repository);
          return removed;
        });
  }

  @Override
  public List<Digest> unlinkUnreferenced(
      RepositoryName repository, List<Digest> digests, Instant notAfter) {
    return locked(
        () -> {
          Repository source = find(repository);
          List<Digest> taken =
              digests.stream().filter(each -> source.isGarbage(each, notAfter)).toList();
          for (Digest each : taken) {
            noteUnlinked(each, requireNonNull(source.blobs.remove(each.toString())).since);
          }
          dropIfEmpty(repository);
          return taken;
        });
  }

  @Override
  public Optional<Instant> findUnlinkTime(Digest digest) {
    return locked(() -> Optional.ofNullable(unlinked.get(digest)));
  }

  @Override
  public void forgetUnlinkTime(Digest digest) {
    var _ = locked(() -> Optional.ofNullable(unlinked.remove(digest)));
  }

  @Override
  public Set<Digest> putManifest(
      RepositoryName repository, StoredManifest manifest, References references, Set<Tag> tags) {
    return locked(
        () -> {
          Set<Digest> missing = missing(repository, references);
          if (!missing.isEmpty()) {
            return missing;
          }
          Repository target = open(repository);
          Digest digest = manifest.digest();
          var entry = new Entry(manifest, references);
          if (target.manifests.putIfAbsent(digest.toString(), entry) == null) {
            references.blobs().forEach(blob -> target.names.merge(blob, 1, Integer::sum));
            references.adopted().forEach((blob, size) -> adopt(target, blob, size));
            record(Change.Kind.MANIFEST_PUSHED, repository, null, digest);
          }
          for (Tag tag : new TreeSet<>(tags)) {
            if (!digest.equals(target.tags.put(tag.value(), digest))) {
              record(Change.Kind.TAGGED, repository, tag.value(), digest);
            }
          }
          return missing;
        });
  }

  @Override
  public Optional<StoredManifest> findManifest(RepositoryName repository, Reference reference) {
    return locked(
        () -> {
          Repository source = find(repository);
          Optional<Digest> digest =
              switch (reference) {
                case Tag tag -> Optional.ofNullable(source.tags.get(tag.value()));
                case Reference.ByDigest named -> Optional.of(named.digest());
              };
          return digest.map(it -> source.manifests.get(it.toString())).map(Entry::manifest);
        });
  }

  @Override
  public Optional<Digest> findTag(RepositoryName repository, Tag tag) {
    return locked(() -> Optional.ofNullable(find(repository).tags.get(tag.value())));
  }

  @Override
  public boolean deleteManifest(RepositoryName repository, Digest digest) {
    return locked(
        () -> {
          Repository source = find(repository);
          Entry removed = source.manifests.remove(digest.toString());
          if (removed == null) {
            return false;
          }
          source.release(removed.references, now());
          source.tags.entrySet().stream()
              .filter(each -> each.getValue().equals(digest))
              .forEach(each -> record(Change.Kind.UNTAGGED, repository, each.getKey(), digest));
          source.tags.values().removeIf(digest::equals);
          record(Change.Kind.MANIFEST_DELETED, repository, null, digest);
          dropIfEmpty(repository);
          return true;
        });
  }

  @Override
  public boolean deleteTag(RepositoryName repository, Tag tag) {
    return locked(
        () -> {
          Digest digest = find(repository).tags.remove(tag.value());
          if (digest == null) {
            return false;
          }
          record(Change.Kind.UNTAGGED, repository, tag.value(), digest);
          return true;
        });
  }

  @Override
  public boolean hasRepository(RepositoryName repository) {
    return locked(() -> repositories.containsKey(repository.value()));
  }

  @Override
  public List<Tag> listTags(RepositoryName repository, String after, int limit) {
    return locked(() -> page(find(repository).tags, after, limit).map(Tag::new).toList());
  }

  @Override
  public List<RepositoryName> listRepositories(String after, int limit) {
    return locked(() -> page(repositories, after, limit).map(RepositoryName::new).toList());
  }

  @Override
  public List<Digest> listManifests(RepositoryName repository, String after, int limit) {
    return locked(() -> page(find(repository).manifests, after, limit).map(Digest::parse).toList());
  }

  @Override
  public List<StoredManifest> listReferrers(RepositoryName repository, Digest subject) {
    return locked(
        () ->
            find(repository).manifests.values().stream()
                .filter(each -> each.references.subject().equals(Optional.of(subject)))
                .map(Entry::manifest)
                .toList());
  }

  @Override
  public List<Change> listChanges(long sequence, int limit) {
    return locked(() -> changes.tailMap(sequence, false).values().stream().limit(limit).toList());
  }

  @Override
  public long lastSequence() {
    return locked(() -> lastSequence);
  }

  @Override
  public long oldestContinuableSequence() {
    return locked(() -> trimmedSequence);
  }

  @Override
  public void trimChanges(Instant olderThan) {
    locked(
        () -> {
          while (!changes.isEmpty() && changes.firstEntry().getValue().time().isBefore(olderThan)) {
            trimmedSequence = changes.pollFirstEntry().getKey();
          }
          return true;
        });
  }

  @Override
  public void close() {}

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** The repository for writing, made where there is none. */
  private Repository open(RepositoryName name) {
    return repositories.computeIfAbsent(name.value(), absent -> new Repository());
  }

  /** The repository for reading; an empty one that nobody sees where there is none. */
  private Repository find(RepositoryName name) {
    Repository found = repositories.get(name.value());
    return found == null ? new Repository() : found;
  }

  private void dropIfEmpty(RepositoryName name) {
    if (find(name).isEmpty()) {
      repositories.remove(name.value());
    }
  }

  private void record(
      Change.Kind kind, RepositoryName repository, @Nullable String tag, Digest digest) {
    lastSequence++;
    changes.put(lastSequence, new Change(lastSequence, now(), kind, repository, tag, digest));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void adopt(Repository target, Digest blob, long size) {
    target.blobs.putIfAbsent(blob.toString(), new Link(blob, size, now()));
  }

  private Set<Digest> missing(RepositoryName repository, References references) {
    Repository target = find(repository);
    return references.awaited().stream()
        .filter(each -> !target.blobs.containsKey(each.toString()))
        .collect(Collectors.toSet());
  }

  private void noteUnlinked(Digest digest, Instant time) {
    unlinked.merge(digest, time, (known, next) -> next.isAfter(known) ? next : known);
  }

  private static Stream<String> page(NavigableMap<String, ?> map, String after, int limit) {
    return map.tailMap(after, false).keySet().stream().limit(limit);
  }
}
