package io.outport.registry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.OciException;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.s3.S3Settings.Reads;
import io.outport.testkit.S3Server;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Uploads of several parts, on a server that asks for 5 MiB in each but the last. */
final class S3LargeUploadTest {
  private static final int PART = 5 << 20;
  private static final int APPEND = 1 << 20;
  private static final UploadId ID = new UploadId("upload-under-test");

  private static S3Server server;

  @TempDir Path folder;
  private final byte[] bytes = random(2 * PART + 777_777);
  private S3Settings settings;
  private RawBucket bucket;
  private BlobStore store;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    settings = S3Stores.settings(server, UUID.randomUUID() + "/", Reads.STREAMED);
    bucket = new RawBucket(settings);
    store = S3Stores.open(settings, folder.resolve("staging"), PART);
  }

  @AfterEach
  void close() {
    store.close();
    bucket.close();
  }

  @ParameterizedTest
  @EnumSource
  void leavesNothingButTheBlobAndItsSums(DigestAlgorithm algorithm) throws IOException {
    Digest digest = Digest.ofBytes(algorithm, bytes);
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, 0, bytes.length);
      assertThat(bucket.keys("uploads/")).hasSize(2);
      assertThat(bucket.keys("blobs/")).isEmpty();

      upload.commit(digest);
    }

    assertThat(read(digest)).isEqualTo(bytes);
    assertThat(bucket.read(S3Keys.blob(digest))).isEqualTo(bytes);
    assertThat(bucket.keys(""))
        .containsExactlyInAnyOrder(S3Keys.FORMAT, S3Keys.blob(digest), S3Keys.sums(digest));
    assertThat(bucket.unfinished()).isZero();
    assertThat(staged()).isZero();
  }

  @Test
  void holdsOnePartAndOneAppendOnThisMachineAtMost() throws IOException {
    try (BlobUpload upload = store.openUpload(ID)) {
      for (int start = 0; start + APPEND <= bytes.length; start += APPEND) {
        append(upload, start, start + APPEND);
        assertThat(staged()).isLessThanOrEqualTo(PART + APPEND);
      }
    }
  }

  @Test
  void showsNothingOfAWrongBlob() {
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, 0, bytes.length);

      assertThatThrownBy(() -> upload.commit(Digest.ofBytes(new byte[1])))
          .isInstanceOf(OciException.class);

      assertThat(bucket.keys("blobs/")).isEmpty();
      assertThat(bucket.unfinished()).isZero();
      upload.commit(Digest.ofBytes(bytes));
    }
    assertThat(bucket.keys("blobs/")).hasSize(1);
  }

  @Test
  void goesOnBehindItsPartsWhenTheFolderIsLost() throws IOException {
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, 0, bytes.length);
    }
    store.close();

    store = S3Stores.open(settings, folder.resolve("another-machine"), PART);

    assertThat(store.listUploads()).containsExactly(ID);
    try (BlobUpload upload = store.findUpload(ID).orElseThrow()) {
      assertThat(upload.size()).isEqualTo(2 * PART);
      append(upload, 2 * PART, bytes.length);
      upload.commit(Digest.ofBytes(bytes));
    }
    assertThat(read(Digest.ofBytes(bytes))).isEqualTo(bytes);
  }

  @Test
  void cutsIntoItsFirstPart() throws IOException {
    int kept = PART - 12_345;
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, 0, kept);
      upload.append(ByteBuffer.wrap(random(PART + 99)));
      upload.append(ByteBuffer.wrap(new byte[1]));
      assertThat(bucket.keys("uploads/")).isNotEmpty();

      upload.truncate(kept);

      assertThat(upload.size()).isEqualTo(kept);
      assertThat(bucket.keys("uploads/")).isEmpty();
      append(upload, kept, bytes.length);
      upload.commit(Digest.ofBytes(bytes));
    }
    assertThat(read(Digest.ofBytes(bytes))).isEqualTo(bytes);
  }

  @Test
  void takesItsPartsAlongWhenItIsCancelled() throws IOException {
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, 0, bytes.length);

      upload.cancel();
    }

    assertThat(bucket.keys("")).containsExactly(S3Keys.FORMAT);
    assertThat(staged()).isZero();
  }

  @Test
  void readsRangesAcrossPartsAndBlocks() throws IOException {
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, 0, bytes.length);
      upload.commit(Digest.ofBytes(bytes));
    }

    try (BlobContent content = store.open(Digest.ofBytes(bytes)).orElseThrow();
        var range = content.read(PART - 100_001, 200_003)) {
      assertThat(range.readAllBytes())
          .isEqualTo(java.util.Arrays.copyOfRange(bytes, PART - 100_001, PART + 100_002));
    }
  }

  @Test
  void dropsWhatOthersLeftUnfinishedADayAgo() {
    var _ =
        bucket
            .client()
            .createMultipartUpload(
                it -> it.bucket(S3Server.BUCKET).key(settings.location().prefix() + "blobs/left"));
    store.close();
    store = S3Stores.open(settings, folder.resolve("staging"), PART);
    assertThat(bucket.unfinished()).isOne();
    store.close();

    Instant tomorrow = Instant.now().plus(S3BlobStore.ASSEMBLY_AGE).plus(Duration.ofMinutes(1));
    store =
        S3BlobStore.open(
            S3Stores.link(settings),
            folder.resolve("staging"),
            PART,
            new S3BlobStore.Surroundings(
                () -> tomorrow, OptionalLong.of(0), digest -> {}, S3Stores.THREADS));

    assertThat(bucket.unfinished()).isZero();
  }

  private void append(BlobUpload upload, int from, int to) {
    for (int start = from; start < to; start += APPEND) {
      upload.append(ByteBuffer.wrap(bytes, start, Math.min(APPEND, to - start)));
    }
  }

  private byte[] read(Digest digest) throws IOException {
    try (BlobContent content = store.open(digest).orElseThrow();
        var stream = content.read(0, content.size())) {
      return stream.readAllBytes();
    }
  }

  /** Bytes of uploads on this machine. */
  private long staged() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("staging").resolve("uploads"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static byte[] random(int length) {
    byte[] random = new byte[length];
    new Random(length).nextBytes(random);
    return random;
  }
}
