package io.outport.registry.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --rate-limit} as anybody may write it. */
final class RateFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isBoundedOrNone(byte[] input) {
    String text = new String(input, UTF_8);

    Rate.find(text)
        .ifPresent(
            rate -> {
              assertThat(rate.times()).isBetween(1, Rate.MAX_TIMES);
              assertThat(rate.costNanos()).isPositive();
              assertThat(text).startsWith(String.valueOf(rate.times()));
            });
  }
}
