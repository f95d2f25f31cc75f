package io.outport.pki;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Times and authorities that the tests share. */
final class Fixtures {
  static final InstantSource REAL_TIME = InstantSource.system();
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final InstantSource AT_NOON = InstantSource.fixed(NOON);
  static final Duration YEAR = Duration.ofDays(365);
  static final SecureRandom RANDOM = new SecureRandom();

  private Fixtures() {}

  static CertificateAuthority authority(InstantSource clock) {
    return CertificateAuthority.create("Test CA", YEAR.multipliedBy(10), clock, RANDOM);
  }

  static ServerIdentity identity(InstantSource clock, String... names) {
    return authority(clock).issue(ServerNames.of(names), YEAR, clock, RANDOM);
  }
}
