package io.outport.hub.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.oci.model.ScopeRule;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Actions of scope maps from anywhere, one a line. */
final class ScopeActionsFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void areRulesOrRefused(byte[] input) {
    List<String> actions = List.of(new String(input, UTF_8).split("\n", -1));

    try {
      List<String> checked = ScopeActions.check(actions);

      assertThat(ScopeActions.check(checked)).isEqualTo(checked);
      List<ScopeRule> rules = ScopeActions.rules(checked);
      assertThat(rules).hasSizeLessThanOrEqualTo(ScopeActions.MAX_REPOSITORIES);
      assertThat(rules.stream().mapToInt(rule -> rule.actions().size()).sum())
          .isEqualTo(checked.stream().filter(each -> each.startsWith("repositories/")).count());
    } catch (ResourceProblem refused) {
      assertThat(refused.kind()).isEqualTo(ResourceProblem.Kind.INVALID);
      isOneLine(refused);
    }
  }

  static void isOneLine(ResourceProblem problem) {
    assertThat(problem.getMessage()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
  }
}
