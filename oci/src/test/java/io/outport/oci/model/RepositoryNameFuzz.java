package io.outport.oci.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Repository names from anywhere: the specification's grammar, read a second time by hand. */
final class RepositoryNameFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void takesTheNamesOfTheGrammarAndNoOthers(byte[] input) {
    String text = new String(input, UTF_8);

    boolean taken;
    try {
      taken = new RepositoryName(text).toString().equals(text);
    } catch (OciException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.NAME_INVALID);
      taken = false;
    }

    assertThat(taken).as(text).isEqualTo(isName(text));
    assertThat(RepositoryName.find(text).isPresent()).isEqualTo(taken);
  }

  private static boolean isName(String text) {
    return text.length() <= RepositoryName.MAX_LENGTH
        && List.of(text.split("/", -1)).stream().allMatch(RepositoryNameFuzz::isComponent);
  }

  /** Letters and digits at both ends; between them one dot, one or two underscores, or hyphens. */
  private static boolean isComponent(String text) {
    if (text.isEmpty() || !isAlphanumeric(text, 0) || !isAlphanumeric(text, text.length() - 1)) {
      return false;
    }
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (!isAlphanumeric(text, end)) {
        end++;
      }
      if (!isSeparator(text.substring(at, end))) {
        return false;
      }
      at = end + 1;
    }
    return true;
  }

  private static boolean isSeparator(String text) {
    return List.of("", ".", "_", "__").contains(text) || text.chars().allMatch(c -> c == '-');
  }

  private static boolean isAlphanumeric(String text, int index) {
    char c = text.charAt(index);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
