package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sentence of {@link BlobStore} and {@link BlobUpload}, for every implementation. */
public abstract class BlobStoreContract {
  protected static final UploadId ID = new UploadId("upload-under-test");
  protected static final UploadId OTHER = new UploadId("another-upload");
  private static final int LARGE = 3 * 1024 * 1024 + 17;
  private static final int THREADS = 8;

  protected BlobStore store;

  /** An empty store. */
  protected abstract BlobStore openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void findsNothingInEmptyStore() {
    Digest absent = Digest.ofBytes(text("absent"));

    assertThat(store.findSize(absent)).isEmpty();
    assertThat(store.open(absent)).isEmpty();
    assertThat(store.findUpload(ID)).isEmpty();
    assertThat(store.listUploads()).isEmpty();
    assertThat(digests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void showsBlobAfterCommit(DigestAlgorithm algorithm) throws IOException {
    byte[] bytes = random(100_000);
    Digest digest = Digest.ofBytes(algorithm, bytes);

    push(ID, bytes, digest);

    assertThat(store.findSize(digest)).hasValue(bytes.length);
    assertThat(read(digest)).isEqualTo(bytes);
    assertThat(digests()).containsExactly(digest);
  }

  @Test
  void holdsEmptyBlob() throws IOException {
    Digest digest = Digest.ofBytes(new byte[0]);

    push(ID, new byte[0], digest);

    assertThat(store.findSize(digest)).hasValue(0);
    assertThat(read(digest)).isEmpty();
  }

  @Test
  void hidesBlobBeforeCommit() {
    byte[] bytes = text("on the way");

    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, bytes);
      upload.checkpoint();

      assertThat(store.findSize(Digest.ofBytes(bytes))).isEmpty();
      assertThat(store.open(Digest.ofBytes(bytes))).isEmpty();
      assertThat(digests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesBlobWhoseDigestDiffers(DigestAlgorithm algorithm) throws IOException {
    byte[] bytes = text("not what was announced");
    Digest wrong = Digest.ofBytes(algorithm, text("announced"));
    Digest right = Digest.ofBytes(algorithm, bytes);

    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, bytes);

      assertThatThrownBy(() -> upload.commit(wrong))
          .isInstanceOfSatisfying(
              OciException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.DIGEST_INVALID))
          .hasMessageContaining(wrong.toString())
          .hasMessageContaining(right.toString());
      assertThat(digests()).isEmpty();
      assertThat(upload.size()).isEqualTo(bytes.length);
      upload.commit(right);
    }

    assertThat(digests()).containsExactly(right);
    assertThat(read(right)).isEqualTo(bytes);
  }

  @Test
  void appendsAllRemainingBytesOfAnyBuffer() throws IOException {
    byte[] bytes = random(LARGE);
    ByteBuffer slice = ByteBuffer.wrap(bytes, 0, 1000).slice();
    ByteBuffer direct = ByteBuffer.allocateDirect(5000);
    direct.put(1000, bytes, 1000, 4000).position(1000);
    ByteBuffer rest = ByteBuffer.wrap(bytes, 5000, LARGE - 5000).asReadOnlyBuffer();

    try (BlobUpload upload = store.openUpload(ID)) {
      for (ByteBuffer each : List.of(slice, direct, rest, ByteBuffer.allocate(0))) {
        upload.append(each);
        assertThat(each.remaining()).isZero();
      }
      assertThat(upload.size()).isEqualTo(LARGE);
      upload.commit(Digest.ofBytes(bytes));
    }

    assertThat(read(Digest.ofBytes(bytes))).isEqualTo(bytes);
  }

  @Test
  void continuesUploadAfterClose() throws IOException {
    byte[] bytes = random(10_000);
    for (int start = 0; start < bytes.length; start += 1000) {
      try (BlobUpload upload = store.openUpload(ID)) {
        assertThat(upload.id()).isEqualTo(ID);
        assertThat(upload.size()).isEqualTo(start);
        upload.append(ByteBuffer.wrap(bytes, start, 1000));
      }
    }

    try (BlobUpload upload = store.findUpload(ID).orElseThrow()) {
      upload.commit(Digest.ofBytes(bytes));
    }

    assertThat(read(Digest.ofBytes(bytes))).isEqualTo(bytes);
  }

