package io.outport.oci.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

  @Test
  void readsDigestsAndTags() {
    Digest digest = Digest.ofBytes(new byte[0]);

    assertThat(Reference.parse(digest.toString())).isEqualTo(Reference.of(digest));
    assertThat(Reference.parse("v1.2-rc_3")).isEqualTo(new Tag("v1.2-rc_3"));
    assertThat(Reference.parse("sha256-" + digest.hex())).isInstanceOf(Tag.class);
  }

  @Test
  void writesTheFormOfTheWire() {
    Digest digest = Digest.ofBytes(new byte[0]);

    assertThat(Reference.of(digest)).hasToString(digest.toString());
    assertThat(new Tag("latest")).hasToString("latest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".a", "-a", "a/b", "a b", "a\n", "é", "a+b", "a%20", "..", "\u0130"})
  void refusesOtherTags(String text) {
    assertThatThrownBy(() -> Reference.parse(text))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("is not allowed");
  }

  @Test
  void boundsTheLengthOfATag() {
    assertThat(new Tag("a".repeat(128)).value()).hasSize(128);
    assertThatThrownBy(() -> new Tag("a".repeat(129))).isInstanceOf(OciException.class);
  }

  @Test
  void takesAColonForADigestAlways() {
    assertThatThrownBy(() -> Reference.parse("latest:1"))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("digest");
  }
}
