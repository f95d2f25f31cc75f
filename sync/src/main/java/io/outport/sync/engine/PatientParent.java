package io.outport.sync.engine;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.BlobSource;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.Pause;
import io.outport.sync.SyncInterruptedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Repeats short calls that a broken link ended. Blobs pass through: their transfers know how far
 * they got and repeat by themselves.
 */
final class PatientParent implements Parent {
  private final Parent parent;
  private final SyncSettings settings;
  private final Pause pause;
  private final RandomGenerator random;

  PatientParent(Parent parent, SyncSettings settings, Pause pause, RandomGenerator random) {
    this.parent = parent;
    this.settings = settings;
    this.pause = pause;
    this.random = random;
  }

  @Override
  public List<RepositoryName> listRepositories() {
    return repeat(parent::listRepositories);
  }

  @Override
  public List<Tag> listTags(RepositoryName repository) {
    return repeat(() -> parent.listTags(repository));
  }

  @Override
  public Optional<Descriptor> resolve(RepositoryName repository, Reference reference) {
    return repeat(() -> parent.resolve(repository, reference));
  }

  @Override
  public StoredManifest fetchManifest(RepositoryName repository, Digest digest) {
    return repeat(() -> parent.fetchManifest(repository, digest));
  }

  @Override
  public BlobSource openBlob(RepositoryName repository, Descriptor blob, long offset) {
    return parent.openBlob(repository, blob, offset);
  }

  @Override
  public List<Descriptor> listReferrers(RepositoryName repository, Digest subject) {
    return repeat(() -> parent.listReferrers(repository, subject));
  }

  private <T> T repeat(Supplier<T> call) {
    for (int failures = 1; ; failures++) {
      try {
        return call.get();
      } catch (ParentException e) {
        if (!e.retryable() || failures >= settings.callAttempts()) {
          throw e;
        }
        sleep(failures);
      }
    }
  }

  private void sleep(int failures) {
    try {
      pause.sleep(settings.callBackoff().after(failures, random));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SyncInterruptedException("a call to the parent");
    }
  }
}
