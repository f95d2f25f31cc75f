package io.outport.registry.content;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The laws of a registry's content, as operations on the two ports.
 *
 * <p>Order keeps the laws through a crash between any two calls: bytes become durable in the {@link
 * BlobStore} before {@link MetadataStore} speaks of them, and go after it stopped. L1 is the blob
 * store's, L2 is {@link #putManifest}'s, L3 is the transaction of {@link
 * MetadataStore#putManifest}'s, L11 is here: nothing is read by digest alone.
 */
public final class Content {
  private final BlobStore blobs;
  private final MetadataStore metadata;
  private final ContentListener listener;
  private final ContentEpochs epochs;
  private final Leases leases;

  /** The listener hears of each change after it is durable; it must return at once. */
  public Content(BlobStore blobs, MetadataStore metadata, ContentListener listener) {
    this.blobs = blobs;
    this.epochs = new ContentEpochs();
    this.metadata = new EpochMetadataStore(metadata, epochs);
    this.leases = new Leases();
    this.listener = listener;
  }

  private Content(Content same, Writer writer) {
    this.blobs = same.blobs;
    this.epochs = same.epochs;
    this.metadata = same.metadata.as(writer);
    this.leases = same.leases;
    this.listener = same.listener;
  }

  /** The same content, changed on behalf of another kind of writer. */
  public Content as(Writer writer) {
    return new Content(this, writer);
  }

  /** The bytes' port, for uploads. */
  public BlobStore blobs() {
    return blobs;
  }

  /** The meaning's port, for lists and the history. */
  public MetadataStore metadata() {
    return metadata;
  }

  /** Ends when what a repository holds may have changed, for whoever remembers what it read. */
  public ContentEpochs epochs() {
    return epochs;
  }

  /** Blobs that somebody is building on, which a collection of garbage leaves alone. */
  public Leases leases() {
    return leases;
  }

  /**
   * Opens a blob of this repository; the caller closes it.
   *
   * @throws OciException {@code BLOB_UNKNOWN} when this repository does not hold it, whoever else
   *     does, or when the store has lost it
   */
  public BlobContent openBlob(RepositoryName repository, Digest digest) {
    if (metadata.findBlob(repository, digest).isEmpty()) {
      throw blobUnknown(repository, digest);
    }
    Optional<BlobContent> content = blobs.open(digest);
    if (content.isEmpty()) {
      listener.blobLost(digest);
    }
    return content.orElseThrow(() -> blobUnknown(repository, digest));
  }

  /**
   * Opens a blob for somebody who will count on it: its grace time begins anew before the look at
   * it, so that what is there stays, also through a collection of garbage that is under way. Throws
   * as {@link #openBlob}.
   */
  public BlobContent openAndRenewBlob(RepositoryName repository, Digest digest) {
    try (Leases.Lease _ = leases.hold(List.of(digest))) {
      renew(repository, digest);
      return openBlob(repository, digest);
    }
  }

  private void renew(RepositoryName repository, Digest digest) {
    try {
      metadata.renewBlob(repository, digest);
    } catch (StoreException ignored) {
      // A full disk must not keep anybody from reading.
    }
  }

  /** Ends an upload as a blob of the repository. Throws as {@link BlobUpload#commit}. */
  public void commitBlob(RepositoryName repository, BlobUpload upload, Digest expected) {
    long size = upload.size();
    try (Leases.Lease _ = leases.hold(List.of(expected))) {
      upload.commit(expected);
      metadata.linkBlob(repository, expected, size);
    }
  }

  /**
   * Takes a blob that the store holds already into the repository, without moving bytes. The caller
   * has checked the right to read it somewhere: from the mount's source, or from the parent whose
   * manifest names it.
   *
   * @return false when the store does not hold it
   */
  public boolean adoptBlob(RepositoryName repository, Digest digest) {
    try (Leases.Lease _ = leases.hold(List.of(digest))) {
      var size = blobs.findSize(digest);
      size.ifPresent(bytes -> metadata.linkBlob(repository, digest, bytes));
      return size.isPresent();
    }
  }

  /**
   * Makes a manifest visible under its digest and moves the tags to it (L2, L3).
   *
   * @throws OciException {@code MANIFEST_INVALID}, {@code TOO_LARGE}, {@code DIGEST_INVALID} when
   *     the bytes do not match {@code manifest.digest()}, {@code MANIFEST_BLOB_UNKNOWN} naming
   *     every reference that the repository lacks
   * @throws StoreException of kind {@code FULL} when there is no room for it
   */
  public void putManifest(RepositoryName repository, StoredManifest manifest, Set<Tag> tags) {
    putManifest(repository, manifest, tags, MissingContent.REFUSED);
  }

  /** As above, with another answer to content that is not there yet. */
  public void putManifest(
      RepositoryName repository,
      StoredManifest manifest,
      Set<Tag> tags,
      MissingContent missingContent) {
    putManifest(repository, manifest, tags, missingContent, Map.of());
  }

  /**
   * Makes a manifest visible together with those of its blobs that the store holds already, without
   * moving bytes, and moves the tags to it: all at once, or nothing where the writer is not to
   * touch it. The caller has checked the right to read the blobs, by the parent whose manifest
   * names them. Throws as {@link #putManifest}.
   */
  public void adoptManifest(
      RepositoryName repository,
      StoredManifest manifest,
      Set<Tag> tags,
      MissingContent missingContent) {
    List<Digest> named = GarbageCollector.blobsOf(manifest.parse());
    try (Leases.Lease _ = leases.hold(named)) {
      Map<Digest, Long> sizes = new HashMap<>();
      named.forEach(blob -> blobs.findSize(blob).ifPresent(size -> sizes.put(blob, size)));
      putManifest(repository, manifest, tags, missingContent, sizes);
    }
  }

  private void putManifest(
      RepositoryName repository,
      StoredManifest manifest,
      Set<Tag> tags,
      MissingContent missingContent,
      Map<Digest, Long> adopted) {
    Digest actual = Digest.ofBytes(manifest.digest().algorithm(), manifest.bytes());
    if (!actual.equals(manifest.digest())) {
      throw new OciException(
          ErrorCode.DIGEST_INVALID,
          "manifest in '%s' hashes to %s, not to %s: it changed on the way, send it again"
              .formatted(repository, actual, manifest.digest()));
    }
    blobs.requireRoom(manifest.bytes().length);
    Manifest document = manifest.parse();
    try (Leases.Lease _ = leases.hold(GarbageCollector.blobsOf(document))) {
      References references = References.sparse(document);
      if (!missingContent.accepts(document)) {
        requirePresent(repository, document, adopted.keySet());
        references = References.whole(document);
      }
      Set<Digest> vanished =
          metadata.putManifest(repository, manifest, references.adopting(adopted), tags);
      if (!vanished.isEmpty()) {
        // Somebody took them out of the repository since the look.
        throw missing(repository, vanished.stream().sorted().toList());
      }
    }
    listener.changed();
  }

  /**
   * Reads a manifest.
   *
   * @throws OciException {@code MANIFEST_UNKNOWN}
   */
  public StoredManifest readManifest(RepositoryName repository, Reference reference) {
    return metadata
        .findManifest(repository, reference)
        .orElseThrow(
            () ->
                new OciException(
                    ErrorCode.MANIFEST_UNKNOWN,
                    "manifest unknown: '%s' has no '%s'".formatted(repository, reference)));
  }

  /** The descriptors of what refers to the subject, in the form of the referrers API. */
  public List<Descriptor> listReferrers(RepositoryName repository, Digest subject) {
    return metadata.listReferrers(repository, subject).stream().map(Content::referrer).toList();
  }

  /** Removes a manifest with its tags; false where it was absent. */
  public boolean deleteManifest(RepositoryName repository, Digest digest) {
    return announce(metadata.deleteManifest(repository, digest));
  }

  /** Removes one tag; false where it was absent. */
  public boolean deleteTag(RepositoryName repository, Tag tag) {
    return announce(metadata.deleteTag(repository, tag));
  }

  /** Which references of the manifest the repository lacks, in document order. */
  public List<Descriptor> listMissing(RepositoryName repository, Manifest document) {
    return document.required().filter(each -> !isPresent(repository, each, document)).toList();
  }

  private boolean announce(boolean changed) {
    if (changed) {
      listener.changed();
    }
    return changed;
  }

  private void requirePresent(RepositoryName repository, Manifest document, Set<Digest> coming) {
    List<Descriptor> missing =
        listMissing(repository, document).stream()
            .filter(each -> !coming.contains(each.digest()))
            .toList();
    if (!missing.isEmpty()) {
      throw missing(repository, missing.stream().map(Descriptor::digest).toList());
    }
  }

  private static OciException missing(RepositoryName repository, List<Digest> digests) {
    String names = String.join(", ", digests.stream().map(Digest::toString).toList());
    return new OciException(
        ErrorCode.MANIFEST_BLOB_UNKNOWN,
        "manifest in '%s' references content that is not there: %s; push that first"
            .formatted(repository, names));
  }

  /** An index's entries are manifests whatever their media type says; all else are blobs. */
  private boolean isPresent(RepositoryName repository, Descriptor wanted, Manifest document) {
    return document.manifests().contains(wanted)
        ? metadata.findManifest(repository, Reference.of(wanted.digest())).isPresent()
        : metadata.findBlob(repository, wanted.digest()).isPresent();
  }

  private static Descriptor referrer(StoredManifest manifest) {
    Manifest document = manifest.parse();
    return new Descriptor(
        manifest.mediaType(),
        manifest.digest(),
        manifest.bytes().length,
        document.artifactType(),
        document.annotations(),
        null);
  }

  private static OciException blobUnknown(RepositoryName repository, Digest digest) {
    return new OciException(
        ErrorCode.BLOB_UNKNOWN, "blob unknown: '%s' has no %s".formatted(repository, digest));
  }
}
