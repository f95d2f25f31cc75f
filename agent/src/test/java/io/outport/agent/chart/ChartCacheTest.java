package io.outport.agent.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent keeps of the charts that came, in a real folder. */
final class ChartCacheTest {
  private static final int MOST = 3;

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();

  @Test
  void givesRoomToNewChartsByWhatWasNotUsedForLongest() {
    ChartCache cache = cache();
    put(cache, "a", "b", "c");
    assertThat(find(cache, "a")).isTrue();

    put(cache, "d");

    assertThat(Stream.of("a", "b", "c", "d").filter(each -> find(cache, each)))
        .containsExactly("a", "c", "d");
  }

  @Test
  void knowsOfEarlierUsesAfterARestart() {
    put(cache(), "a", "b", "c");
    assertThat(find(cache(), "a")).isTrue();

    put(cache(), "d");

    assertThat(find(cache(), "a")).isTrue();
    assertThat(find(cache(), "b")).isFalse();
  }

  @Test
  void keepsNoMoreThanItsBoundHoweverManyCome() throws IOException {
    ChartCache cache = cache();
    IntStream.range(0, 50).forEach(each -> put(cache, "chart " + each));

    assertThat(files()).hasSize(MOST);
    assertThat(find(cache, "chart 49")).isTrue();
  }

  @Test
  void keepsTheNewestWhereTheClockStandsStill() {
    ChartCache cache = cache();
    for (String each : List.of("a", "b", "c", "d", "e")) {
      cache.put(digest(each), each.getBytes(UTF_8));
      assertThat(find(cache, each)).as(each).isTrue();
    }
  }

  @Test
  void makesRoomWithWhatAKilledAgentLeftHalfWritten() throws IOException {
    Path part = Files.createTempFile(folder, "part", "");
    Files.setLastModifiedTime(part, FileTime.from(clock.instant().minus(Duration.ofDays(1))));

    put(cache(), "a", "b", "c");

    assertThat(part).doesNotExist();
    assertThat(files()).hasSize(MOST);
  }

  @Test
  void fetchesAnewWhatIsDamaged() throws IOException {
    ChartCache cache = cache();
    put(cache, "a");
    Files.writeString(cache.file(digest("a")), "b");

    assertThat(find(cache, "a")).isFalse();
  }

  @Test
  void letsManyThreadsMakeRoomAtOnce() throws Exception {
    ChartCache cache = cache();
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int each = 0; each < 400; each++) {
        String text = "chart " + each;
        all.add(
            threads.submit(
                () -> {
                  start.await();
                  return cache.put(digest(text), text.getBytes(UTF_8));
                }));
      }
      start.countDown();
      for (Future<?> each : all) {
        each.get();
      }
    }

    put(cache, "the last");
    assertThat(files()).hasSize(MOST);
  }

  private ChartCache cache() {
    return new ChartCache(folder, MOST, clock);
  }

  private void put(ChartCache cache, String... texts) {
    for (String each : texts) {
      clock.advance(Duration.ofSeconds(1));
      cache.put(digest(each), each.getBytes(UTF_8));
    }
  }

  private boolean find(ChartCache cache, String text) {
    clock.advance(Duration.ofSeconds(1));
    return cache.find(digest(text)).isPresent();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static Digest digest(String text) {
    return Digest.ofBytes(text.getBytes(UTF_8));
  }
}
