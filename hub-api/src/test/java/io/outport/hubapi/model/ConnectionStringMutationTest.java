package io.outport.hubapi.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Junk is read to a value that survives a round trip, or refused in one line without secrets. */
class ConnectionStringMutationTest {
  private static final int ROUNDS = Integer.getInteger("outport.test.rounds", 20_000);
  private static final String SECRET = "9sJ2kQwXz";
  private static final String WHOLE =
      ConnectionStringTest.WHOLE.replace("a=b==", SECRET) + ";ParentCaCertificate=MIIB.MIIC";
  private static final List<String> SPLICES =
      List.of(";", "=", "\n", "\0", "\uFEFF", ";;", "=;=", "Sync", "İ", "ManagedIdentityClientId=");

  private final long seed = Long.getLong("outport.test.seed", new SplittableRandom().nextLong());
  private final RandomGenerator random = new SplittableRandom(seed);

  @Test
  void mutatedTextIsReadOrRefusedInOneLineWithoutThePassword() {
    for (int round = 0; round < ROUNDS; round++) {
      String text = WHOLE;
      for (int times = random.nextInt(1, 5); times > 0; times--) {
        text = mutated(text);
      }
      assertReadOrRefused(text);
    }
  }

  private String mutated(String text) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(12));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(to);
      case 2 -> text.substring(0, at) + (char) random.nextInt(0x250) + text.substring(at);
      default ->
          text.substring(0, at) + SPLICES.get(random.nextInt(SPLICES.size())) + text.substring(at);
    };
  }

  private void assertReadOrRefused(String text) {
    try {
      ConnectionString read = ConnectionString.parse(text);
      assertThat(ConnectionString.parse(read.toText())).as("seed %d", seed).isEqualTo(read);
    } catch (Refusal refused) {
      assertThat(refused).as("seed %d, text %s", seed, text).message().isNotBlank();
      assertThat(String.valueOf(refused.getMessage()))
          .as("seed %d, text %s", seed, text)
          .doesNotContain("\n", "\r", SECRET);
    }
  }
}
