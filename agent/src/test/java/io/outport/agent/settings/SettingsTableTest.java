package io.outport.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's table of settings is what messages point at: it must have them all. */
final class SettingsTableTest {
  private static final Path PAGE = Path.of("..", "docs", "kubernetes.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z.-]+)` \\| [^|]+ \\| ");

  @Test
  void namesEachSettingOnce() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("### All settings");
    String table = page.substring(begin, page.indexOf("\n## ", begin));

    List<String> keys = ROW.matcher(table).results().map(row -> row.group(1)).toList();

    assertThat(keys).containsExactlyInAnyOrderElementsOf(KnownSettings.names());
  }

  @Test
  void isWhatAKeyLikeNoneIsPointedTo() {
    SettingsReading reading =
        SettingsReader.read(Map.of("somethingElse", "1"), Map.of(), VirtualClock.start());

    assertThat(reading.toString())
        .contains("somethingElse", "docs/kubernetes.md has a table of all settings");
  }
}
