package io.outport.oci.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "0",
        "library/debian",
        "a.b_c__d-e---f/g",
        "a/b/c/d/e/f/g",
        "x/manifests/y",
        "iii/istanbul"
      })
  void acceptsNamesOfTheGrammar(String text) {
    assertThat(new RepositoryName(text)).hasToString(text);
    assertThat(RepositoryName.find(text)).contains(new RepositoryName(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "/a", "a/", "a//b", "A", "I", "\u0131", "a..b", "a___b", "a._b", "-a", "a-", ".",
        "..", "../a", "a/../b", "a b", "a\n", "a%2fb", "a:b", "é"
      })
  void refusesOtherNames(String text) {
    assertThat(RepositoryName.find(text)).isEmpty();
    assertThatThrownBy(() -> new RepositoryName(text))
        .asInstanceOf(InstanceOfAssertFactories.type(OciException.class))
        .extracting(OciException::code)
        .isEqualTo(ErrorCode.NAME_INVALID);
  }

  @Test
  void boundsTheLength() {
    assertThat(RepositoryName.find("a".repeat(255))).isPresent();
    assertThat(RepositoryName.find("a".repeat(256))).isEmpty();
  }

  @Test
  void answersAtOnceOnNamesMadeToBacktrack() {
    String nasty = "a-".repeat(127) + "!";

    assertTimeout(Duration.ofSeconds(1), () -> assertThat(RepositoryName.find(nasty)).isEmpty());
  }
}
