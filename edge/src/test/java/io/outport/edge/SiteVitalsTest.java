package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.StatusReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteVitalsTest {
  private static final Instant NOW = Instant.parse("2026-01-15T08:00:00Z");
  private static final long GIB = 1L << 30;

  @TempDir private Path folder;

  @Test
  void readsTheVolumeAndTheCertificate() {
    SiteVitals.Reading reading = new SiteVitals(folder, () -> Optional.of(NOW)).read();

    assertThat(reading.totalBytes()).isPositive();
    assertThat(reading.freeBytes()).isBetween(0L, reading.totalBytes());
    assertThat(reading.certificateExpiry()).isEqualTo(NOW);
  }

  @Test
  void saysNothingOfAVolumeThatCannotBeRead() {
    SiteVitals.Reading reading = new SiteVitals(folder.resolve("gone"), Optional::empty).read();

    assertThat(reading).isEqualTo(new SiteVitals.Reading(null, null, null));
    assertThat(reading.details(NOW)).isEmpty();
  }

  @Test
  void flagsLittleSpace() {
    assertThat(codes(GIB - 1, 20 * GIB, null)).containsExactly("DISK_LOW");
    assertThat(codes(GIB, 20 * GIB, null)).isEmpty();
    assertThat(codes(5 * GIB, 1000 * GIB, null)).isEmpty();
    assertThat(codes(5 * GIB - 1, 1000 * GIB, null)).containsExactly("DISK_LOW");
  }

  @Test
  void flagsACertificateThatEnds() {
    assertThat(codes(GIB, GIB, NOW.plus(Duration.ofDays(31)))).isEmpty();
    assertThat(codes(GIB, GIB, NOW.plus(Duration.ofDays(30))))
        .containsExactly("CERTIFICATE_EXPIRES");
    assertThat(codes(GIB, GIB, NOW)).containsExactly("CERTIFICATE_EXPIRED");
  }

  @Test
  void theSameFlagHasTheSameId() {
    var reading = new SiteVitals.Reading(GIB, GIB, NOW);

    assertThat(reading.details(NOW).getFirst().correlationId())
        .isEqualTo(reading.details(NOW.plusSeconds(60)).getFirst().correlationId());
  }

  private static List<String> codes(long free, long total, @Nullable Instant expiry) {
    return new SiteVitals.Reading(free, total, expiry)
        .details(NOW).stream().map(StatusReport.Detail::code).toList();
  }
}
