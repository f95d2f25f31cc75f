package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.oci.model.Digest;
import io.outport.sync.ParentException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class HealerTest {
  private static final Digest FIRST = digest("first");
  private static final Digest SECOND = digest("second");

  private final List<Digest> asked = new CopyOnWriteArrayList<>();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final Healer healer = new Healer(waits::add, new Random(1));

  /** A parent that does not hold a blob must not be asked for it for ever over a thin link. */
  @Test
  void letsGoOfWhatTheParentDoesNotHave() throws Exception {
    healer.blobLost(FIRST);
    try (AutoCloseable _ = start(ParentException.Kind.NOT_FOUND, Integer.MAX_VALUE)) {
      await().until(() -> asked.size() == 1);
      healer.blobLost(SECOND);
      await().until(() -> asked.contains(SECOND));
    }

    assertThat(asked).containsExactly(FIRST, SECOND);
    assertThat(waits).isEmpty();
  }

  @Test
  void asksAgainForWhatIsFoundLostAgain() throws Exception {
    healer.blobLost(FIRST);
    try (AutoCloseable _ = start(ParentException.Kind.NOT_FOUND, 1)) {
      await().until(() -> asked.size() == 1);
      await()
          .until(
              () -> {
                healer.blobLost(FIRST);
                return asked.size() >= 2;
              });
    }
  }

  @Test
  void triesEverMoreSeldomWhileTheLinkIsDown() throws Exception {
    healer.blobLost(FIRST);
    healer.blobLost(SECOND);
    try (AutoCloseable _ = start(ParentException.Kind.UNREACHABLE, 3)) {
      await().until(() -> asked.size() == 5);
    }

    // One question for each try while all would fail alike, then both blobs.
    assertThat(asked.subList(3, 5)).containsExactlyInAnyOrder(FIRST, SECOND);
    assertThat(waits).hasSize(3);
    assertThat(waits.getLast()).isGreaterThan(waits.getFirst());
  }

  private AutoCloseable start(ParentException.Kind kind, int failures) {
    return healer.start(
        (digest, _) -> {
          asked.add(digest);
          if (asked.size() <= failures) {
            throw new ParentException(kind, "the parent's words", null);
          }
          return true;
        });
  }

  private static Digest digest(String text) {
    return Digest.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
