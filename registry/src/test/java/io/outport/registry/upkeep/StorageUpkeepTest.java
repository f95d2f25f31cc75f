package io.outport.registry.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When garbage is collected; the test gives out the ticks and counts the collections. */
final class StorageUpkeepTest {
  private static final Duration TICK = Duration.ofSeconds(20);

  private final VirtualClock clock = VirtualClock.start();
  private final Semaphore ticks = new Semaphore(0);
  private final AtomicInteger passed = new AtomicInteger();
  private final AtomicInteger collections = new AtomicInteger();
  private StorageUpkeep upkeep;

  @BeforeEach
  void start() {
    var content =
        new Content(new MemoryBlobStore(), new MemoryMetadataStore(clock), ContentListener.NONE);
    upkeep =
        StorageUpkeep.start(
            content,
            ContentListener.NONE,
            () -> {
              collections.incrementAndGet();
              return List.of();
            },
            UpkeepSettings.DEFAULT,
            clock,
            time -> {
              if (time.equals(TICK)) {
                passed.incrementAndGet();
                ticks.acquire();
              }
            });
    await().until(() -> passed.get() == 1);
  }

  @AfterEach
  void close() {
    upkeep.close();
  }

  @Test
  void followsAnotherScheduleFromTheNextTickOn() {
    upkeep.collectBy(CronSchedule.parse("30 9 * * *"));
    tickAfter(Duration.ofSeconds(20));
    assertThat(collections).hasValue(0);

    tickAfter(Duration.ofMinutes(90));

    assertThat(collections).hasValue(1);
    tickAfter(Duration.ofHours(15));
    assertThat(collections).as("at midnight, by the old schedule").hasValue(1);
  }

  @Test
  void collectsNothingWhileItIsOff() {
    upkeep.collectBy(CronSchedule.never());
    tickAfter(Duration.ofDays(3));
    assertThat(collections).hasValue(0);

    upkeep.collectBy(CronSchedule.parse("0 0 * * *"));
    tickAfter(Duration.ZERO);
    assertThat(collections).as("what was not due is not made up for").hasValue(0);
    tickAfter(Duration.ofDays(1));

    assertThat(collections).hasValue(1);
  }

  /** The thread looks at the clock once, then waits again. */
  private void tickAfter(Duration time) {
    clock.advance(time);
    int before = passed.get();
    ticks.release();
    await().until(() -> passed.get() == before + 1);
  }
}
