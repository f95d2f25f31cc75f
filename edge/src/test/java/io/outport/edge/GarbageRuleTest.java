package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.SiteConfiguration.GarbageCollection;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.registry.upkeep.StorageUpkeep;
import io.outport.registry.upkeep.UpkeepSettings;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class GarbageRuleTest {
  private static final Duration TICK = Duration.ofSeconds(20);
  private static final Instant NOW = Instant.parse("2026-01-15T08:00:00Z");

  @Test
  void readsWhatTheHubWants() {
    assertThat(GarbageRule.schedule(new GarbageCollection(true, "30 9 * * *")).next(NOW))
        .contains(Instant.parse("2026-01-15T09:30:00Z"));
    assertThat(GarbageRule.schedule(new GarbageCollection(false, "30 9 * * *")).next(NOW))
        .isEmpty();
    assertThat(GarbageRule.schedule(new GarbageCollection(true, "now and then")).next(NOW))
        .as("the usual one")
        .contains(Instant.parse("2026-01-16T00:00:00Z"));
  }

  /** A configuration that comes at the very minute of the collection must not put it off. */
  @Test
  void aConfigurationWithTheSameScheduleChangesNothing() throws Exception {
    var clock = new VirtualClock(NOW);
    var ticks = new SynchronousQueue<String>();
    var collections = new AtomicInteger();
    var content =
        new Content(new MemoryBlobStore(), new MemoryMetadataStore(clock), ContentListener.NONE);
    try (StorageUpkeep upkeep =
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
                var _ = ticks.take();
              }
            })) {
      var rule = new GarbageRule(upkeep);
      rule.accept(configuration("30 9 * * *"));
      ticks.put("sets the schedule");
      ticks.put("has looked");

      clock.advance(Duration.ofMinutes(90));
      rule.accept(configuration("30 9 * * *"));
      ticks.put("collects");
      ticks.put("has collected");

      assertThat(collections).hasValue(1);
    }
  }

  private static SiteConfiguration configuration(String garbageSchedule) {
    return new SiteConfiguration(
            "shop1", 1, "ReadOnly", List.of("*"), "* * * * *", "", List.of(), "Information")
        .withGarbageCollection(new GarbageCollection(true, garbageSchedule));
  }
}
