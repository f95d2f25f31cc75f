package io.outport.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of token requests from anywhere. */
final class FormFuzz {
  private static final int BAD_REQUEST = 400;

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrRefuses(byte[] body) {
    Parameters read;
    try {
      read = Parameters.ofForm(body);
    } catch (RefusalException refused) {
      assertThat(refused.reply().status()).isEqualTo(BAD_REQUEST);
      return;
    }

    assertThat(read.byName().values().stream().mapToInt(List::size).sum())
        .isLessThanOrEqualTo(Parameters.MAX_PARAMETERS);
    byte[] written = write(read.byName()).getBytes(UTF_8);
    assertThat(Parameters.ofForm(written)).isEqualTo(read);
  }

  private static String write(Map<String, List<String>> form) {
    return form.entrySet().stream()
        .flatMap(field -> field.getValue().stream().map(value -> write(field.getKey(), value)))
        .collect(Collectors.joining("&"));
  }

  private static String write(String name, String value) {
    return URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);
  }
}
