package io.outport.hub.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * *",
        "0 2 * * *",
        "*/15 0-6 1,15 * MON-FRI",
        "59 23 31 12 7",
        "0 0 1 jan sun",
        "5-50/5 */2 * * 0",
      })
  void takesFiveFields(String text) {
    assertThat(CronText.check("schedule", text)).isEqualTo(text);
  }

  @Test
  void setsSingleSpaces() {
    assertThat(CronText.check("schedule", "  0\t2  * * * ")).isEqualTo("0 2 * * *");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * FUNDAY",
        "5-1 * * * *",
        "*/0 * * * *",
        "*/99 * * * *",
        "1,,2 * * * *",
        "1, * * * *",
        "-1 * * * *",
        "@daily",
        "٣ * * * *",
        "1111111111 * * * *",
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> CronText.check("schedule", text))
        .isInstanceOf(ResourceProblem.class)
        .hasMessageContaining("is not a cron expression");
  }

  @Test
  void readsOrRefusesJunk() {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    String letters = "*/-, 0159AMON\n\0é";
    for (int round = 0; round < 20_000; round++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(24); length > 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        String read = CronText.check("schedule", text.toString());
        assertThat(CronText.check("schedule", read)).as("seed %d", seed).isEqualTo(read);
      } catch (ResourceProblem refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).doesNotContain("\n");
      }
    }
  }
}
