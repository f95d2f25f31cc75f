package io.outport.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Content-Range} headers of chunks. */
final class ContentRangeFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isOnePlaceOrRefused(byte[] input) {
    String header = new String(input, UTF_8);

    Optional<ContentRange> read;
    try {
      read = ContentRange.find(header);
    } catch (OciException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.BLOB_UPLOAD_INVALID);
      return;
    }

    assertThat(read.isPresent()).isNotEqualTo(header.isEmpty());
    read.ifPresent(range -> isPlace(range, header));
  }

  private static void isPlace(ContentRange range, String header) {
    assertThat(range.start()).isBetween(0L, range.end());
    assertThat(range.length()).isPositive();
    assertThat(ContentRange.find(range.start() + "-" + range.end())).contains(range);
    String total = header.substring(header.indexOf('/') + 1);
    if (header.contains("/") && !total.equals("*")) {
      assertThat(new BigInteger(total))
          .as("the end of %s", header)
          .isGreaterThan(BigInteger.valueOf(range.end()));
    }
  }
}
