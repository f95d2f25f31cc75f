package io.outport.oci.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Error bodies of foreign servers: what is shown of them is short and cannot steer a terminal. */
final class ErrorDocumentFuzz {
  private static final int MAX_SHOWN = 81;

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void showsShortPrintableText(byte[] body) {
    ErrorDocument read = ErrorDocument.parse(body);

    Stream.of(read.code(), read.message())
        .forEach(
            text ->
                assertThat(text)
                    .hasSizeLessThanOrEqualTo(MAX_SHOWN)
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]"));
    read.knownCode().ifPresent(code -> assertThat(code.name()).isEqualTo(read.code()));
  }
}
