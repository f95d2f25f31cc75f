package io.outport.edge;

import io.outport.oci.client.BlobSource;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryException;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.up.Upstream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Any OCI registry that takes pushes and deletions, as an {@link Upstream}. */
final class RegistryUpstream implements Upstream {
  private final RegistryClient client;

  RegistryUpstream(RegistryClient client) {
    this.client = client;
  }

  @Override
  public Optional<Digest> find(RepositoryName repository, Reference reference) {
    return translated(() -> client.resolve(repository, reference)).map(Descriptor::digest);
  }

  @Override
  public List<Tag> listTags(RepositoryName repository) {
    return translated(() -> client.listTags(repository));
  }

  @Override
  public boolean hasBlob(RepositoryName repository, Digest digest) {
    return translated(() -> client.hasBlob(repository, digest));
  }

  @Override
  public void pushBlob(RepositoryName repository, Descriptor blob, BlobSource source) {
    translated(() -> client.pushBlob(repository, blob, source));
  }

  @Override
  public void pushManifest(
      RepositoryName repository, Reference reference, StoredManifest manifest) {
    translated(
        () -> client.pushManifest(repository, reference, manifest.mediaType(), manifest.bytes()));
  }

  @Override
  public void delete(RepositoryName repository, Reference reference) {
    translated(
        () -> {
          try {
            client.deleteManifest(repository, reference);
          } catch (RegistryException e) {
            if (e.kind() != RegistryException.Kind.NOT_FOUND) {
              throw e;
            }
          }
        });
  }

  private static void translated(Runnable call) {
    var _ =
        translated(
            () -> {
              call.run();
              return true;
            });
  }

  private static <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (RegistryException e) {
      throw RegistryParent.translate(e);
    }
  }
}
