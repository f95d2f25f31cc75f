package io.outport.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.oci.model.Digest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code If-None-Match} and {@code If-Range} headers from anywhere. */
final class EntityTagFuzz {
  private static final EntityTag TAG = new EntityTag(Digest.ofBytes(new byte[0]));

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void matchesWhereItStandsInTheList(byte[] input) {
    String header = new String(input, UTF_8);

    if (TAG.matchesAny(header)) {
      assertThat(header).containsAnyOf("*", TAG.toString());
    }
    assertThat(TAG.matchesAny(header + ", " + TAG)).isTrue();
    assertThat(TAG.matchesAny("W/" + TAG + "," + header)).isTrue();
    assertThat(TAG.allowsRange(header))
        .isEqualTo(header.isEmpty() || header.strip().equals(TAG.toString()));
  }
}
