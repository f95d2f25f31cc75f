package io.outport.oci.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns and names from anywhere: a pattern is a name, all below one, or everything. */
final class RepositoryPatternFuzz {

  /** The input is a pattern and a name, divided by a line feed. */
  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void matchesWhatItSays(byte[] input) {
    String[] parts = new String(input, UTF_8).split("\n", 2);
    Optional<RepositoryName> name =
        parts.length < 2 ? Optional.empty() : RepositoryName.find(parts[1]);

    try {
      RepositoryPattern pattern = new RepositoryPattern(parts[0]);

      assertThat(pattern).hasToString(parts[0]);
      name.ifPresent(
          each -> assertThat(pattern.matches(each)).isEqualTo(matches(parts[0], each.value())));
    } catch (OciException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.NAME_INVALID);
      assertThat(RepositoryName.find(parts[0])).isEmpty();
      assertThat(parts[0]).isNotEqualTo("*");
    }
  }

  private static boolean matches(String pattern, String name) {
    if (pattern.equals("*")) {
      return true;
    }
    String prefix = pattern.replace("*", "");
    return pattern.endsWith("/*") ? name.startsWith(prefix) : name.equals(pattern);
  }
}
