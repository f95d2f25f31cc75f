package io.outport.hubapi.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connection strings as people paste them. */
final class ConnectionStringFuzz {
  private static final String SECRET = "9sJ2kQwXz";

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrRefusesWithoutThePassword(byte[] input) {
    String text = new String(input, UTF_8);

    try {
      ConnectionString read = ConnectionString.parse(text);

      assertThat(ConnectionString.parse(read.toText())).isEqualTo(read);
      assertThat(read.tokenPassword()).doesNotContain(" ", "\t", "\n", "\0").isNotEmpty();
      assertThat(read.toString()).startsWith("ConnectionString[" + read.name() + " at ");
    } catch (Refusal refused) {
      assertThat(refused.exit()).isEqualTo(Refusal.Exit.USAGE);
      assertThat(refused.getMessage())
          .startsWith("connection string: ")
          .doesNotContain(SECRET)
          .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
    }
  }
}
