package io.outport.registry.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.provider.MethodSource;

/** Scopes from anywhere, one parameter a line. */
final class TokenAccessFuzz {
  private static final List<ScopeRule> RULES =
      List.of(
          new ScopeRule(
              new RepositoryPattern("app/*"),
              Set.of(RepositoryAction.CONTENT_READ, RepositoryAction.METADATA_READ)));

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void grantsNothingThatWasNotAskedForOrIsNotAllowed(byte[] input) {
    TokenAccess asked;
    try {
      asked = TokenAccess.parse(List.of(new String(input, UTF_8).split("\n", -1)));
    } catch (OciException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.DENIED);
      return;
    }

    assertThat(asked.repositories()).hasSizeLessThanOrEqualTo(TokenAccess.MAX_SCOPES);
    assertThat(TokenAccess.parse(asked.toScopes())).isEqualTo(asked);
    TokenAccess granted = asked.restrictedTo(RULES);
    granted
        .repositories()
        .forEach(
            (repository, actions) ->
                assertThat(actions)
                    .isNotEmpty()
                    .allMatch(action -> asked.allows(repository, action))
                    .allMatch(action -> ScopeRule.allows(RULES, repository, action)));
    assertThat(asked.restrictedTo(List.of()).repositories()).isEmpty();
  }
}
