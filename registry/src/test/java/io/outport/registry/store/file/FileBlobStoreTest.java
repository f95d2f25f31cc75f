package io.outport.registry.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.DamagedBlobException;
import io.outport.registry.content.DurableBlobStoreContract;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract on files, and what only files have. */
final class FileBlobStoreTest extends DurableBlobStoreContract {
  @Override
  protected BlobStore openStore(Path folder) {
    return FileBlobStore.open(folder, InstantSource.system());
  }

  @Test
  void makesFolderWithItsParents() {
    Path deep = folder.resolve("a/b/c");

    openStore(deep).close();

    assertThat(deep.resolve("format")).hasContent("outport-blobs 1\n");
  }

  @Test
  void namesTheFolderThatIsInUse() {
    assertThatThrownBy(() -> openStore(root()))
        .hasMessageContaining(root().toString())
        .hasMessageContaining("in use by another process");
  }

  @Test
  void refusesFolderOfNewerVersionUntouched() throws IOException {
    store.close();
    Files.writeString(root().resolve("format"), "outport-blobs 2\n");

    requireRefusedUntouched(root(), "newer Outport (layout 2, this one knows 1)");
    Files.writeString(root().resolve("format"), "outport-blobs 1\n");
    store = openStore(root());
  }

  @Test
  void refusesFolderWhoseFormatIsNotOurs() throws IOException {
    for (String format : List.of("", "outport-blobs\n", "outport-blobs 1", "x".repeat(10_000))) {
      Path foreign = Files.createTempDirectory(folder, "foreign");
      Files.writeString(foreign.resolve("format"), format);

      requireRefusedUntouched(foreign, "not a blob store");
    }
  }

  @Test
  void refusesFolderThatHoldsSomethingElse() throws IOException {
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.txt"), "precious");

    requireRefusedUntouched(foreign, "not empty and not a blob store");
  }

