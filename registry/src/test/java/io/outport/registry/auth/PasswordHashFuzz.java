package io.outport.registry.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes of passwords as a parent sends them to a site. */
final class PasswordHashFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsWhatItPrintsOrRefusesWithoutAWordOfIt(byte[] input) {
    String text = new String(input, UTF_8);

    try {
      assertThat(PasswordHash.parse(text).toText()).isEqualTo(text);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessage("not a stored password hash");
    }
  }
}
