package io.outport.registry.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.CheckedFile;
import io.outport.registry.content.DamagedBlobException;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.UploadId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the disk changed is found before it is handed out, and put right by the next push. */
final class DamageTest {
  private static final int SIZE = 200_000;
  private static final int BLOCK = BlockSums.BLOCK_BYTES;

  @TempDir Path folder;
  private final List<Digest> damaged = new ArrayList<>();
  private final byte[] bytes = random(SIZE);
  private final Digest digest = Digest.ofBytes(bytes);
  private BlobStore store;

  @BeforeEach
  void open() {
    store = FileBlobStore.open(folder, InstantSource.system(), OptionalLong.empty(), damaged::add);
    push();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, 2 * BLOCK + 7, SIZE - 1})
  void handsOutNoByteOfABlockWithOneBitChanged(int position) throws IOException {
    flip(position);

    byte[] received = readUntilFailure();

    assertThat(received.length).isLessThanOrEqualTo(position);
    assertThat(received).isEqualTo(Arrays.copyOf(bytes, received.length));
    requireGoneAndHealedByAPush();
  }

  @Test
  void findsTheChangeInARangeOfItsBlock() throws IOException {
    flip(BLOCK + 5);

    try (BlobContent content = store.open(digest).orElseThrow();
        InputStream range = content.read(BLOCK + 1000, 10)) {
      assertThatThrownBy(range::readAllBytes)
          .isInstanceOf(DamagedBlobException.class)
          .hasMessageContaining(digest.toString())
          .hasMessageContaining("from %d on".formatted(BLOCK));
    }
    requireGoneAndHealedByAPush();
  }

  @Test
  void findsABlobThatIsShorterOrLongerWhenItIsOpened() throws IOException {
    for (int length : new int[] {0, 1, SIZE - 1, SIZE + 1}) {
      try (var access = new RandomAccessFile(blob().toFile(), "rw")) {
        access.setLength(length);
      }
      assertThat(store.open(digest)).isEmpty();
      requireGoneAndHealedByAPush();
    }
  }

  /** After an upgrade, a crash or a restore the sums may be lost, torn or old. */
  @ParameterizedTest
  @ValueSource(strings = {"lost", "empty", "torn", "changed"})
  void makesSumsAnewThatAreNotThere(String trouble) throws IOException {
    Path sums = new StoreTree(folder).sums(digest);
    switch (trouble) {
      case "lost" -> Files.delete(sums);
      case "empty" -> Files.write(sums, new byte[0]);
      case "torn" -> Files.write(sums, new byte[(int) Files.size(sums)]);
      default -> {
        byte[] other = Files.readAllBytes(sums);
        other[14] ^= 1;
        Files.write(sums, other);
      }
    }
    reopen();

    try (BlobContent content = store.open(digest).orElseThrow();
        InputStream whole = content.read(0, SIZE)) {
      assertThat(whole.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(damaged).isEmpty();
    assertThat(Files.size(sums)).isEqualTo(BlockSums.writtenBytes(SIZE));
  }

  @Test
  void findsDamageWhereTheSumsAreLostToo() throws IOException {
    Files.delete(new StoreTree(folder).sums(digest));
    flip(5);
    reopen();

    assertThat(store.open(digest)).isEmpty();
    requireGoneAndHealedByAPush();
  }

  @Test
  void checksForTheKernelWhatWasWrittenToSinceItWasChecked() throws IOException {
    try (BlobContent content = store.open(digest).orElseThrow()) {
      CheckedFile file = content.file().orElseThrow();
      file.check(0, SIZE);
      flip(BLOCK + 1);

      // Trusted for a while, which is why the end is not sent before this:
      file.check(0, SIZE);
      assertThatThrownBy(() -> file.recheck(0, SIZE)).isInstanceOf(DamagedBlobException.class);
    }
    requireGoneAndHealedByAPush();
  }

  @Test
  void checksOpenFileWhoseNameIsGone() throws IOException {
    try (BlobContent content = store.open(digest).orElseThrow()) {
      CheckedFile file = content.file().orElseThrow();
      file.check(0, SIZE);
      store.delete(digest);
      file.recheck(0, SIZE);
    }
  }

  @Test
  void replacesDamageThatNobodyFoundYetWhenItIsPushedAgain() throws IOException {
    flip(100);
    push();

    assertThat(readUntilFailure()).isEqualTo(bytes);
    assertThat(damaged).isEmpty();
  }

  @Test
  void keepsFewDamagedFiles() throws IOException {
    for (int i = 0; i < Quarantine.KEPT + 3; i++) {
      flip(1);
      assertThat(readUntilFailure()).isEmpty();
      push();
    }
    try (Stream<Path> kept = Files.list(folder.resolve("quarantine"))) {
      assertThat(kept.count()).isLessThanOrEqualTo(Quarantine.KEPT);
    }
  }

  /** Whoever heals must hear of every blob that left, also where tidying up behind it fails. */
  @Test
  void tellsOfABlobThatLeftWhicheverCallFails() {
    FaultyLayer layer;
    int call = 1;
    do {
      layer = FaultyLayer.failingOnce(call, () -> new IOException("a test's disk fails"));
      damaged.clear();
      store.close();
      openOn(layer);
      push();
      boolean left = putAside();

      assertThat(store.findSize(digest).isEmpty()).as("call %d", call).isEqualTo(left);
      assertThat(damaged.contains(digest)).as("call %d", call).isEqualTo(left);
      call++;
    } while (layer.wasMet());
    assertThat(call).as("calls that failed").isGreaterThan(5);
  }

  private boolean putAside() {
    try {
      return store.quarantine(digest);
    } catch (StoreException failed) {
      return false;
    }
  }

  private void openOn(FaultyLayer layer) {
    while (true) {
      try {
        store =
            FileBlobStore.open(
                folder,
                new FileBlobStore.Surroundings(
                    layer, InstantSource.system(), OptionalLong.of(0), damaged::add));
        return;
      } catch (StoreException failedOnce) {
        assertThat(layer.wasMet()).isTrue();
      }
    }
  }

  private void requireGoneAndHealedByAPush() throws IOException {
    assertThat(store.findSize(digest)).isEmpty();
    assertThat(store.open(digest)).isEmpty();
    assertThat(damaged).contains(digest);
    push();
    assertThat(readUntilFailure()).isEqualTo(bytes);
  }

  /** All that a reader gets, up to a failure that says damage. */
  private byte[] readUntilFailure() throws IOException {
    var received = new ByteArrayOutputStream();
    try (BlobContent content = store.open(digest).orElseThrow();
        InputStream whole = content.read(0, SIZE)) {
      byte[] part = new byte[1000];
      for (int count = whole.read(part); count >= 0; count = whole.read(part)) {
        received.write(part, 0, count);
      }
    } catch (DamagedBlobException found) {
      assertThat(found).hasMessageContaining(digest.toString());
    }
    return received.toByteArray();
  }

  private void push() {
    try {
      pushOnce();
    } catch (StoreException failedOnce) {
      pushOnce();
    }
  }

  private void pushOnce() {
    try (BlobUpload upload = store.openUpload(new UploadId("upload-under-test"))) {
      upload.append(ByteBuffer.wrap(bytes));
      upload.commit(digest);
    }
  }

  private void reopen() {
    store.close();
    store = FileBlobStore.open(folder, InstantSource.system(), OptionalLong.empty(), damaged::add);
  }

  private void flip(long position) throws IOException {
    try (var access = new RandomAccessFile(blob().toFile(), "rw")) {
      access.seek(position);
      int old = access.read();
      access.seek(position);
      access.write(old ^ 1);
    }
  }

  private Path blob() {
    return new StoreTree(folder).blob(digest);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
