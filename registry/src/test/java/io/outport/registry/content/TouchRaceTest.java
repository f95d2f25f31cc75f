package io.outport.registry.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.testkit.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Somebody who pushes asks for a blob while somebody else takes it away: between which two steps on
 * the stores that happens comes out of a seed ({@code -Dseed=…} replays it).
 */
final class TouchRaceTest {
  private static final RepositoryName REPOSITORY = new RepositoryName("library/debian");
  private static final byte[] LAYER = "layer".getBytes(UTF_8);
  private static final Digest DIGEST = Digest.ofBytes(LAYER);
  private static final Duration GRACE = Duration.ofHours(24);
  private static final int RACES = 40;

  /** Most moments before and after the calls of a question on the stores, with some to spare. */
  private static final int STEPS = 12;

  private final long seed = Long.getLong("seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final VirtualClock clock = VirtualClock.start();
  private final MemoryBlobStore bytes = new MemoryBlobStore(clock);
  private final MemoryMetadataStore rows = new MemoryMetadataStore(clock);
  private final Content content =
      new Content(
          interrupted(BlobStore.class, bytes),
          interrupted(MetadataStore.class, rows),
          ContentListener.NONE);

  private int stepsUntilOther = Integer.MAX_VALUE;
  private Runnable other = () -> {};

  @RepeatedTest(RACES)
  void leavesDeletedWhatSomebodyDeletesMeanwhile() {
    push();
    after(random.nextInt(STEPS), () -> assertThat(rows.unlinkBlob(REPOSITORY, DIGEST)).isTrue());

    ask();

    happen();
    assertThat(rows.findBlob(REPOSITORY, DIGEST)).as("seed %d", seed).isEmpty();
    assertThat(rows.hasRepository(REPOSITORY)).as("seed %d", seed).isFalse();
  }

  @RepeatedTest(RACES)
  void keepsWhatItSaidIsThereWhileGarbageIsCollected() {
    push();
    clock.advance(GRACE.plusSeconds(1));
    after(random.nextInt(STEPS), this::collect);

    boolean there = ask();

    happen();
    collect();
    assertThat(rows.findBlob(REPOSITORY, DIGEST).isPresent()).as("seed %d", seed).isEqualTo(there);
    assertThat(bytes.findSize(DIGEST).isPresent()).as("seed %d", seed).isEqualTo(there);
  }

  /** As HEAD of a blob by somebody who may push. */
  private boolean ask() {
    try (BlobContent _ = content.openAndRenewBlob(REPOSITORY, DIGEST)) {
      return true;
    } catch (OciException unknown) {
      return false;
    }
  }

  private void collect() {
    try {
      new GarbageCollector(content, clock, _ -> {}).run(GRACE, false);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this test", e);
    }
  }

  private void push() {
    try (BlobUpload upload = bytes.openUpload(new UploadId("an-upload"))) {
      upload.append(ByteBuffer.wrap(LAYER));
      content.commitBlob(REPOSITORY, upload, DIGEST);
    }
  }

  private void after(int steps, Runnable deed) {
    stepsUntilOther = steps;
    other = deed;
  }

  /** The other's deed, unless it was done. */
  private void happen() {
    Runnable deed = other;
    other = () -> {};
    stepsUntilOther = Integer.MAX_VALUE;
    deed.run();
  }

  private <T> T interrupted(Class<T> port, T store) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              step();
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                step();
              }
            }));
  }

  private void step() {
    if (stepsUntilOther-- == 0) {
      happen();
    }
  }
}
