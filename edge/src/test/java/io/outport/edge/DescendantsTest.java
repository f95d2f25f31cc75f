package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.ClientAccount;
import io.outport.hubapi.gateway.Descendant;
import io.outport.hubapi.gateway.SiteConfiguration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DescendantsTest {
  private final Descendants below =
      new Descendants(tree("Middle/lower", "lower/leaf1", "lower/leaf2"));

  @Test
  void knowsWhoIsBelowWhomAtAnyDepth() {
    assertThat(below.isBelow("LEAF1", "lower")).isTrue();
    assertThat(below.isBelow("lower", "leaf1")).isFalse();
    assertThat(below.isBelow("lower", "lower")).isFalse();
    assertThat(below.isBelow("stranger", "lower")).isFalse();
    assertThat(below.isBelow("leaf1", "leaf2")).isFalse();
  }

  @Test
  void tellsEachSiteOfThoseBelowItOnly() {
    assertThat(below.configurationOf("lower").orElseThrow().descendants())
        .extracting(Descendant::name)
        .containsExactlyInAnyOrder("leaf1", "leaf2");
    assertThat(below.configurationOf("leaf1").orElseThrow().descendants()).isEmpty();
    assertThat(below.configurationOf("stranger")).isEmpty();
  }

  @Test
  void admitsTheTokensOfChildrenOnly() {
    assertThat(below.childTokens()).extracting(ClientAccount::name).containsExactly("lower");
    assertThat(below.tokens()).hasSize(3);
  }

  @Test
  void endsInACircleToo() {
    var circle = new Descendants(tree("leaf2/leaf1", "leaf1/leaf2"));

    assertThat(circle.isBelow("leaf1", "lower")).isFalse();
    assertThat(circle.isBelow("leaf1", "leaf2")).isTrue();
  }

  /** A site named middle with these below it, each as {@code parent/name}. */
  private static SiteConfiguration tree(String... edges) {
    return site("middle")
        .withDescendants(
            Stream.of(edges)
                .map(each -> each.split("/", -1))
                .map(
                    each ->
                        new Descendant(
                            each[0],
                            new ClientAccount(each[1], true, List.of(), List.of()),
                            null,
                            site(each[1])))
                .toList());
  }

  private static SiteConfiguration site(String name) {
    return new SiteConfiguration(
        name, 1, "ReadOnly", List.of(), "* * * * *", "", List.of(), "Information");
  }
}
