package io.outport.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Change;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.UploadId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pusher is killed with {@code SIGKILL} after a random number of acknowledgements and a random
 * moment; both stores must open and hold all that was acknowledged. {@code -Doutport.seed} repeats
 * a run as far as the scheduler allows, {@code -Doutport.kills} asks for more rounds.
 */
final class KillIT {
  private static final long SEED = Long.getLong("outport.seed", System.nanoTime());
  private static final int KILLS = Integer.getInteger("outport.kills", 3);
  private static final int MAX_ACKNOWLEDGEMENTS = 40;
  private static final int MAX_EXTRA_MICROS = 5_000;

  @TempDir Path data;

  private final Random random = new Random(SEED);

  @Test
  void holdsAllThatWasAcknowledgedBeforeAKill() throws Exception {
    List<Digest> blobs = new ArrayList<>();
    List<Digest> manifests = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      pushAndKill(blobs, manifests);
      try {
        verify(blobs, manifests);
      } catch (IOException | RuntimeException | AssertionError failure) {
        throw new AssertionError("seed %d, kill %d".formatted(SEED, kill), failure);
      }
    }
    System.out.printf(
        "W14 seed %d: %d kills, %d blobs and %d manifests acknowledged, all read again%n",
        SEED, KILLS, blobs.size(), manifests.size());
  }

  private void pushAndKill(List<Digest> blobs, List<Digest> manifests) throws Exception {
    Process pusher = start();
    try (BufferedReader lines = pusher.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("ready");
      requireLocked();
      int wanted = random.nextInt(MAX_ACKNOWLEDGEMENTS);
      for (int i = 0; i < wanted; i++) {
        record(lines.readLine(), blobs, manifests);
      }
      spin(random.nextInt(MAX_EXTRA_MICROS));
      // Through its handle: killing the process itself would close the stream under us.
      pusher.toHandle().destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        record(line, blobs, manifests);
      }
    } finally {
      pusher.destroyForcibly();
      assertThat(pusher.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Process start() throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    return new ProcessBuilder(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KillPusher.class.getName(),
            data.toString(),
            Long.toString(random.nextLong()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void requireLocked() {
    assertThatThrownBy(() -> KillPusher.openBlobs(data))
        .isInstanceOfSatisfying(
            StoreException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(StoreException.Kind.BUSY))
        .hasMessageContaining(data.resolve("blobs").toString());
  }

  private static void record(String line, List<Digest> blobs, List<Digest> manifests) {
    String[] words = line.split(" ", 2);
    (words[0].equals("blob") ? blobs : manifests).add(Digest.parse(words[1]));
  }

  /** A pause shorter than any sleep: the moment of the kill inside a push. */
  private static void spin(int micros) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void verify(List<Digest> blobs, List<Digest> manifests) throws IOException {
    try (BlobStore store = KillPusher.openBlobs(data);
        MetadataStore metadata = KillPusher.openMetadata(data)) {
      var content = new Content(store, metadata, ContentListener.NONE);
      for (Digest each : blobs) {
        assertThat(digest(content, each)).isEqualTo(each);
      }
      for (Digest each : manifests) {
        requireComplete(content, content.readManifest(KillPusher.REPOSITORY, Reference.of(each)));
      }
      assertThat(store.listDigests("", Integer.MAX_VALUE))
          .allSatisfy(each -> assertThat(digest(store, each)).isEqualTo(each));
      requireTagOnNewestManifest(content, manifests);
      for (UploadId each : store.listUploads()) {
        requireUsable(store, each);
      }
    }
  }

  /** What is visible is whole, acknowledged or not. */
  private static void requireTagOnNewestManifest(Content content, List<Digest> manifests) {
    List<Change> changes = content.metadata().listChanges(0, 1_000_000);
    for (Change each : changes) {
      requireComplete(
          content, content.readManifest(KillPusher.REPOSITORY, Reference.of(each.digest())));
    }
    if (!manifests.isEmpty()) {
      Digest newest = changes.getLast().digest();
      assertThat(content.metadata().findTag(KillPusher.REPOSITORY, KillPusher.LATEST))
          .hasValue(newest);
      assertThat(changes).extracting(Change::digest).containsAll(manifests);
    }
  }

  private static void requireComplete(Content content, StoredManifest manifest) {
    assertThat(Digest.ofBytes(manifest.bytes())).isEqualTo(manifest.digest());
    for (Descriptor each : manifest.parse().blobs()) {
      content.openBlob(KillPusher.REPOSITORY, each.digest()).close();
    }
  }

  private static void requireUsable(BlobStore store, UploadId id) {
    try (BlobUpload upload = store.openUpload(id)) {
      assertThat(upload.size()).isGreaterThanOrEqualTo(upload.checkpointed());
    }
  }

  private static Digest digest(Content content, Digest digest) {
    try (BlobContent blob = content.openBlob(KillPusher.REPOSITORY, digest)) {
      return digest(blob);
    }
  }

  private static Digest digest(BlobStore store, Digest digest) {
    try (BlobContent blob = store.open(digest).orElseThrow()) {
      return digest(blob);
    }
  }

  private static Digest digest(BlobContent blob) {
    try (var stream = blob.read(0, blob.size())) {
      return Digest.ofBytes(stream.readAllBytes());
    } catch (IOException failure) {
      throw new AssertionError("the blob cannot be read", failure);
    }
  }
}
