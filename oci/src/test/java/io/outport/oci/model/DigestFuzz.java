package io.outport.oci.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/** Digests from anywhere: one form only, or refused. */
final class DigestFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsWhatItPrintsOrRefuses(byte[] input) {
    String text = new String(input, UTF_8);

    Optional<Digest> read;
    try {
      read = Optional.of(Digest.parse(text));
    } catch (OciException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.DIGEST_INVALID);
      read = Optional.empty();
    }

    assertThat(Digest.find(text)).isEqualTo(read);
    read.ifPresent(digest -> assertThat(digest.toString()).isEqualTo(text));
  }
}
