package io.outport.edge;

import io.outport.oci.client.BlobStream;
import io.outport.oci.client.FetchedManifest;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryException;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.BlobSource;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.SyncInterruptedException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Any OCI registry as a {@link Parent}. */
final class RegistryParent implements Parent {
  private final RegistryClient client;

  RegistryParent(RegistryClient client) {
    this.client = client;
  }

  @Override
  public List<RepositoryName> listRepositories() {
    return translated(client::listRepositories);
  }

  @Override
  public List<Tag> listTags(RepositoryName repository) {
    return translated(() -> client.listTags(repository));
  }

  @Override
  public Optional<Descriptor> resolve(RepositoryName repository, Reference reference) {
    return translated(() -> client.resolve(repository, reference));
  }

  @Override
  public StoredManifest fetchManifest(RepositoryName repository, Digest digest) {
    FetchedManifest fetched =
        translated(() -> client.fetchManifest(repository, Reference.of(digest)));
    return new StoredManifest(fetched.digest(), fetched.mediaType(), fetched.bytes());
  }

  @Override
  public BlobSource openBlob(RepositoryName repository, Descriptor blob, long offset) {
    return new Source(translated(() -> client.openBlob(repository, blob, offset)));
  }

  @Override
  public List<Descriptor> listReferrers(RepositoryName repository, Digest subject) {
    return translated(() -> client.listReferrers(repository, subject));
  }

  private static <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (RegistryException e) {
      throw translate(e);
    }
  }

  /** What a failed call means to whoever copies. */
  static RuntimeException translate(RegistryException e) {
    if (e.kind() == RegistryException.Kind.CANCELLED) {
      return new SyncInterruptedException("a call to the parent");
    }
    return new ParentException(kind(e.kind()), String.valueOf(e.getMessage()), e);
  }

  private static ParentException.Kind kind(RegistryException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, CUT, STALLED -> ParentException.Kind.UNREACHABLE;
      case UNAVAILABLE, RATE_LIMITED -> ParentException.Kind.UNAVAILABLE;
      case NOT_FOUND -> ParentException.Kind.NOT_FOUND;
      case UNAUTHORIZED, DENIED -> ParentException.Kind.DENIED;
      case UNTRUSTED -> ParentException.Kind.UNTRUSTED;
      case CORRUPT -> ParentException.Kind.CORRUPT;
      case REJECTED, PROTOCOL, CANCELLED -> ParentException.Kind.PROTOCOL;
    };
  }

  private record Source(BlobStream stream) implements BlobSource {
    @Override
    public long offset() {
      return stream.offset();
    }

    @Override
    public int read(ByteBuffer target) {
      return translated(() -> stream.read(target));
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
