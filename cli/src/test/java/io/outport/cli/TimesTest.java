package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moments as people read them. */
final class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "Asia/Kathmandu, 2026-11-26T01:16:05.7Z, 2026-11-26 07:01:05 (01:16:05Z)",
    "Asia/Kathmandu, 2026-11-25T20:00:00Z,   2026-11-26 01:45:00 (2026-11-25 20:00:00Z)",
    "Europe/Berlin,  2026-07-01T10:00:00Z,   2026-07-01 12:00:00 (10:00:00Z)",
    "UTC,            2026-07-01T10:00:00Z,   2026-07-01 10:00:00Z",
    "Europe/London,  2026-01-01T10:00:00Z,   2026-01-01 10:00:00Z",
  })
  void areLocalWithUtcBeside(String zone, Instant moment, String words) {
    assertThat(new Times(ZoneId.of(zone)).cell(moment)).isEqualTo(words);
  }
}
