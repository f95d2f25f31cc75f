package io.outport.oci.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryPatternTest {

  @ParameterizedTest
  @CsvSource({
    "app,      app,       true",
    "app,      app2,      false",
    "app,      app/web,   false",
    "app/*,    app/web,   true",
    "app/*,    app/web/x, true",
    "app/*,    app,       false",
    "app/*,    application/web, false",
    "app/*,    x/app/web, false",
    "*,        anything/at/all, true"
  })
  void matches(String pattern, String repository, boolean expected) {
    assertThat(new RepositoryPattern(pattern).matches(new RepositoryName(repository)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "**", "a*", "*/a", "a/*/b", "a/**", "/*", "A/*", "a/*\n", "a/ *"})
  void refusesAStarAnywhereElse(String text) {
    assertThatThrownBy(() -> new RepositoryPattern(text))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("is not allowed");
  }

  @Test
  void knowsWildcards() {
    assertThat(RepositoryPattern.EVERY.isWildcard()).isTrue();
    assertThat(new RepositoryPattern("app/*").isWildcard()).isTrue();
    assertThat(new RepositoryPattern("app").isWildcard()).isFalse();
  }

  @Test
  void rulesAddUp() {
    List<ScopeRule> rules =
        List.of(
            new ScopeRule(new RepositoryPattern("app/*"), Set.of(RepositoryAction.CONTENT_READ)),
            new ScopeRule(
                new RepositoryPattern("app/web"), Set.of(RepositoryAction.CONTENT_WRITE)));
    RepositoryName web = new RepositoryName("app/web");
    RepositoryName other = new RepositoryName("app/db");

    assertThat(ScopeRule.allows(rules, web, RepositoryAction.CONTENT_READ)).isTrue();
    assertThat(ScopeRule.allows(rules, web, RepositoryAction.CONTENT_WRITE)).isTrue();
    assertThat(ScopeRule.allows(rules, other, RepositoryAction.CONTENT_WRITE)).isFalse();
    assertThat(ScopeRule.allows(rules, web, RepositoryAction.CONTENT_DELETE)).isFalse();
    assertThat(ScopeRule.allows(List.of(), web, RepositoryAction.CONTENT_READ)).isFalse();
  }

  @Test
  void findsActionsByTheirLabel() {
    for (RepositoryAction action : RepositoryAction.values()) {
      assertThat(RepositoryAction.find(action.label())).contains(action);
    }
    assertThat(RepositoryAction.find("CONTENT/READ")).isEmpty();
  }
}
