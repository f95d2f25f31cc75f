package io.outport.oci.client;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.List;
import java.util.Optional;

/**
 * A registry as a client sees it (OCI distribution specification, v1.1). Calls block; any number of
 * threads may make them at once. Every failure is a {@link RegistryException}; only {@link
 * #openBlob} hands out something that is to be closed.
 */
public final class RegistryClient implements AutoCloseable {
  private static final int FALLBACK_TAG_HASH_LENGTH = 64;

  private final EndpointCaller caller;
  private final ManifestEndpoint manifests;
  private final BlobEndpoint blobs;
  private final UploadEndpoint uploads;
  private final ListingEndpoint listings;

  private RegistryClient(EndpointCaller caller, ClientSettings settings) {
    this.caller = caller;
    this.manifests = new ManifestEndpoint(caller);
    this.blobs = new BlobEndpoint(caller);
    this.uploads = new UploadEndpoint(caller, blobs);
    this.listings = new ListingEndpoint(caller, settings.maxPages());
  }

  /** A client of this registry; nothing is sent yet. */
  public static RegistryClient create(RegistryEndpoint endpoint, ClientSettings settings) {
    return create(endpoint, settings, Surroundings.real());
  }

  static RegistryClient create(
      RegistryEndpoint endpoint, ClientSettings settings, Surroundings surroundings) {
    Sender sender = Sender.create(endpoint, settings);
    return new RegistryClient(
        new EndpointCaller(endpoint, settings, sender, surroundings), settings);
  }

  /** Checks that a registry answers and takes our credentials ("Determining Support"). */
  public void ping() {
    Call call = Call.get("reach the registry", caller.uri("/v2/"), "");
    caller.call(
        call,
        response -> {
          if (response.status() == 404) {
            throw response.protocol("is not a registry: it has no /v2/. Check the address.");
          }
          if (response.status() != 200) {
            throw caller.failure(response);
          }
          return response.status();
        });
  }

  /** The catalog, in the registry's order; names that the specification forbids are left out. */
  public List<RepositoryName> listRepositories() {
    return listings.repositories();
  }

  /** The tags, in the registry's order; an unknown repository has none. */
  public List<Tag> listTags(RepositoryName repository) {
    return listings.tags(repository);
  }

  /** What a reference points at now; empty when the registry does not have it. */
  public Optional<Descriptor> resolve(RepositoryName repository, Reference reference) {
    return manifests.resolve(repository, reference);
  }

  /**
   * Fetches a manifest, its bytes as they came and its digest computed over them.
   *
   * @throws RegistryException {@code NOT_FOUND} with code {@code MANIFEST_UNKNOWN} when it is not
   *     there; {@code CORRUPT} when the bytes are not those that were asked for
   */
  public FetchedManifest fetchManifest(RepositoryName repository, Reference reference) {
    return manifests.fetch(repository, reference);
  }

  /**
   * Opens a blob's bytes from an offset. A server may ignore the offset: look at {@link
   * BlobStream#offset()}. When reading fails, open again at the next offset; the request goes to
   * the registry once more, never to the address that it redirected to before.
   *
   * @param offset 0 to {@code blob.size()}
   * @throws RegistryException {@code NOT_FOUND}, {@code PROTOCOL} when the answer is another part
   *     than asked for, {@code CORRUPT} when its size is not the descriptor's
   */
  public BlobStream openBlob(RepositoryName repository, Descriptor blob, long offset) {
    return blobs.open(repository, blob, offset);
  }

  /** What refers to a subject: by the referrers API, or by the fallback tag where there is none. */
  public List<Descriptor> listReferrers(RepositoryName repository, Digest subject) {
    return listings
        .referrers(repository, subject)
        .orElseGet(() -> fallbackReferrers(repository, subject));
  }

  /** Whether the repository has this blob. */
  public boolean hasBlob(RepositoryName repository, Digest digest) {
    return blobs.has(repository, digest);
  }

  /** Mounts a blob of another repository; false when the registry wants the bytes instead. */
  public boolean mountBlob(RepositoryName target, Digest digest, RepositoryName source) {
    return uploads.mount(target, digest, source);
  }

  /**
   * Pushes a blob; a cut upload goes on where the registry says that it stands.
   *
   * @throws java.io.UncheckedIOException when the source itself fails or is shorter than it said
   */
  public void pushBlob(RepositoryName repository, Descriptor blob, BlobSource source) {
    uploads.push(repository, blob, source);
  }

  /** Pushes a manifest's bytes as they are. */
  public void pushManifest(
      RepositoryName repository, Reference reference, String mediaType, byte[] bytes) {
    manifests.push(repository, reference, mediaType, bytes);
  }

  /** Deletes a tag or a manifest; {@code NOT_FOUND} may also mean that a first answer was lost. */
  public void deleteManifest(RepositoryName repository, Reference reference) {
    manifests.delete(repository, reference);
  }

  /** Drops all connections; calls under way fail. */
  @Override
  public void close() {
    caller.close();
  }

  private List<Descriptor> fallbackReferrers(RepositoryName repository, Digest subject) {
    // The specification cuts the hash so that the tag stays short ("Referrers Tag Schema").
    String hash = subject.hex().substring(0, FALLBACK_TAG_HASH_LENGTH);
    Tag tag = new Tag(subject.algorithm().label() + "-" + hash);
    Optional<FetchedManifest> index = manifests.find(repository, tag);
    if (index.isEmpty() || !MediaType.isIndex(index.get().mediaType())) {
      return List.of();
    }
    try {
      return Manifest.parse(index.get().mediaType(), index.get().bytes()).manifests();
    } catch (OciException e) {
      throw new RegistryException(
          RegistryException.Kind.PROTOCOL,
          "cannot list referrers of %s@%s: the index at tag %s is broken: %s"
              .formatted(repository, subject, tag, e.getMessage()),
          e);
    }
  }
}