  @Test
  void refusesFileInPlaceOfFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "precious");

    requireRefusedUntouched(file, "not a folder");
    assertUnusable(() -> openStore(file.resolve("below")), "below");
    assertThat(file).hasContent("precious");
  }

  @Test
  void opensFolderThatACrashedFirstStartLeft() throws IOException {
    Path started = Files.createDirectory(folder.resolve("started"));
    Files.createFile(started.resolve("lock"));
    Files.writeString(started.resolve("format.new"), "outport-b");

    openStore(started).close();

    assertThat(started.resolve("format")).hasContent("outport-blobs 1\n");
    assertThat(started.resolve("format.new")).doesNotExist();
  }

  @Test
  void repairsBlobOfWrongSizeByPushingItAgain() throws IOException {
    byte[] bytes = random(1000);
    Digest digest = Digest.ofBytes(bytes);
    push(ID, bytes, digest);
    cut(blob(digest), 400);

    push(ID, bytes, digest);

    assertThat(read(digest)).isEqualTo(bytes);
  }

  @Test
  void failsReadOfFileThatWasCutWhileOpen() throws IOException {
    byte[] bytes = random(1000);
    Digest digest = Digest.ofBytes(bytes);
    push(ID, bytes, digest);

    try (BlobContent content = store.open(digest).orElseThrow();
        var stream = content.read(0, 1000)) {
      cut(blob(digest), 400);

      assertThatThrownBy(stream::readAllBytes)
          .isInstanceOf(DamagedBlobException.class)
          .hasMessageContaining("400 of 1000");
    }
  }

  @Test
  void cutsTornUploadToLastGoodCheckpoint() throws IOException {
    byte[] bytes = uploadWithCheckpoints();
    overwrite(data(), 25_000, new byte[10]);

    reopen();

    requireContinuesAt(20_000, bytes);
  }

  @Test
  void cutsUploadThatIsShorterThanItsCheckpoints() throws IOException {
    byte[] bytes = uploadWithCheckpoints();
    cut(data(), 15_000);

    reopen();

    requireContinuesAt(10_000, bytes);
  }

  @Test
  void startsUploadOverWhenNoCheckpointIsGood() throws IOException {
    byte[] bytes = uploadWithCheckpoints();
    overwrite(data(), 0, new byte[10]);

    reopen();

    requireContinuesAt(0, bytes);
  }

  @Test
  void keepsTailBehindGoodCheckpointsThatNobodyVouchesFor() throws IOException {
    byte[] bytes = uploadWithCheckpoints();
    overwrite(data(), 32_000, new byte[10]);

    reopen();

    try (BlobUpload upload = store.openUpload(ID)) {
      assertThat(upload.checkpointed()).isEqualTo(30_000);
      assertThat(upload.size()).isEqualTo(35_000);
      upload.truncate(upload.checkpointed());
      upload.append(ByteBuffer.wrap(bytes, 30_000, 10_000));
      upload.commit(Digest.ofBytes(bytes));
    }
  }

  @Test
  void readsCheckpointsAsFarAsTheyAreWellFormed() throws IOException {
    byte[] bytes = uploadWithCheckpoints();
    Path checkpoints = data().resolveSibling("checkpoints");
    String text = Files.readString(checkpoints);
    Files.writeString(checkpoints, text.substring(0, text.length() - 1));

    reopen();

    try (BlobUpload upload = store.openUpload(ID)) {
      assertThat(upload.checkpointed()).isEqualTo(20_000);
      assertThat(upload.size()).isEqualTo(35_000);
      upload.append(ByteBuffer.wrap(bytes, 35_000, 5_000));
      upload.commit(Digest.ofBytes(bytes));
    }
  }

  @Test
  void keepsFewCheckpointsOfALongUpload() throws IOException {
    try (BlobUpload upload = store.openUpload(ID)) {
      for (int i = 0; i < 3 * Checkpoints.KEPT; i++) {
        append(upload, new byte[10]);
        upload.checkpoint();
      }
    }

    assertThat(Files.readAllLines(data().resolveSibling("checkpoints"))).hasSize(Checkpoints.KEPT);
    reopen();
    try (BlobUpload upload = store.openUpload(ID)) {
      assertThat(upload.checkpointed()).isEqualTo(30L * Checkpoints.KEPT);
    }
  }

  @Test
  void clearsUploadWhoseDataBecameABlob() throws IOException {
    Path ended = Files.createDirectories(root().resolve("uploads").resolve(ID.value()));
    Files.writeString(ended.resolve("checkpoints"), "12 sha256:" + "0".repeat(64) + "\n");

    assertThat(store.listUploads()).isEmpty();
    assertThat(store.findUpload(ID)).isEmpty();
    try (BlobUpload fresh = store.openUpload(ID)) {
      assertThat(fresh.checkpointed()).isZero();
      fresh.cancel();
    }
    Files.createDirectories(ended);
    reopen();

    assertThat(ended).doesNotExist();
  }

  @Test
  void leavesNothingOfUploadsThatEnded() throws IOException {
    byte[] bytes = random(1000);
    push(ID, bytes, Digest.ofBytes(bytes));
    push(OTHER, bytes, Digest.ofBytes(bytes));
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, bytes);
      upload.checkpoint();
      upload.cancel();
    }

    assertThat(root().resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void seesNoBlobInFilesOfOtherNames() throws IOException {
    byte[] bytes = random(1000);
    Digest digest = Digest.ofBytes(bytes);
    push(ID, bytes, digest);
    Files.writeString(blob(digest).resolveSibling("notes.txt"), "not a blob");
    Path wrongPlace = Files.createDirectories(root().resolve("blobs/sha256/zz"));
    Files.write(wrongPlace.resolve(digest.hex()), bytes);
    Files.createDirectories(root().resolve("blobs/md5/aa"));

    assertThat(digests()).containsExactly(digest);
  }

  private Path root() {
    return folder.resolve("store");
  }

  private Path data() {
    return root().resolve("uploads").resolve(ID.value()).resolve("data");
  }

  private Path blob(Digest digest) {
    return new StoreTree(root()).blob(digest);
  }

  /** 35,000 of 40,000 bytes, checkpoints at 10,000, 20,000 and 30,000. */
  private byte[] uploadWithCheckpoints() {
    byte[] bytes = random(40_000);
    try (BlobUpload upload = store.openUpload(ID)) {
      for (int start = 0; start < 30_000; start += 10_000) {
        upload.append(ByteBuffer.wrap(bytes, start, 10_000));
        upload.checkpoint();
      }
      upload.append(ByteBuffer.wrap(bytes, 30_000, 5_000));
    }
    return bytes;
  }

  private void requireContinuesAt(int size, byte[] bytes) throws IOException {
    try (BlobUpload upload = store.openUpload(ID)) {
      assertThat(upload.size()).isEqualTo(size);
      assertThat(upload.checkpointed()).isEqualTo(size);
      upload.append(ByteBuffer.wrap(bytes, size, bytes.length - size));
      upload.commit(Digest.ofBytes(bytes));
    }
    assertThat(read(Digest.ofBytes(bytes))).isEqualTo(bytes);
  }

  private void requireRefusedUntouched(Path root, String words) throws IOException {
    Map<Path, String> before = contents(root);

    assertUnusable(() -> openStore(root), words);

    assertThat(contents(root)).isEqualTo(before);
  }

  private static void assertUnusable(Runnable opening, String words) {
    assertThatThrownBy(opening::run)
        .isInstanceOfSatisfying(
            StoreException.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.UNUSABLE))
        .hasMessageContaining(words);
  }

  private static Map<Path, String> contents(Path root) throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        contents.put(path, Files.isDirectory(path) ? "" : Files.readString(path));
      }
    }
    return contents;
  }

  private static void overwrite(Path file, long position, byte[] bytes) throws IOException {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(position);
      access.write(bytes);
    }
  }

  private static void cut(Path file, long length) throws IOException {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(length);
    }
  }
}
