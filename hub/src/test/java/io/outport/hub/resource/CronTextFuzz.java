package io.outport.hub.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.registry.upkeep.CronSchedule;
import org.junit.jupiter.params.provider.MethodSource;

/** Sync schedules as people set them: what the hub takes, a site must be able to follow. */
final class CronTextFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isReadByASiteToo(byte[] input) {
    String text = new String(input, UTF_8);

    String checked;
    try {
      checked = CronText.check("schedule", text);
    } catch (ResourceProblem refused) {
      assertThat(refused.kind()).isEqualTo(ResourceProblem.Kind.INVALID);
      ScopeActionsFuzz.isOneLine(refused);
      return;
    }

    assertThat(CronText.check("schedule", checked)).isEqualTo(checked);
    assertThat(CronSchedule.parse(checked)).hasToString(checked);
  }
}
