package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client that pushes, moves a tag, deletes and collects, on stores that fail one call; for every
 * call, on every pair of stores. What was acknowledged stays, what is visible is whole, and trying
 * again ends where it would have ended without the fault.
 */
public abstract class ContentFaultContract {
  private static final RepositoryName REPOSITORY = new RepositoryName("app/web");
  private static final Tag TAG = new Tag("v1");
  private static final Duration GRACE = Duration.ofHours(1);

  /** Fewer calls than this would mean that the workload goes past the stores. */
  private static final int FEWEST_CALLS = 30;

  private static final byte[] CONFIG = bytes("config");
  private static final byte[] SHARED = bytes("layer of both");
  private static final byte[] OLD_LAYER = bytes("layer of the old image");
  private static final byte[] NEW_LAYER = bytes("layer of the new image");
  private static final StoredManifest OLD = image(CONFIG, SHARED, OLD_LAYER);
  private static final StoredManifest NEW = image(CONFIG, SHARED, NEW_LAYER);

  @TempDir Path folder;
  private final VirtualClock clock = VirtualClock.start();

  /** Opens what is kept in this folder, or empty stores that live as long as the test. */
  protected abstract BlobStore openBlobs(Path folder, VirtualClock clock) throws Exception;

  /** As {@link #openBlobs}. */
  protected abstract MetadataStore openMetadata(Path folder, VirtualClock clock) throws Exception;

  /** The steps, in order, each a client's call that is acknowledged when it returns. */
  private enum Step {
    PUSH_OLD,
    PUSH_NEW,
    DELETE_OLD,
    COLLECT
  }

  @ParameterizedTest
  @EnumSource
  void losesNothingWhicheverCallFails(FaultyPort.Moment moment) throws Exception {
    FaultyPort port;
    long call = 1;
    do {
      port = new FaultyPort(call, moment);
      Path place = Files.createDirectories(folder.resolve("%s%d".formatted(moment, call)));
      try (BlobStore blobs = openBlobs(place, clock);
          MetadataStore metadata = openMetadata(place, clock)) {
        run(port, blobs, metadata);
      } catch (AssertionError | Exception failure) {
        throw new AssertionError("call %d, %s".formatted(call, moment), failure);
      }
      call++;
    } while (port.wasMet());
    assertThat(call).isGreaterThan(FEWEST_CALLS);
  }

  private void run(FaultyPort port, BlobStore blobs, MetadataStore metadata) throws Exception {
    var real = new Content(blobs, metadata, ContentListener.NONE);
    var faulty =
        new Content(
            port.before(BlobStore.class, blobs),
            port.before(MetadataStore.class, metadata),
            ContentListener.NONE);
    // Files have times of their own, by the real clock: all of them are old.
    clock.advance(Duration.ofDays(10_000));
    for (Step step : Step.values()) {
      try {
        take(step, faulty);
      } catch (StoreException failed) {
        requireSound(real, step);
        take(step, faulty);
      }
      clock.advance(Duration.ofHours(2));
    }
    assertThat(real.metadata().findTag(REPOSITORY, TAG)).hasValue(NEW.digest());
    requireWhole(real, NEW);
    assertThat(real.blobs().listDigests("", 10))
        .containsExactlyInAnyOrder(
            Digest.ofBytes(CONFIG), Digest.ofBytes(SHARED), Digest.ofBytes(NEW_LAYER));
  }

  private void take(Step step, Content content) throws InterruptedException {
    switch (step) {
      case PUSH_OLD -> push(content, OLD, CONFIG, SHARED, OLD_LAYER);
      case PUSH_NEW -> push(content, NEW, CONFIG, SHARED, NEW_LAYER);
      case DELETE_OLD -> content.deleteManifest(REPOSITORY, OLD.digest());
      case COLLECT -> {
        var collector = new GarbageCollector(content, clock, Waiting.REAL);
        var _ = collector.run(GRACE, false);
      }
    }
  }

  private static void push(Content content, StoredManifest manifest, byte[]... blobs) {
    for (byte[] blob : blobs) {
      UploadId id = new UploadId("upload-" + Digest.ofBytes(blob).hex().substring(0, 32));
      // A client that comes again begins anew.
      content.blobs().findUpload(id).ifPresent(BlobUpload::cancel);
      try (BlobUpload upload = content.blobs().openUpload(id)) {
        upload.append(ByteBuffer.wrap(blob));
        content.commitBlob(REPOSITORY, upload, Digest.ofBytes(blob));
      }
    }
    content.putManifest(REPOSITORY, manifest, Set.of(TAG));
  }

  /** While a step has failed, all that earlier ones were acknowledged for is there. */
  private static void requireSound(Content content, Step failed) throws IOException {
    Optional<Digest> tagged = content.metadata().findTag(REPOSITORY, TAG);
    Set<Digest> allowed =
        switch (failed) {
          case PUSH_OLD -> Set.of(OLD.digest());
          case PUSH_NEW -> Set.of(OLD.digest(), NEW.digest());
          case DELETE_OLD, COLLECT -> Set.of(NEW.digest());
        };
    if (failed == Step.PUSH_OLD) {
      assertThat(tagged.stream()).isSubsetOf(allowed);
    } else {
      assertThat(allowed).contains(tagged.orElseThrow());
    }
    for (StoredManifest image : List.of(OLD, NEW)) {
      if (content.metadata().findManifest(REPOSITORY, Reference.of(image.digest())).isPresent()) {
        requireWhole(content, image);
      }
    }
    if (failed == Step.PUSH_NEW) {
      requireWhole(content, OLD);
    }
  }

  private static void requireWhole(Content content, StoredManifest image) throws IOException {
    assertThat(content.readManifest(REPOSITORY, Reference.of(image.digest()))).isEqualTo(image);
    for (var blob : image.parse().blobs()) {
      try (BlobContent open = content.openBlob(REPOSITORY, blob.digest());
          InputStream bytes = open.read(0, open.size())) {
        assertThat(Digest.ofBytes(bytes.readAllBytes())).isEqualTo(blob.digest());
      }
    }
  }

  private static StoredManifest image(byte[] config, byte[]... layers) {
    StringBuilder list = new StringBuilder();
    for (byte[] layer : layers) {
      list.append(list.isEmpty() ? "" : ",").append(descriptor(MediaType.OCTET_STREAM, layer));
    }
    byte[] json =
        bytes(
            """
            {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
            """
                .formatted(MediaType.OCI_MANIFEST, descriptor(MediaType.OCI_CONFIG, config), list));
    return new StoredManifest(Digest.ofBytes(json), MediaType.OCI_MANIFEST, json);
  }

  private static String descriptor(String mediaType, byte[] bytes) {
    return """
    {"mediaType":"%s","digest":"%s","size":%d}\
    """
        .formatted(mediaType, Digest.ofBytes(bytes), bytes.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
