package io.outport.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.hubapi.model.Refusal;
import java.util.Map;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of settings as anybody may write them. */
final class SettingsFileFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void areReadAsTextsOrRefusedInWords(byte[] input) {
    Map<String, String> settings;
    try {
      settings = SettingsFile.parse("settings.yaml", input);
    } catch (Refusal refused) {
      assertThat(refused.exit()).isEqualTo(Refusal.Exit.USAGE);
      assertThat(refused.getMessage()).startsWith("settings.yaml");
      return;
    }

    assertThat(settings).isNotEmpty().doesNotContainKey("");
  }
}
