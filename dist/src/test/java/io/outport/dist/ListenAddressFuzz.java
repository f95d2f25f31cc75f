package io.outport.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.hubapi.model.Refusal;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --listen} as anybody may write it. */
final class ListenAddressFuzz {
  private static final int MAX_PORT = 65_535;

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrRefuses(byte[] input) {
    try {
      ListenAddress read = ListenAddress.parse(new String(input, UTF_8));

      assertThat(read.port()).isBetween(0, MAX_PORT);
      assertThat(read.address()).isNotBlank().doesNotContain("[", "]", "\0", "\n");
      assertThat(ListenAddress.parse(read.toString())).isEqualTo(read);
    } catch (Refusal refused) {
      AmountsFuzz.isUsage(refused);
    }
  }
}
