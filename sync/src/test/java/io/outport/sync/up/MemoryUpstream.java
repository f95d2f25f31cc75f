package io.outport.sync.up;

import io.outport.oci.client.BlobSource;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.sync.ParentException;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** A parent in memory that fails one call, before or after it did what was asked. */
final class MemoryUpstream implements Upstream {
  private final VirtualClock clock = VirtualClock.start();
  final Content content =
      new Content(new MemoryBlobStore(clock), new MemoryMetadataStore(clock), ContentListener.NONE);

  private int calls;
  private int failing = Integer.MAX_VALUE;
  private ParentException.Kind kind = ParentException.Kind.UNREACHABLE;
  private boolean afterwards;

  /** The call with this number, counted from 1 and from now, fails. */
  void fail(int call, ParentException.Kind how, boolean afterItWasDone) {
    calls = 0;
    failing = call;
    kind = how;
    afterwards = afterItWasDone;
  }

  /** Whether as many calls came as were to come before one failed. */
  boolean hasFailed() {
    return calls >= failing;
  }

  @Override
  public Optional<Digest> find(RepositoryName repository, Reference reference) {
    return called(
        () -> content.metadata().findManifest(repository, reference).map(StoredManifest::digest));
  }

  @Override
  public List<Tag> listTags(RepositoryName repository) {
    return called(() -> content.metadata().listTags(repository, "", 1000));
  }

  @Override
  public boolean hasBlob(RepositoryName repository, Digest digest) {
    return called(() -> content.metadata().findBlob(repository, digest).isPresent());
  }

  @Override
  public void pushBlob(RepositoryName repository, Descriptor blob, BlobSource source) {
    called(
        () -> {
          try (InputStream bytes = source.openAt(0);
              BlobUpload upload = content.blobs().openUpload(UploadId.random(new Random()))) {
            upload.append(ByteBuffer.wrap(bytes.readAllBytes()));
            content.commitBlob(repository, upload, blob.digest());
            return true;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public void pushManifest(
      RepositoryName repository, Reference reference, StoredManifest manifest) {
    called(
        () -> {
          Set<Tag> tags = reference instanceof Tag tag ? Set.of(tag) : Set.of();
          content.putManifest(repository, manifest, tags);
          return true;
        });
  }

  @Override
  public void delete(RepositoryName repository, Reference reference) {
    called(
        () ->
            switch (reference) {
              case Tag tag -> content.deleteTag(repository, tag);
              case Reference.ByDigest named -> content.deleteManifest(repository, named.digest());
            });
  }

  private <T> T called(Supplier<T> work) {
    calls++;
    boolean fails = calls == failing;
    if (fails && !afterwards) {
      throw failure();
    }
    T result = work.get();
    if (fails) {
      throw failure();
    }
    return result;
  }

  private ParentException failure() {
    return new ParentException(kind, "the parent fails call " + calls, null);
  }
}
