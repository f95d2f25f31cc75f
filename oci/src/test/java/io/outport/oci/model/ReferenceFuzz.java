package io.outport.oci.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** References from anywhere: a tag, a digest, or refused under the code of what it looked like. */
final class ReferenceFuzz {
  private static final String MARKS = "._-";

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isOneTagOrOneDigestOrRefused(byte[] input) {
    String text = new String(input, UTF_8);

    try {
      Reference reference = Reference.parse(text);

      assertThat(reference).hasToString(text);
      switch (reference) {
        case Tag tag -> assertThat(isTag(text)).as(text).isTrue();
        case Reference.ByDigest byDigest ->
            assertThat(Digest.find(text)).contains(byDigest.digest());
      }
    } catch (OciException refused) {
      assertThat(refused.code())
          .isEqualTo(text.contains(":") ? ErrorCode.DIGEST_INVALID : ErrorCode.TAG_INVALID);
      assertThat(isTag(text)).as(text).isFalse();
    }
  }

  private static boolean isTag(String text) {
    return !text.isEmpty()
        && text.length() <= 128
        && ".-".indexOf(text.charAt(0)) < 0
        && text.chars().allMatch(ReferenceFuzz::isTagCharacter);
  }

  private static boolean isTagCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || MARKS.indexOf(c) >= 0;
  }
}
