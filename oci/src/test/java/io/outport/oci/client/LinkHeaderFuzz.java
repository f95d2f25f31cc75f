package io.outport.oci.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Link} headers from anywhere, one a line. */
final class LinkHeaderFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void findsATargetThatStandsThere(byte[] input) {
    String text = new String(input, UTF_8);
    List<String> headers = List.of(text.split("\n", -1));

    LinkHeader.next(headers)
        .ifPresent(
            target -> {
              assertThat(target).doesNotContain("<", ">");
              assertThat(text).contains("<" + target + ">");
              assertThat(LinkHeader.next(List.of("<%s>; rel=\"next\"".formatted(target))))
                  .contains(target);
            });
  }
}
