package io.outport.registry.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Bearer tokens from anywhere, and genuine ones that were tampered with. */
final class RequestTokensFuzz {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final TokenAccess GRANT = TokenAccess.parse(List.of("repository:a/b:pull"));

  private static RequestTokens tokens;
  private static String genuine;

  @BeforeAll
  static void issue() {
    tokens = new RequestTokens("hub", Duration.ofMinutes(5), () -> NOW, new SecureRandom());
    genuine = tokens.issue("somebody", GRANT).text();
  }

  /** The first byte says where the genuine token is cut open, the rest is put in there. */
  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void saysNothingButWhatWasSigned(byte[] input) {
    String text = new String(input, UTF_8);
    assertThat(tokens.verify(text)).isEmpty();
    if (text.isEmpty()) {
      return;
    }

    int cut = text.charAt(0) % genuine.length();
    String piece = text.substring(1);
    String rest = genuine.substring(Math.min(genuine.length(), cut + piece.length()));
    Optional<VerifiedToken> verified = tokens.verify(genuine.substring(0, cut) + piece + rest);

    verified.ifPresent(
        token -> {
          assertThat(token.account()).isEqualTo("somebody");
          assertThat(token.access()).isEqualTo(GRANT);
        });
  }
}
