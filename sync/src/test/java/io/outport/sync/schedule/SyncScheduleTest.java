package io.outport.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SyncScheduleTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  @Test
  void continuousIsAlwaysOpen() {
    SyncSchedule schedule = SyncSchedule.parse(" *  * * *  * ", "PT4H");

    assertThat(schedule.isContinuous()).isTrue();
    assertThat(schedule.isOpen(NOON)).isTrue();
    assertThat(schedule.closes(NOON)).isEmpty();
    assertThat(schedule.nextOpen(NOON)).contains(NOON);
  }

  @Test
  void neverIsNeverOpen() {
    assertThat(SyncSchedule.never().isOpen(NOON)).isFalse();
    assertThat(SyncSchedule.never().closes(NOON)).isEmpty();
    assertThat(SyncSchedule.never().nextOpen(NOON)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-04T01:59:59.999Z, false",
    "2026-03-04T02:00:00Z, true",
    "2026-03-04T02:00:30Z, true",
    "2026-03-04T05:59:59Z, true",
    "2026-03-04T06:00:00Z, false",
    "2026-03-04T12:00:00Z, false",
  })
  void opensForTheWindowOnly(Instant now, boolean open) {
    assertThat(SyncSchedule.parse("0 2 * * *", "PT4H").isOpen(now)).isEqualTo(open);
  }

  @Test
  void saysWhenItOpensAndCloses() {
    SyncSchedule schedule = SyncSchedule.parse("0 2 * * *", "PT4H");

    assertThat(schedule.nextOpen(NOON)).contains(Instant.parse("2026-03-05T02:00:00Z"));
    Instant open = Instant.parse("2026-03-05T03:15:00Z");
    assertThat(schedule.nextOpen(open)).contains(open);
    assertThat(schedule.closes(open)).contains(Instant.parse("2026-03-05T06:00:00Z"));
    assertThat(schedule.closes(NOON)).isEmpty();
  }

  @Test
  void joinsWindowsThatOverlap() {
    SyncSchedule schedule = SyncSchedule.parse("0 2,3,4,9 * * *", "PT1H30M");

    assertThat(schedule.closes(Instant.parse("2026-03-05T02:10:00Z")))
        .contains(Instant.parse("2026-03-05T05:30:00Z"));
  }

  @Test
  void endsChainsThatNeverEnd() {
    SyncSchedule schedule = SyncSchedule.parse("0 * * * *", "P1D");

    assertThat(schedule.isOpen(NOON)).isTrue();
    assertThat(schedule.closes(NOON).orElseThrow()).isAfter(NOON.plus(Duration.ofDays(1)));
  }

  @Test
  void knowsADayThatNeverComes() {
    SyncSchedule schedule = SyncSchedule.parse("0 0 30 2 *", "PT1H");

    assertThat(schedule.isOpen(NOON)).isFalse();
    assertThat(schedule.nextOpen(NOON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 2 * *", "x 2 * * *", "61 2 * * *", "0 2 * * * *", "@daily nonsense"})
  void refusesWhatIsNotFiveFields(String cron) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SyncSchedule.parse(cron, "PT4H"))
        .withMessageContaining(cron)
        .withMessageContaining("five fields");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4h", "PT0S", "P8D", "-PT4H"})
  void refusesWindowsOutOfBounds(String window) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SyncSchedule.parse("0 2 * * *", window))
        .withMessageContaining("window");
  }
}
