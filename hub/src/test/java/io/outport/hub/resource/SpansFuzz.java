package io.outport.hub.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows and times to live as people set them. */
final class SpansFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void areWithinTheirLimitsOrRefused(byte[] input) {
    String text = new String(input, UTF_8);

    try {
      String window = Spans.window(text);
      assertThat(Duration.parse(window)).isBetween(Duration.ofHours(1), Duration.ofDays(7));
      assertThat(Spans.window(window)).isEqualTo(window);
    } catch (ResourceProblem refused) {
      ScopeActionsFuzz.isOneLine(refused);
    }
    try {
      String life = Spans.messageTtl(text);
      assertThat(Duration.parse(life)).isBetween(Duration.ofDays(1), Duration.ofDays(90));
      assertThat(Spans.messageTtl(life)).isEqualTo(life);
    } catch (ResourceProblem refused) {
      ScopeActionsFuzz.isOneLine(refused);
    }
  }
}
