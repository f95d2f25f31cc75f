package io.outport.sync.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules as a parent sends them, or a person writes them. */
final class SyncScheduleFuzz {
  private static final Instant NOW = Instant.parse("2026-02-28T23:59:30Z");

  /** The input is a cron expression and a window, divided by a line feed. */
  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void opensAndClosesInOrderOrIsRefused(byte[] input) {
    String[] parts = new String(input, UTF_8).split("\n", 2);

    SyncSchedule schedule;
    try {
      schedule = SyncSchedule.parse(parts[0], parts.length < 2 ? "PT4H" : parts[1]);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).startsWith("sync ");
      return;
    }

    assertThat(schedule.isOpen(NOW) || !schedule.isContinuous()).isTrue();
    schedule.closes(NOW).ifPresent(end -> assertThat(end).isAfter(NOW));
    assertThat(schedule.closes(NOW).isPresent())
        .isEqualTo(schedule.isOpen(NOW) && !schedule.isContinuous());
    schedule
        .nextOpen(NOW)
        .ifPresent(
            start -> {
              assertThat(start).isAfterOrEqualTo(NOW);
              assertThat(schedule.isOpen(start)).isTrue();
            });
  }
}
