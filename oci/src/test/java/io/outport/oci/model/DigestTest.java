package io.outport.oci.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String EMPTY_SHA256 =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void hashesBytes() {
    assertThat(Digest.ofBytes(new byte[0])).hasToString(EMPTY_SHA256);
    assertThat(Digest.ofBytes(DigestAlgorithm.SHA512, "abc".getBytes(UTF_8)).toString())
        .startsWith("sha512:ddaf35a193617abacc417349ae204131")
        .hasSize(7 + 128);
  }

  @Test
  void readsWhatItWrites() {
    for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
      Digest digest = Digest.ofBytes(algorithm, new byte[] {1});

      assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "sha256",
        "sha256:",
        "sha256:e3b0",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550",
        "sha256:../c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85555",
        "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85\u0131",
        " sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      })
  void refusesWhatIsNotADigest(String text) {
    assertThat(Digest.find(text)).isEmpty();
    assertThatThrownBy(() -> Digest.parse(text))
        .hasMessageContaining("is malformed")
        .asInstanceOf(InstanceOfAssertFactories.type(OciException.class))
        .extracting(OciException::code)
        .isEqualTo(ErrorCode.DIGEST_INVALID);
  }

  @Test
  void quotesForeignTextShortAndPrintable() {
    assertThatThrownBy(() -> Digest.parse("\u001b[2J\n\u202e" + "x".repeat(10_000)))
        .hasMessageContaining("'?[2J??xxx")
        .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(200));
  }

  @Test
  void ordersByAlgorithmAndThenByHash() {
    Digest a = Digest.parse("sha256:" + "a".repeat(64));
    Digest b = Digest.parse("sha256:" + "b".repeat(64));
    Digest longer = Digest.parse("sha512:" + "0".repeat(128));

    assertThat(List.of(longer, b, a).stream().sorted()).containsExactly(a, b, longer);
  }
}
