package io.outport.registry.content;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A {@link MetadataStore} whose changes end the epoch of their repository, failed ones included.
 */
record EpochMetadataStore(MetadataStore store, ContentEpochs epochs) implements MetadataStore {

  @Override
  public void linkBlob(RepositoryName repository, Digest digest, long size) {
    try {
      store.linkBlob(repository, digest, size);
    } finally {
      // Nobody remembers that a blob is absent, but the repository may be new.
      epochs.endCatalog();
    }
  }

  @Override
  public void renewBlob(RepositoryName repository, Digest digest) {
    store.renewBlob(repository, digest);
  }

  @Override
  public OptionalLong findBlob(RepositoryName repository, Digest digest) {
    return store.findBlob(repository, digest);
  }

  @Override
  public Optional<BlobLink> findLink(RepositoryName repository, Digest digest) {
    return store.findLink(repository, digest);
  }

  @Override
  public List<BlobLink> listBlobs(RepositoryName repository, String after, int limit) {
    return store.listBlobs(repository, after, limit);
  }

  @Override
  public List<RepositoryName> listRepositoriesWithBlob(Digest digest, int limit) {
    return store.listRepositoriesWithBlob(digest, limit);
  }

  @Override
  public boolean unlinkBlob(RepositoryName repository, Digest digest) {
    try {
      return store.unlinkBlob(repository, digest);
    } finally {
      epochs.end(repository);
    }
  }

  @Override
  public List<Digest> unlinkUnreferenced(
      RepositoryName repository, List<Digest> digests, Instant notAfter) {
    try {
      return store.unlinkUnreferenced(repository, digests, notAfter);
    } finally {
      epochs.end(repository);
    }
  }

  @Override
  public Optional<Instant> findUnlinkTime(Digest digest) {
    return store.findUnlinkTime(digest);
  }

  @Override
  public void forgetUnlinkTime(Digest digest) {
    store.forgetUnlinkTime(digest);
  }

  @Override
  public Set<Digest> putManifest(
      RepositoryName repository, StoredManifest manifest, References references, Set<Tag> tags) {
    try {
      return store.putManifest(repository, manifest, references, tags);
    } finally {
      epochs.end(repository);
    }
  }

  @Override
  public Optional<StoredManifest> findManifest(RepositoryName repository, Reference reference) {
    return store.findManifest(repository, reference);
  }

  @Override
  public Optional<Digest> findTag(RepositoryName repository, Tag tag) {
    return store.findTag(repository, tag);
  }

  @Override
  public boolean deleteManifest(RepositoryName repository, Digest digest) {
    try {
      return store.deleteManifest(repository, digest);
    } finally {
      epochs.end(repository);
    }
  }

  @Override
  public boolean deleteTag(RepositoryName repository, Tag tag) {
    try {
      return store.deleteTag(repository, tag);
    } finally {
      epochs.end(repository);
    }
  }

  @Override
  public boolean hasRepository(RepositoryName repository) {
    return store.hasRepository(repository);
  }

  @Override
  public List<Tag> listTags(RepositoryName repository, String after, int limit) {
    return store.listTags(repository, after, limit);
  }

  @Override
  public List<RepositoryName> listRepositories(String after, int limit) {
    return store.listRepositories(after, limit);
  }

  @Override
  public List<Digest> listManifests(RepositoryName repository, String after, int limit) {
    return store.listManifests(repository, after, limit);
  }

  @Override
  public List<StoredManifest> listReferrers(RepositoryName repository, Digest subject) {
    return store.listReferrers(repository, subject);
  }

  @Override
  public List<Change> listChanges(long sequence, int limit) {
    return store.listChanges(sequence, limit);
  }

  @Override
  public long lastSequence() {
    return store.lastSequence();
  }

  @Override
  public long oldestContinuableSequence() {
    return store.oldestContinuableSequence();
  }

  @Override
  public void trimChanges(Instant olderThan) {
    store.trimChanges(olderThan);
  }

  @Override
  public Turn beginTurn() {
    return store.beginTurn();
  }

  @Override
  public MetadataStore as(Writer writer) {
    return new EpochMetadataStore(store.as(writer), epochs);
  }

  @Override
  public List<Unsent> listUnsent(long sequence, int limit) {
    return store.listUnsent(sequence, limit);
  }

  @Override
  public void settle(Unsent done, Optional<Digest> atParent) {
    store.settle(done, atParent);
  }

  @Override
  public void offer(Unsent item, Optional<Digest> atParent, Digest image) {
    store.offer(item, atParent, image);
  }

  @Override
  public void close() {
    store.close();
  }
}
