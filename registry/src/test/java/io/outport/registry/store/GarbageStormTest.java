package io.outport.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.GarbageCollector;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.UploadId;
import io.outport.registry.content.Waiting;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.registry.store.sql.SqlMetadataStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * W12: pushes, mounts and deletions with a collection always under way and no grace time, so that
 * leases alone protect. Everything that was acknowledged and not deleted must be whole at the end.
 * {@code -Doutport.storm.seconds} and {@code -Doutport.storm.seed} make it longer, or again.
 */
final class GarbageStormTest {
  private static final int SECONDS = Integer.getInteger("outport.storm.seconds", 3);
  private static final int PUSHERS = 6;

  /** Few configs among many images, so that what one deletes another relies on; many layers. */
  private static final int DISTINCT_CONFIGS = 12;

  private static final int DISTINCT_LAYERS = 400;

  @TempDir Path folder;

  /** Acknowledged and not deleted: what must be there. */
  private final Map<String, Digest> visible = new ConcurrentHashMap<>();

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong pushed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong removed = new AtomicLong();
  private final AtomicLong longestLook = new AtomicLong();

  @Test
  void losesNothingThatWasAcknowledged() throws Exception {
    long seed = Long.getLong("outport.storm.seed", System.nanoTime());
    InstantSource clock = InstantSource.system();
    int whole;
    try (var blobs = FileBlobStore.open(folder.resolve("blobs"), clock);
        var metadata = SqlMetadataStore.open(folder.resolve("metadata.db"), clock)) {
      Content content = new Content(blobs, metadata, ContentListener.NONE);
      storm(content, clock, seed);
      whole = countWhole(content);
    }
    // What is missing or differs has failed the test before this line.
    System.out.printf(
        "W12 seed %d: %d images pushed, %d pushes refused, %d blobs collected, %d of %d tags whole,"
            + " longest look %d ms%n",
        seed,
        pushed.get(),
        refused.get(),
        removed.get(),
        whole,
        visible.size(),
        longestLook.get() / 1_000_000);
    assertThat(pushed.get()).as("seed %d", seed).isPositive();
    assertThat(removed.get()).as("seed %d", seed).isPositive();
  }

  private void storm(Content content, InstantSource clock, long seed) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < PUSHERS; i++) {
        int pusher = i;
        all.add(threads.submit(() -> push(content, pusher, new Random(seed + pusher))));
      }
      all.add(threads.submit(() -> collect(content, clock)));
      all.add(threads.submit(() -> look(content)));
      Thread.sleep(Duration.ofSeconds(SECONDS));
      over.set(true);
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private Void collect(Content content, InstantSource clock) throws InterruptedException {
    var collector = new GarbageCollector(content, clock, Waiting.REAL);
    while (!over.get()) {
      removed.addAndGet(collector.run(Duration.ZERO, false).blobs());
    }
    return null;
  }

  /** The pause that a collection costs others, seen by one that looks for a tag all the time. */
  private Void look(Content content) throws InterruptedException {
    RepositoryName repository = new RepositoryName("storm/0");
    while (!over.get()) {
      long start = System.nanoTime();
      var _ = content.metadata().findTag(repository, new Tag("v0"));
      longestLook.accumulateAndGet(System.nanoTime() - start, Math::max);
      Thread.sleep(Duration.ofMillis(1));
    }
    return null;
  }

  private void push(Content content, int pusher, Random random) {
    RepositoryName repository = new RepositoryName("storm/" + pusher % 3);
    for (int round = 0; !over.get(); round++) {
      String tag = "v%d-%d".formatted(pusher, random.nextInt(4));
      String name = repository.value() + ":" + tag;
      if (random.nextInt(3) == 0 && visible.containsKey(name)) {
        delete(content, repository, name);
      } else {
        pushImage(content, repository, tag, pusher, round, random);
      }
    }
  }

  /** Each pusher has tags of its own, and a manifest is one pusher's by its annotation. */
  private void delete(Content content, RepositoryName repository, String name) {
    Digest digest = visible.remove(name);
    if (digest != null && !visible.containsValue(digest)) {
      content.deleteManifest(repository, digest);
    }
  }

  private void pushImage(
      Content content,
      RepositoryName repository,
      String tag,
      int pusher,
      int round,
      Random random) {
    byte[] config = blob(random.nextInt(DISTINCT_CONFIGS));
    byte[] layer = blob(DISTINCT_CONFIGS + random.nextInt(DISTINCT_LAYERS));
    put(content, repository, pusher, config, random);
    put(content, repository, pusher, layer, random);
    StoredManifest manifest = manifest(config, layer, "%d/%d".formatted(pusher, round));
    try {
      content.putManifest(repository, manifest, Set.of(new Tag(tag)));
      visible.put(repository.value() + ":" + tag, manifest.digest());
      pushed.incrementAndGet();
    } catch (OciException gone) {
      // With no grace time a blob may go between its push and its manifest; then it is said.
      assertThat(gone.code()).isEqualTo(ErrorCode.MANIFEST_BLOB_UNKNOWN);
      refused.incrementAndGet();
    }
  }

  /** By mount where the store has it, as a sync and a client do; else by bytes. */
  private static void put(
      Content content, RepositoryName repository, int pusher, byte[] bytes, Random random) {
    Digest digest = Digest.ofBytes(bytes);
    if (random.nextBoolean() && content.adoptBlob(repository, digest)) {
      return;
    }
    try (BlobUpload upload =
        content.blobs().openUpload(new UploadId("storm-upload-number-%02d".formatted(pusher)))) {
      upload.append(ByteBuffer.wrap(bytes));
      content.commitBlob(repository, upload, digest);
    }
  }

  /** Fails at the first that is not. */
  private int countWhole(Content content) throws IOException {
    int whole = 0;
    for (Map.Entry<String, Digest> each : visible.entrySet()) {
      int colon = each.getKey().lastIndexOf(':');
      RepositoryName repository = new RepositoryName(each.getKey().substring(0, colon));
      StoredManifest manifest = content.readManifest(repository, Reference.of(each.getValue()));
      for (var blob : manifest.parse().blobs()) {
        try (BlobContent open = content.openBlob(repository, blob.digest());
            InputStream bytes = open.read(0, open.size())) {
          assertThat(Digest.ofBytes(bytes.readAllBytes())).isEqualTo(blob.digest());
        }
      }
      whole++;
    }
    return whole;
  }

  private static byte[] blob(int number) {
    byte[] bytes = new byte[2_000 + number];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private static StoredManifest manifest(byte[] config, byte[] layer, String note) {
    String json =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s],"annotations":{"by":"%s"}}\
        """
            .formatted(
                MediaType.OCI_MANIFEST,
                descriptor(MediaType.OCI_CONFIG, config),
                descriptor(MediaType.OCTET_STREAM, layer),
                note);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new StoredManifest(Digest.ofBytes(bytes), MediaType.OCI_MANIFEST, bytes);
  }

  private static String descriptor(String mediaType, byte[] bytes) {
    return """
    {"mediaType":"%s","digest":"%s","size":%s}\
    """
        .formatted(mediaType, Digest.ofBytes(bytes), Integer.toString(bytes.length));
  }
}
