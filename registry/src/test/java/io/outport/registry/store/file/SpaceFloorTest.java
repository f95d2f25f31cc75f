package io.outport.registry.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import io.outport.registry.content.UploadId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is never fuller than it may be; what needs no room goes on. */
final class SpaceFloorTest {
  private static final long MEBIBYTE = 1L << 20;
  private static final long FLOOR = 100 * MEBIBYTE;

  /** The real disk, which says how much of it is free as a test likes. */
  private static final class Volume extends ForwardingLayer {
    private long usable = 1000 * MEBIBYTE;

    @Override
    public long usableSpace(Path path) {
      return usable;
    }
  }

  @TempDir Path folder;
  private final Volume volume = new Volume();
  private BlobStore store;

  @BeforeEach
  void open() {
    store =
        FileBlobStore.open(
            folder,
            new FileBlobStore.Surroundings(
                volume, InstantSource.system(), OptionalLong.of(FLOOR), digest -> {}));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void takesWhatLeavesTheFloorFree() {
    volume.usable = FLOOR + 1000;

    push(new byte[1000]);

    assertThat(store.findSize(Digest.ofBytes(new byte[1000]))).hasValue(1000);
  }

  @Test
  void refusesInTimeAndSaysWhatToDo() {
    volume.usable = FLOOR + 999;

    assertFull(() -> push(new byte[1000]));
    assertFull(() -> store.requireRoom(1000));
    store.requireRoom(999);

    assertThat(store.findSize(Digest.ofBytes(new byte[1000]))).isEmpty();
  }

  @Test
  void keepsWhatAnUploadHadAndGoesOnWhenSpaceReturns() {
    byte[] bytes = new byte[2000];
    try (BlobUpload upload = store.openUpload(new UploadId("upload-under-test"))) {
      upload.append(ByteBuffer.wrap(bytes, 0, 1000));
      volume.usable = FLOOR;
      assertFull(() -> upload.append(ByteBuffer.wrap(bytes, 1000, 1000)));
      assertThat(upload.size()).isEqualTo(1000);

      volume.usable = FLOOR + 5000;
      upload.append(ByteBuffer.wrap(bytes, 1000, 1000));
      upload.commit(Digest.ofBytes(bytes));
    }
    assertThat(store.findSize(Digest.ofBytes(bytes))).hasValue(2000);
  }

  @Test
  void deletesReadsAndCommitsBelowTheFloor() throws Exception {
    push(new byte[1000]);
    try (BlobUpload upload = store.openUpload(new UploadId("another-upload"))) {
      upload.append(ByteBuffer.wrap(new byte[10]));
      volume.usable = FLOOR - 1;
      // Its bytes are there already.
      upload.commit(Digest.ofBytes(new byte[10]));
    }
    try (var blob = store.open(Digest.ofBytes(new byte[1000])).orElseThrow();
        var bytes = blob.read(0, 1000)) {
      assertThat(bytes.readAllBytes()).isEqualTo(new byte[1000]);
    }
    assertThat(store.delete(Digest.ofBytes(new byte[1000]))).isTrue();
  }

  @Test
  void choosesAFloorByTheSizeOfTheVolume() {
    assertThat(SpaceFloor.defaultFor(100 * MEBIBYTE)).isEqualTo(64 * MEBIBYTE);
    assertThat(SpaceFloor.defaultFor(10_000 * MEBIBYTE)).isEqualTo(200 * MEBIBYTE);
    assertThat(SpaceFloor.defaultFor(10_000_000 * MEBIBYTE)).isEqualTo(1024 * MEBIBYTE);
  }

  private void push(byte[] bytes) {
    try (BlobUpload upload = store.openUpload(new UploadId("upload-under-test"))) {
      upload.append(ByteBuffer.wrap(bytes));
      upload.commit(Digest.ofBytes(bytes));
    }
  }

  private static void assertFull(ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.FULL))
        .hasMessageContaining("MiB stay free")
        .hasMessageContaining("--free-space-floor");
  }
}
