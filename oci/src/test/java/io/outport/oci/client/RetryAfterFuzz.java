package io.outport.oci.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Retry-After} headers of foreign servers. */
final class RetryAfterFuzz {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void asksForNoWaitBeyondTheLongest(byte[] input) {
    RetryAfter.parse(new String(input, UTF_8), NOW)
        .ifPresent(wait -> assertThat(wait).isBetween(Duration.ZERO, RetryAfter.LONGEST));
  }
}
