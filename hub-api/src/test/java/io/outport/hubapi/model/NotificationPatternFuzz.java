package io.outport.hubapi.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Notification patterns from anywhere. */
final class NotificationPatternFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrRefuses(byte[] input) {
    try {
      NotificationPattern read = NotificationPattern.parse(new String(input, UTF_8));

      assertThat(NotificationPattern.parse(read.toString())).isEqualTo(read);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).contains("is not a pattern").hasSizeLessThan(600);
    }
  }
}
