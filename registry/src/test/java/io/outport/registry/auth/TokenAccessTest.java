package io.outport.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokenAccessTest {
  private static final RepositoryName WEB = new RepositoryName("app/web");

  @Test
  void readsActionsOfRepositoryWhoseNameHoldsSlashes() {
    TokenAccess access = TokenAccess.parse(List.of("repository:app/web:pull,push"));

    assertThat(access.repositories().get(WEB))
        .containsExactlyInAnyOrder(
            RepositoryAction.CONTENT_READ,
            RepositoryAction.METADATA_READ,
            RepositoryAction.CONTENT_WRITE);
    assertThat(access.catalog()).isFalse();
  }

  @Test
  void mergesScopesOfTheSameRepository() {
    TokenAccess access =
        TokenAccess.parse(List.of("repository:app/web:push repository:app/web:delete"));

    assertThat(access.repositories().get(WEB))
        .containsExactlyInAnyOrder(RepositoryAction.CONTENT_WRITE, RepositoryAction.CONTENT_DELETE);
  }

  @Test
  void starAsksForEveryAction() {
    assertThat(TokenAccess.parse(List.of("repository:app/web:*")).repositories().get(WEB))
        .containsExactlyInAnyOrder(RepositoryAction.values());
  }

  @Test
  void readsCatalogScope() {
    assertThat(TokenAccess.parse(List.of("registry:catalog:*")).catalog()).isTrue();
  }

  @Test
  void scopesThatAreNotUnderstoodAskForNothing() {
    TokenAccess access =
        TokenAccess.parse(
            List.of(
                "",
                ":",
                "repository",
                "repository:",
                "repository::pull",
                "repository:App:pull",
                "repository:*:pull",
                "registry:other:*",
                "other:app/web:pull"));

    assertThat(access).isEqualTo(TokenAccess.NONE);
    assertThat(TokenAccess.parse(List.of("repository:app/web:fly")).repositories().get(WEB))
        .isEmpty();
  }

  @Test
  void refusesTooManyScopes() {
    List<String> many = Collections.nCopies(TokenAccess.MAX_SCOPES + 1, "repository:app/web:pull");

    assertThatThrownBy(() -> TokenAccess.parse(many)).isInstanceOf(OciException.class);
    assertThatThrownBy(() -> TokenAccess.parse(List.of(String.join(" ", many))))
        .isInstanceOf(OciException.class);
  }

  @Test
  void grantIsTheCommonPartOfRequestAndRules() {
    List<ScopeRule> rules =
        List.of(
            new ScopeRule(
                new RepositoryPattern("app/*"),
                Set.of(RepositoryAction.CONTENT_READ, RepositoryAction.CONTENT_DELETE)));

    TokenAccess granted =
        TokenAccess.parse(List.of("repository:app/web:pull,push", "repository:lib/base:pull"))
            .restrictedTo(rules);

    assertThat(granted.repositories().keySet()).containsExactly(WEB);
    assertThat(granted.repositories().get(WEB)).containsExactly(RepositoryAction.CONTENT_READ);
  }

  @Test
  void writesScopesThatReadTheSame() {
    TokenAccess access =
        TokenAccess.parse(
            List.of("repository:app/web:*", "repository:b:pull,push", "registry:catalog:*"));

    assertThat(TokenAccess.parse(access.toScopes())).isEqualTo(access);
  }
}