  @Test
  void createsUploadOnlyWhenAsked() {
    assertThat(store.findUpload(ID)).isEmpty();
    assertThat(store.listUploads()).isEmpty();

    store.openUpload(ID).close();

    assertThat(store.listUploads()).containsExactly(ID);
    try (BlobUpload found = store.findUpload(ID).orElseThrow()) {
      assertThat(found.size()).isZero();
    }
  }

  @Test
  void refusesSecondUserOfUpload() {
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, text("mine"));

      assertBusy(() -> store.openUpload(ID));
      assertBusy(() -> store.findUpload(ID));
      store.openUpload(OTHER).close();
    }

    store.openUpload(ID).close();
  }

  @Test
  void ignoresRepeatedCloseWhileAnotherUsesUpload() {
    BlobUpload first = store.openUpload(ID);
    first.close();

    try (BlobUpload second = store.openUpload(ID)) {
      first.close();

      assertBusy(() -> store.openUpload(ID));
      append(second, text("still works"));
    }
  }

  @Test
  void listsUploadsThatAreNeitherCommittedNorCancelled() {
    byte[] bytes = text("content");
    BlobUpload open = store.openUpload(ID);
    store.openUpload(OTHER).close();
    push(new UploadId("to-be-committed"), bytes, Digest.ofBytes(bytes));
    store.openUpload(new UploadId("to-be-cancelled")).cancel();

    assertThat(store.listUploads()).containsExactlyInAnyOrder(ID, OTHER);
    open.close();
  }

  @Test
  void dropsBytesOnCancel() {
    BlobUpload upload = store.openUpload(ID);
    append(upload, text("unwanted"));
    upload.checkpoint();

    upload.cancel();

    assertThat(store.findUpload(ID)).isEmpty();
    try (BlobUpload fresh = store.openUpload(ID)) {
      assertThat(fresh.size()).isZero();
      assertThat(fresh.checkpointed()).isZero();
    }
  }

  @Test
  void startsAfreshAfterCommit() {
    byte[] bytes = text("content");
    push(ID, bytes, Digest.ofBytes(bytes));

    assertThat(store.findUpload(ID)).isEmpty();
    try (BlobUpload fresh = store.openUpload(ID)) {
      assertThat(fresh.size()).isZero();
      assertThat(fresh.checkpointed()).isZero();
    }
  }

  @Test
  void commitsBlobThatIsVisibleAlready() throws IOException {
    byte[] bytes = random(5000);
    Digest digest = Digest.ofBytes(bytes);
    push(ID, bytes, digest);

    push(OTHER, bytes, digest);

    assertThat(read(digest)).isEqualTo(bytes);
    assertThat(digests()).containsExactly(digest);
    assertThat(store.listUploads()).isEmpty();
  }

  static Stream<Consumer<BlobUpload>> endings() {
    return Stream.of(
        BlobUpload::close,
        BlobUpload::cancel,
        upload -> upload.commit(Digest.ofBytes(new byte[0])));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void refusesEveryCallAfterTheEnd(Consumer<BlobUpload> ending) {
    BlobUpload upload = store.openUpload(ID);

    ending.accept(upload);

    List<Consumer<BlobUpload>> calls =
        List.of(
            BlobUpload::size,
            BlobUpload::checkpointed,
            BlobUpload::checkpoint,
            BlobUpload::cancel,
            it -> it.append(ByteBuffer.allocate(1)),
            it -> it.truncate(0),
            it -> it.commit(Digest.ofBytes(new byte[0])));
    for (Consumer<BlobUpload> call : calls) {
      assertThatThrownBy(() -> call.accept(upload)).isInstanceOf(IllegalStateException.class);
    }
    upload.close();
    assertThat(upload.id()).isEqualTo(ID);
  }

  @Test
  void remembersCheckpoints() {
    try (BlobUpload upload = store.openUpload(ID)) {
      assertThat(upload.checkpointed()).isZero();
      append(upload, new byte[300]);
      assertThat(upload.checkpointed()).isZero();
      upload.checkpoint();
      append(upload, new byte[50]);
      assertThat(upload.checkpointed()).isEqualTo(300);
    }

    try (BlobUpload again = store.openUpload(ID)) {
      assertThat(again.checkpointed()).isEqualTo(300);
      assertThat(again.size()).isEqualTo(350);
      again.checkpoint();
      again.checkpoint();
      assertThat(again.checkpointed()).isEqualTo(350);
    }
  }

  @Test
  void cutsToTheSizeAsked() throws IOException {
    byte[] bytes = random(2000);
    try (BlobUpload upload = store.openUpload(ID)) {
      upload.append(ByteBuffer.wrap(bytes, 0, 1000));
      upload.checkpoint();
      append(upload, new byte[] {1, 2, 3});
      upload.checkpoint();
      append(upload, new byte[700]);

      upload.truncate(1000);

      assertThat(upload.size()).isEqualTo(1000);
      assertThat(upload.checkpointed()).isEqualTo(1000);
      upload.truncate(1000);
      upload.append(ByteBuffer.wrap(bytes, 1000, 1000));
      upload.commit(Digest.ofBytes(bytes));
    }

    assertThat(read(Digest.ofBytes(bytes))).isEqualTo(bytes);
  }

  @Test
  void cutsBelowTheCheckpoint() {
    byte[] bytes = random(2000);
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, bytes);
      upload.checkpoint();

      upload.truncate(500);
      assertThat(upload.checkpointed()).isZero();
      upload.truncate(0);

      assertThat(upload.size()).isZero();
      append(upload, bytes);
      upload.commit(Digest.ofBytes(bytes));
    }
  }

  @Test
  void refusesToCutWhatIsNotThere() {
    try (BlobUpload upload = store.openUpload(ID)) {
      append(upload, new byte[10]);

      assertThatThrownBy(() -> upload.truncate(11)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> upload.truncate(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(upload.size()).isEqualTo(10);
    }
  }

  @Test
  void readsRanges() throws IOException {
    byte[] bytes = random(LARGE);
    push(ID, bytes, Digest.ofBytes(bytes));

    try (BlobContent content = store.open(Digest.ofBytes(bytes)).orElseThrow()) {
      assertThat(content.size()).isEqualTo(LARGE);
      assertRange(content, bytes, 0, LARGE);
      assertRange(content, bytes, 0, 1);
      assertRange(content, bytes, LARGE - 1, 1);
      assertRange(content, bytes, 12345, 54321);
      assertRange(content, bytes, LARGE, 0);
      try (var stream = content.read(7, 2)) {
        assertThat(stream.read()).isEqualTo(Byte.toUnsignedInt(bytes[7]));
        assertThat(stream.read()).isEqualTo(Byte.toUnsignedInt(bytes[8]));
        assertThat(stream.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void refusesRangesOutsideTheBlob() {
    push(ID, new byte[10], Digest.ofBytes(new byte[10]));

    try (BlobContent content = store.open(Digest.ofBytes(new byte[10])).orElseThrow()) {
      assertThatThrownBy(() -> content.read(5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> content.read(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void readsWholeBlocksOfItsFile() throws IOException {
    byte[] bytes = random(300_000);
    push(ID, bytes, Digest.ofBytes(bytes));

    try (BlobContent content = store.open(Digest.ofBytes(bytes)).orElseThrow()) {
      if (content.file().isPresent()) {
        CheckedFile file = content.file().get();
        int start = file.blockBytes();
        ByteBuffer target = ByteBuffer.allocate(2 * start);
        file.read(target, start);
        assertThat(target.array()).isEqualTo(Arrays.copyOfRange(bytes, start, 3 * start));

        int last = bytes.length / start * start;
        ByteBuffer rest = ByteBuffer.allocate(start);
        file.read(rest, last);
        assertThat(rest.position()).isEqualTo(bytes.length - last);

        file.check(0, bytes.length);
        file.recheck(0, bytes.length);
        assertThat(file.channel().size()).isEqualTo(bytes.length);
      }
    }
  }

  @Test
  void hidesWhatWasQuarantinedUntilItComesAgain() throws IOException {
    byte[] bytes = random(1000);
    Digest digest = Digest.ofBytes(bytes);
    assertThat(store.quarantine(digest)).isFalse();
    push(ID, bytes, digest);

    assertThat(store.quarantine(digest)).isTrue();

    assertThat(store.findSize(digest)).isEmpty();
    assertThat(store.open(digest)).isEmpty();
    assertThat(digests()).isEmpty();
    push(ID, bytes, digest);
    assertThat(read(digest)).isEqualTo(bytes);
  }

  @Test
  void listsDigestsSortedInPages() {
    List<Digest> pushed = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      DigestAlgorithm algorithm = i % 3 == 0 ? DigestAlgorithm.SHA512 : DigestAlgorithm.SHA256;
      byte[] bytes = text("blob " + i);
      push(ID, bytes, Digest.ofBytes(algorithm, bytes));
      pushed.add(Digest.ofBytes(algorithm, bytes));
    }
    pushed.sort(Comparator.comparing(Digest::toString));

    for (int size : new int[] {1, 7, 59, 60, 61}) {
      List<Digest> listed = new ArrayList<>();
      List<Digest> page = store.listDigests("", size);
      while (!page.isEmpty()) {
        assertThat(page).hasSizeLessThanOrEqualTo(size);
        listed.addAll(page);
        page = store.listDigests(page.getLast().toString(), size);
      }
      assertThat(listed).containsExactlyElementsOf(pushed);
    }
    assertThat(store.listDigests("", 0)).isEmpty();
  }

  @Test
  void knowsWhenABlobWasCommitted() {
    byte[] bytes = text("content");
    Digest digest = Digest.ofBytes(bytes);
    assertThat(store.findCommitTime(digest)).isEmpty();
    BlobUpload upload = store.openUpload(ID);
    upload.append(ByteBuffer.wrap(bytes));
    assertThat(store.findCommitTime(digest)).isEmpty();
    Instant before = Instant.now();

    upload.commit(digest);

    // A file system keeps its time by the kernel's ticks.
    assertThat(store.findCommitTime(digest).orElseThrow())
        .isBetween(before.minusMillis(50), Instant.now().plusMillis(50));
    store.delete(digest);
    assertThat(store.findCommitTime(digest)).isEmpty();
  }

  @Test
  void countsTheLastCommitOfABlob() {
    byte[] bytes = text("content");
    push(ID, bytes, Digest.ofBytes(bytes));
    Instant first = store.findCommitTime(Digest.ofBytes(bytes)).orElseThrow();

    await()
        .untilAsserted(
            () -> {
              push(ID, bytes, Digest.ofBytes(bytes));
              assertThat(store.findCommitTime(Digest.ofBytes(bytes)).orElseThrow()).isAfter(first);
            });
  }

  @Test
  void deletesOnce() throws IOException {
    byte[] bytes = random(1000);
    Digest digest = Digest.ofBytes(bytes);
    push(ID, bytes, digest);

    assertThat(store.delete(digest)).isTrue();

    assertThat(store.findSize(digest)).isEmpty();
    assertThat(store.open(digest)).isEmpty();
    assertThat(digests()).isEmpty();
    assertThat(store.delete(digest)).isFalse();
    push(ID, bytes, digest);
    assertThat(read(digest)).isEqualTo(bytes);
  }

  @Test
  void keepsDeletedBytesReadableUntilClose() throws IOException {
    byte[] bytes = random(LARGE);
    Digest digest = Digest.ofBytes(bytes);
    push(ID, bytes, digest);

    try (BlobContent content = store.open(digest).orElseThrow()) {
      store.delete(digest);

      assertRange(content, bytes, 100, LARGE - 100);
    }
  }

  @Test
  void readsOneBlobByManyThreads() throws Exception {
    byte[] bytes = random(LARGE);
    push(ID, bytes, Digest.ofBytes(bytes));

    try (BlobContent content = store.open(Digest.ofBytes(bytes)).orElseThrow()) {
      atOnce(
          thread -> {
            assertRange(content, bytes, thread * 1000, LARGE / 2);
            return true;
          });
    }
  }

  @Test
  void takesSameBlobFromManyThreads() throws Exception {
    byte[] bytes = random(200_000);
    Digest digest = Digest.ofBytes(bytes);

    atOnce(
        thread -> {
          push(new UploadId("concurrent-" + thread), bytes, digest);
          assertThat(store.findSize(digest)).hasValue(bytes.length);
          return true;
        });

    assertThat(read(digest)).isEqualTo(bytes);
    assertThat(store.listUploads()).isEmpty();
  }

  @Test
  void takesManyBlobsFromManyThreads() throws Exception {
    List<Digest> pushed =
        atOnce(
                thread -> {
                  List<Digest> mine = new ArrayList<>();
                  for (int i = 0; i < 10; i++) {
                    byte[] bytes = text("blob %d of thread %d".formatted(i, thread));
                    mine.add(Digest.ofBytes(bytes));
                    push(new UploadId("upload-%d-%d".formatted(thread, i)), bytes, mine.getLast());
                  }
                  return mine;
                })
            .stream()
            .flatMap(List::stream)
            .toList();

    assertThat(digests()).containsExactlyInAnyOrderElementsOf(pushed);
  }

  @Test
  void startsAfreshWhileOthersEndTheUpload() throws Exception {
    atOnce(
        thread -> {
          for (int i = 0; i < 50; i++) {
            try (BlobUpload upload =
                thread % 2 == 0 ? store.openUpload(ID) : store.findUpload(ID).orElse(null)) {
              if (upload != null) {
                assertThat(upload.size()).isZero();
                append(upload, text("unwanted"));
                upload.cancel();
              }
            } catch (StoreException busy) {
              assertThat(busy.kind()).isEqualTo(StoreException.Kind.BUSY);
            }
          }
          return true;
        });
  }

  @Test
  void givesUploadToOneOfManyThreads() throws Exception {
    var barrier = new CyclicBarrier(THREADS);

    List<Optional<BlobUpload>> results =
        atOnce(
            thread -> {
              barrier.await();
              try {
                return Optional.of(store.openUpload(ID));
              } catch (StoreException busy) {
                assertThat(busy.kind()).isEqualTo(StoreException.Kind.BUSY);
                return Optional.empty();
              }
            });

    assertThat(results.stream().flatMap(Optional::stream)).hasSize(1);
    results.stream().flatMap(Optional::stream).forEach(BlobUpload::close);
  }

  protected static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  protected static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  protected static void append(BlobUpload upload, byte[] bytes) {
    upload.append(ByteBuffer.wrap(bytes));
  }

  protected final void push(UploadId id, byte[] bytes, Digest digest) {
    push(store, id, bytes, digest);
  }

  protected static void push(BlobStore store, UploadId id, byte[] bytes, Digest digest) {
    try (BlobUpload upload = store.openUpload(id)) {
      append(upload, bytes);
      upload.commit(digest);
    }
  }

  protected final byte[] read(Digest digest) throws IOException {
    return read(store, digest);
  }

  protected static byte[] read(BlobStore store, Digest digest) throws IOException {
    try (BlobContent content = store.open(digest).orElseThrow();
        var stream = content.read(0, content.size())) {
      return stream.readAllBytes();
    }
  }

  protected final List<Digest> digests() {
    return store.listDigests("", 10_000);
  }

  protected static void assertBusy(Callable<?> call) {
    assertThatThrownBy(call::call)
        .isInstanceOfSatisfying(
            StoreException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(StoreException.Kind.BUSY));
  }

  private static void assertRange(BlobContent content, byte[] whole, int offset, int length)
      throws IOException {
    try (var stream = content.read(offset, length)) {
      assertThat(stream.readAllBytes())
          .isEqualTo(Arrays.copyOfRange(whole, offset, offset + length));
    }
  }

  /** Work of one of many threads. */
  @FunctionalInterface
  private interface Work<T> {
    T run(int thread) throws Exception;
  }

  private static <T> List<T> atOnce(Work<T> work) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<T>> calls =
          IntStream.range(0, THREADS)
              .<Callable<T>>mapToObj(thread -> () -> work.run(thread))
              .toList();
      List<T> results = new ArrayList<>();
      for (Future<T> each : executor.invokeAll(calls)) {
        results.add(each.get());
      }
      return results;
    }
  }
}
