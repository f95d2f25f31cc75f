package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a {@link BlobStore} that outlives its process promises on top. */
public abstract class DurableBlobStoreContract extends BlobStoreContract {
  @TempDir protected Path folder;

  /** Opens the store in this folder. */
  protected abstract BlobStore openStore(Path folder);

  @Override
  protected final BlobStore openStore() {
    return openStore(folder.resolve("store"));
  }

  @Test
  void keepsBlobsAcrossReopening() throws IOException {
    byte[] bytes = random(100_000);
    push(ID, bytes, Digest.ofBytes(bytes));

    reopen();

    assertThat(read(Digest.ofBytes(bytes))).isEqualTo(bytes);
    assertThat(digests()).containsExactly(Digest.ofBytes(bytes));
    assertThat(store.listUploads()).isEmpty();
  }

  @Test
  void continuesUploadAcrossReopening() throws IOException {
    byte[] bytes = random(100_000);
    try (BlobUpload upload = store.openUpload(ID)) {
      upload.append(ByteBuffer.wrap(bytes, 0, 30_000));
      upload.checkpoint();
      upload.append(ByteBuffer.wrap(bytes, 30_000, 30_000));
      upload.checkpoint();
      upload.append(ByteBuffer.wrap(bytes, 60_000, 10_000));
    }

    reopen();

    assertThat(store.listUploads()).containsExactly(ID);
    try (BlobUpload upload = store.findUpload(ID).orElseThrow()) {
      assertThat(upload.checkpointed()).isEqualTo(60_000);
      assertThat(upload.size()).isEqualTo(70_000);
      upload.append(ByteBuffer.wrap(bytes, 70_000, 30_000));
      upload.commit(Digest.ofBytes(bytes));
    }
    assertThat(read(Digest.ofBytes(bytes))).isEqualTo(bytes);
  }

  @Test
  void forgetsCheckpointsThatWereCutAcrossReopening() throws IOException {
    byte[] bytes = random(50_000);
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, new byte[40_000]);
      upload.checkpoint();
      upload.truncate(0);
      append(upload, bytes);
    }

    reopen();

    try (BlobUpload upload = store.findUpload(ID).orElseThrow()) {
      assertThat(upload.checkpointed()).isZero();
      assertThat(upload.size()).isEqualTo(50_000);
      upload.commit(Digest.ofBytes(bytes));
    }
  }

  @Test
  void opensAfterAKill() throws IOException {
    byte[] committed = random(100_000);
    byte[] uploading = random(70_000);
    push(OTHER, committed, Digest.ofBytes(committed));
    BlobUpload upload = store.openUpload(ID);
    upload.append(ByteBuffer.wrap(uploading, 0, 50_000));
    upload.checkpoint();
    upload.append(ByteBuffer.wrap(uploading, 50_000, 10_000));

    Path killed = folder.resolve("killed");
    copy(folder.resolve("store"), killed);
    upload.close();

    try (BlobStore survivor = openStore(killed)) {
      assertThat(read(survivor, Digest.ofBytes(committed))).isEqualTo(committed);
      try (BlobUpload continued = survivor.openUpload(ID)) {
        assertThat(continued.checkpointed()).isEqualTo(50_000);
        assertThat(continued.size()).isBetween(50_000L, 60_000L);
        int size = (int) continued.size();
        continued.append(ByteBuffer.wrap(uploading, size, uploading.length - size));
        continued.commit(Digest.ofBytes(uploading));
      }
    }
  }

  @Test
  void refusesSecondOpenerInWordsThatNameTheFolder() {
    assertBusy(() -> openStore(folder.resolve("store")));

    reopen();
    assertBusy(() -> openStore(folder.resolve("store")));
  }

  protected final void reopen() {
    store.close();
    store = openStore();
  }

  protected static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }
}
