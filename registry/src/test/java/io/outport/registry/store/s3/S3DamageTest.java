package io.outport.registry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.DamagedBlobException;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.BlockSums;
import io.outport.registry.store.s3.S3Settings.Reads;
import io.outport.testkit.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changed in the bucket is found before it is handed out, and put right by the next push. */
final class S3DamageTest {
  private static final int BLOCK = BlockSums.BLOCK_BYTES;
  private static final int SMALL = 5_000;
  private static final int LARGE = BlobShelf.WHOLE_BYTES + 100_000;

  private static S3Server server;

  @TempDir Path folder;
  private final List<Digest> damaged = new ArrayList<>();
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
    store = openStore();
  }

  @AfterEach
  void close() {
    store.close();
    bucket.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, SMALL - 1})
  void handsOutNoByteOfASmallBlobWithOneBitChanged(int position) throws IOException {
    byte[] bytes = push(SMALL);
    flip(bytes, position);

    assertThat(readUntilFailure(bytes)).isEmpty();

    requireGoneAndHealedByAPush(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, BLOCK - 1, BLOCK, 2 * BLOCK + 7, LARGE - 1})
  void handsOutNoByteOfABlockWithOneBitChanged(int position) throws IOException {
    byte[] bytes = push(LARGE);
    flip(bytes, position);

    byte[] received = readUntilFailure(bytes);

    assertThat(received.length).isLessThanOrEqualTo(position);
    assertThat(received).isEqualTo(Arrays.copyOf(bytes, received.length));
    requireGoneAndHealedByAPush(bytes);
  }

  @Test
  void findsTheChangeInARangeOfItsBlock() throws IOException {
    byte[] bytes = push(LARGE);
    flip(bytes, BLOCK + 5);

    try (BlobContent content = store.open(Digest.ofBytes(bytes)).orElseThrow();
        InputStream range = content.read(BLOCK + 1000, 10)) {
      assertThatThrownBy(range::readAllBytes).isInstanceOf(DamagedBlobException.class);
    }

    requireGoneAndHealedByAPush(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  void findsAnObjectThatWasCutShort(int size) throws IOException {
    byte[] bytes = push(size);
    bucket.write(S3Keys.blob(Digest.ofBytes(bytes)), Arrays.copyOf(bytes, size - 1));
    reopen();

    byte[] received = readUntilFailure(bytes);

    assertThat(received.length).isLessThan(size);
    assertThat(received).isEqualTo(Arrays.copyOf(bytes, received.length));
    requireGoneAndHealedByAPush(bytes);
  }

  @Test
  void makesLostSumsAgainFromABlobThatIsWhole() throws IOException {
    byte[] bytes = push(LARGE);
    Digest digest = Digest.ofBytes(bytes);
    bucket.delete(S3Keys.sums(digest));
    reopen();

    assertThat(readUntilFailure(bytes)).isEqualTo(bytes);

    assertThat(bucket.keys("sums/")).containsExactly(S3Keys.sums(digest));
    assertThat(damaged).isEmpty();
  }

  @Test
  void doesNotBlameABlobForWrongSums() throws IOException {
    byte[] bytes = push(LARGE);
    byte[] others = random(LARGE, 99);
    push(others);
    bucket.write(
        S3Keys.sums(Digest.ofBytes(bytes)), bucket.read(S3Keys.sums(Digest.ofBytes(others))));
    reopen();

    assertThat(readUntilFailure(bytes)).isEqualTo(bytes);

    assertThat(damaged).isEmpty();
  }

  @Test
  void keepsDamagedBlobsForAPerson() throws IOException {
    byte[] bytes = push(SMALL);
    byte[] wrong = flip(bytes, 17);

    assertThat(readUntilFailure(bytes)).isEmpty();

    assertThat(bucket.read(S3Keys.quarantine(Digest.ofBytes(bytes)))).isEqualTo(wrong);
  }

  private void requireGoneAndHealedByAPush(byte[] bytes) throws IOException {
    Digest digest = Digest.ofBytes(bytes);
    assertThat(damaged).containsExactly(digest);
    assertThat(store.findSize(digest)).isEmpty();
    assertThat(store.open(digest)).isEmpty();
    assertThat(bucket.keys("blobs/")).isEmpty();
    push(bytes);
    assertThat(readUntilFailure(bytes)).isEqualTo(bytes);
  }

  /** As a process that remembers nothing. */
  private void reopen() {
    store.close();
    store = openStore();
  }

  private BlobStore openStore() {
    return S3BlobStore.open(
        S3Stores.link(settings),
        folder,
        S3BlobStore.PART_BYTES,
        new S3BlobStore.Surroundings(
            InstantSource.system(), OptionalLong.of(0), damaged::add, S3Stores.THREADS));
  }

  private byte[] push(int size) {
    byte[] bytes = random(size, size);
    push(bytes);
    return bytes;
  }

  private void push(byte[] bytes) {
    try (BlobUpload upload = store.openUpload(new UploadId("upload-under-test"))) {
      upload.append(ByteBuffer.wrap(bytes));
      upload.commit(Digest.ofBytes(bytes));
    }
  }

  private byte[] flip(byte[] bytes, int position) {
    byte[] wrong = bytes.clone();
    wrong[position] ^= 4;
    bucket.write(S3Keys.blob(Digest.ofBytes(bytes)), wrong);
    return wrong;
  }

  /** All that was handed out before a failure, or to the end. */
  private byte[] readUntilFailure(byte[] bytes) throws IOException {
    var received = new ByteArrayOutputStream();
    try (BlobContent content = store.open(Digest.ofBytes(bytes)).orElseThrow();
        InputStream stream = content.read(0, content.size())) {
      stream.transferTo(received);
    } catch (DamagedBlobException expected) {
      assertThat(expected).hasMessageContaining(Digest.ofBytes(bytes).toString());
    }
    return received.toByteArray();
  }

  private static byte[] random(int length, int seed) {
    byte[] random = new byte[length];
    new Random(seed).nextBytes(random);
    return random;
  }
}
