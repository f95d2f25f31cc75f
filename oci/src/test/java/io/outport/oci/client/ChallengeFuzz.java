package io.outport.oci.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code WWW-Authenticate} headers from anywhere, one a line. */
final class ChallengeFuzz {
  private static final int MAX_CHALLENGES = 16;

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgain(byte[] input) {
    List<String> headers = List.of(new String(input, UTF_8).split("\n", -1));

    List<Challenge> read = ChallengeParser.parse(headers);

    assertThat(read).hasSizeLessThanOrEqualTo(MAX_CHALLENGES);
    read.forEach(ChallengeFuzz::isWellFormed);
    List<String> written = read.stream().map(ChallengeFuzz::write).toList();
    assertThat(ChallengeParser.parse(written)).as("%s", written).isEqualTo(read);
  }

  private static void isWellFormed(Challenge challenge) {
    assertThat(challenge.scheme())
        .isNotEmpty()
        .isEqualTo(challenge.scheme().toLowerCase(Locale.ROOT));
    challenge
        .parameters()
        .keySet()
        .forEach(name -> assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT)));
  }

  private static String write(Challenge challenge) {
    return challenge.parameters().entrySet().stream()
        .map(ChallengeFuzz::write)
        .collect(Collectors.joining(", ", challenge.scheme() + " ", ""));
  }

  private static String write(Map.Entry<String, String> parameter) {
    String escaped = parameter.getValue().replace("\\", "\\\\").replace("\"", "\\\"");
    return "%s=\"%s\"".formatted(parameter.getKey(), escaped);
  }
}
