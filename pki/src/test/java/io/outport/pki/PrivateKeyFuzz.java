package io.outport.pki;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.PrivateKey;
import org.junit.jupiter.params.provider.MethodSource;

/** Key files from anywhere. */
final class PrivateKeyFuzz {
  private static final int SHORTEST_SECRET = 24;

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrRefusesWithoutAWordOfIt(byte[] input) {
    String text = Pem.text(input);

    try {
      PrivateKey read = Pem.privateKey(text, "file");

      assertThat(Pem.privateKey(Pem.privateKey(read))).isEqualTo(read);
    } catch (CertificateProblem refused) {
      PemFuzz.isOneLine(refused);
      text.lines()
          .map(String::strip)
          .filter(line -> line.length() >= SHORTEST_SECRET && !line.startsWith("-----"))
          .forEach(line -> assertThat(refused.getMessage()).doesNotContain(line));
    }
  }
}
