package io.outport.oci.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChallengeParserTest {

  @Test
  void readsBearerWithCommasInsideQuotes() {
    List<Challenge> found =
        parse(
            "Bearer realm=\"https://hub/token\",service=\"hub\",scope=\"repository:a:pull,push\"");

    assertThat(found)
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm", "https://hub/token",
                    "service", "hub",
                    "scope", "repository:a:pull,push")));
  }

  @Test
  void readsSeveralChallengesOfOneHeader() {
    List<Challenge> found =
        parse("Negotiate, NTLM TlRMTVNTUAAB==, Basic realm=\"a, b\", BEARER Realm = x ,error=y");

    assertThat(found)
        .containsExactly(
            new Challenge("negotiate", Map.of()),
            new Challenge("ntlm", Map.of()),
            new Challenge("basic", Map.of("realm", "a, b")),
            new Challenge("bearer", Map.of("realm", "x", "error", "y")));
  }

  @Test
  void readsSeveralHeaders() {
    assertThat(ChallengeParser.parse(List.of("Basic realm=\"r\"", "Bearer realm=\"t\"")))
        .extracting(Challenge::scheme)
        .containsExactly("basic", "bearer");
  }

  @Test
  void undoesEscapesInsideQuotes() {
    assertThat(parse("Bearer realm=\"a\\\"b\\\\c\"").getFirst().parameter("realm"))
        .contains("a\"b\\c");
  }

  @Test
  void keepsAnEmptyQuotedValue() {
    assertThat(parse("Bearer realm=\"\",service=s").getFirst().parameters())
        .isEqualTo(Map.of("realm", "", "service", "s"));
  }

  @Test
  void doesNotTakeASchemeInsideQuotesForAChallenge() {
    assertThat(parse("Basic realm=\"x, Bearer realm=\\\"https://evil\\\"\"")).hasSize(1);
  }

  @Test
  void dropsAChallengeWhoseParameterIsRepeated() {
    assertThat(parse("Bearer realm=\"https://a\",realm=\"https://b\"")).isEmpty();
  }

  @Test
  void dropsAChallengeWhoseQuoteIsNotClosed() {
    assertThat(parse("Basic realm=\"a\", Bearer realm=\"https://hub/to"))
        .containsExactly(new Challenge("basic", Map.of("realm", "a")));
  }

  @Test
  void isBoundedInHeadersAndChallenges() {
    assertThat(parse("A, ".repeat(100))).hasSize(16);
    assertThat(parse("Bearer realm=" + "x".repeat(20_000))).isEmpty();
  }

  @Test
  void endsOnAnyInput() {
    Random random = new Random(20260115);
    String alphabet = "Bearer realm=\"\\,=; \t/~aé\u0000";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThatCode(() -> parse(text.toString())).as(text.toString()).doesNotThrowAnyException();
    }
  }

  private static List<Challenge> parse(String header) {
    return ChallengeParser.parse(List.of(header));
  }
}
