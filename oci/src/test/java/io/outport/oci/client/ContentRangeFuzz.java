package io.outport.oci.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Content-Range} headers of foreign servers. */
final class ContentRangeFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void liesInTheContentOrIsNone(byte[] input) {
    String header = new String(input, UTF_8);

    ContentRange.parse(header)
        .ifPresent(
            range -> {
              assertThat(range.first()).isBetween(0L, range.last());
              assertThat(range.last()).isLessThan(range.total());
              String written = "bytes " + range.first() + "-" + range.last() + "/" + range.total();
              assertThat(ContentRange.parse(written)).contains(range);
            });
  }
}
