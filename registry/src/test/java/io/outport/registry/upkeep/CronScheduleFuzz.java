package io.outport.registry.upkeep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.provider.MethodSource;

/** Cron expressions as anybody may write them. */
final class CronScheduleFuzz {
  private static final Instant NOW = Instant.parse("2026-02-28T23:59:30Z");

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void comesAtWholeMinutesInTheFutureOrIsRefused(byte[] input) {
    String text = new String(input, UTF_8);

    CronSchedule schedule;
    try {
      schedule = CronSchedule.parse(text);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage())
          .containsAnyOf("is not a cron expression of five fields", "never comes");
      return;
    }

    assertThat(schedule).hasToString(text);
    Instant next = schedule.next(NOW).orElseThrow();
    assertThat(next).isAfter(NOW);
    assertThat(next.atZone(ZoneOffset.UTC).getSecond()).isZero();
    assertThat(schedule.next(next).orElseThrow()).isAfter(next);
  }
}
