package io.outport.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.hubapi.model.Refusal;
import java.time.Duration;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes and times of the command line. */
final class AmountsFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void areReadOrRefusedInOneLine(byte[] input) {
    String text = new String(input, UTF_8);

    try {
      long size = Amounts.size("--size", text);
      assertThat(size).isNotNegative();
      assertThat(Amounts.size("--size", String.valueOf(size))).isEqualTo(size);
    } catch (Refusal refused) {
      isUsage(refused);
    }
    try {
      assertThat(Amounts.time("--time", text)).isGreaterThanOrEqualTo(Duration.ZERO);
    } catch (Refusal refused) {
      isUsage(refused);
    }
  }

  static void isUsage(Refusal refused) {
    assertThat(refused.exit()).isEqualTo(Refusal.Exit.USAGE);
    assertThat(refused.getMessage()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
  }
}
