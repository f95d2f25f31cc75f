package io.outport.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.MultiMap;
import java.util.Base64;
import org.junit.jupiter.params.provider.MethodSource;

/** Address lines and {@code Authorization} headers of the control API and the gateway. */
final class JsonRequestFuzz {
  private static final int BAD_REQUEST = 400;

  /** The input is a request's target and a header's value, divided by a line feed. */
  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isReadOrRefused(byte[] input) {
    String[] parts = new String(input, UTF_8).split("\n", 2);
    String header = parts.length < 2 ? "" : parts[1];
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Authorization", header);

    try {
      JsonRequest request = JsonRequest.of("GET", parts[0], headers, "");

      assertThat(request.segments()).doesNotContain("");
      assertThat(String.join("/", request.segments()))
          .isEqualTo(request.path().replaceAll("/+", "/").replaceAll("\\A/|/\\z", ""));
      request.basic().ifPresent(JsonRequestFuzz::readsTheSame);
      assertThat(request.toString()).isEqualTo("GET " + request.path());
      if (request.parameter("absent").isEmpty()) {
        assertThat(request.number("absent", 7)).isEqualTo(7);
      }
      assertThat(String.valueOf(request.number("n", 0))).matches("-?[0-9]+");
    } catch (JsonRefusal refused) {
      assertThat(refused.status()).isEqualTo(BAD_REQUEST);
    }
  }

  private static void readsTheSame(JsonRequest.BasicCredentials credentials) {
    byte[] pair = (credentials.user() + ":" + credentials.password()).getBytes(UTF_8);
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    assertThat(credentials.user()).doesNotContain(":");
    assertThat(JsonRequest.of("GET", "/", headers, "").basic()).contains(credentials);
  }
}
