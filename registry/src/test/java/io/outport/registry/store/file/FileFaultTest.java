package io.outport.registry.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fails at the N-th call, for all N. */
final class FileFaultTest {
  private static final UploadId ID = new UploadId("upload-under-test");

  @TempDir Path folder;

  @Test
  void holdsWhatItAcknowledgedWhenAnyOneCallFails() throws IOException {
    requireLawsForAllCalls(call -> FaultyLayer.failingOnce(call, FileFaultTest::broken));
  }

  @Test
  void holdsWhatItAcknowledgedWhenTwoCallsFailInARow() throws IOException {
    requireLawsForAllCalls(call -> FaultyLayer.failingFrom(call, 2, FileFaultTest::broken));
  }

  @Test
  void holdsWhatItAcknowledgedWhenTheDiskDiesForGood() throws IOException {
    requireLawsForAllCalls(
        call -> FaultyLayer.failingFrom(call, Long.MAX_VALUE / 2, FileFaultTest::broken));
  }

  private void requireLawsForAllCalls(LongFunction<FaultyLayer> faults) throws IOException {
    FaultyLayer layer;
    long call = 0;
    do {
      call++;
      layer = faults.apply(call);
      requireLaws(folder.resolve("store-" + call), layer);
    } while (layer.wasMet());
    assertThat(call).isGreaterThan(100);
    requireGoesOn(folder.resolve("store-1"));
    requireGoesOn(folder.resolve("store-" + call / 2));
  }

  private static void requireLaws(Path root, FaultyLayer layer) throws IOException {
    var workload = new Workload();
    try (BlobStore store = TestStores.open(root, layer)) {
      workload.run(store);
      workload.requireHeld(store);
    } catch (StoreException failedToOpen) {
      assertThat(failedToOpen.kind()).isEqualTo(Kind.UNUSABLE);
    }
    assertThat(workload.failures()).allMatch(failure -> failure.kind() == Kind.FAILED);

    try (BlobStore store = TestStores.open(root, new UnforcedLayer())) {
      workload.requireRecovered(store);
    }
  }

  private static void requireGoesOn(Path root) throws IOException {
    try (BlobStore store = TestStores.open(root, new UnforcedLayer())) {
      var again = new Workload();
      again.run(store);
      assertThat(again.failures()).isEmpty();
      again.requireHeld(store);
    }
  }

  @Test
  void saysFullAndKeepsWhatWasAppendedBefore() {
    byte[] bytes = new byte[1000];
    try (BlobStore store = TestStores.open(folder, new FullAtLength(2000))) {
      try (BlobUpload upload = store.openUpload(ID)) {
        upload.append(ByteBuffer.wrap(bytes));

        assertThatThrownBy(() -> upload.append(ByteBuffer.wrap(new byte[1500])))
            .isInstanceOfSatisfying(
                StoreException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.FULL))
            .hasMessageContaining("no space is left")
            .hasMessageContaining(folder.toString());

        assertThat(upload.size()).isEqualTo(1000);
        upload.commit(Digest.ofBytes(bytes));
      }
      assertThat(store.findSize(Digest.ofBytes(bytes))).hasValue(1000);
    }
  }

  @Test
  void saysFullWhenTheDiskFillsUpAtOpening() {
    assertThatThrownBy(
            () -> TestStores.open(folder, FaultyLayer.failingOnce(2, FileFaultTest::full)))
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.FULL));
  }

  @Test
  void saysWhatToDoWhenTheFolderIsNotWritable() {
    Supplier<IOException> denied = () -> new AccessDeniedException(folder.toString());

    assertThatThrownBy(
            () -> TestStores.open(folder.resolve("new"), FaultyLayer.failingFrom(1, 1000, denied)))
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.UNUSABLE))
        .hasMessageContaining("not writable")
        .hasMessageContaining(folder.toString());
  }

  @Test
  void leavesOnlyCloseToAnUploadWhoseForceFailed() {
    byte[] bytes = new byte[1000];
    Digest digest = Digest.ofBytes(bytes);
    var layer = new FailingForce();
    try (BlobStore store = TestStores.open(folder, layer)) {
      BlobUpload upload = store.openUpload(ID);
      upload.append(ByteBuffer.wrap(bytes));
      layer.fail = true;
      assertThatThrownBy(() -> upload.commit(digest)).isInstanceOf(StoreException.class);
      layer.fail = false;

      assertThatThrownBy(() -> upload.commit(digest))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("close it and open it again");
      upload.close();

      try (BlobUpload again = store.openUpload(ID)) {
        assertThat(again.size()).isZero();
        again.append(ByteBuffer.wrap(bytes));
        again.commit(digest);
      }
      assertThat(store.findSize(digest)).hasValue(1000);
    }
  }

  private static IOException broken() {
    return new IOException("Input/output error");
  }

  private static IOException full() {
    return new FileSystemException("data", null, "No space left on device");
  }

  /** A disk that takes files up to a length. */
  private static final class FullAtLength extends ForwardingLayer {
    private final long length;

    FullAtLength(long length) {
      this.length = length;
    }

    @Override
    void beforeWrite(long end) throws IOException {
      if (end > length) {
        throw full();
      }
    }
  }

  /** A disk that can be told to lose what it was given. */
  private static final class FailingForce extends ForwardingLayer {
    private boolean fail;

    @Override
    void force(OpenFile file) throws IOException {
      if (fail) {
        throw broken();
      }
      super.force(file);
    }
  }
}
