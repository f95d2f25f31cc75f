package io.outport.hub.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that people and their tools send to the control API. */
final class BodiesFuzz {
  private static final int BAD_REQUEST = 400;
  private static final List<Function<JsonRequest, ?>> READERS =
      List.of(
          Bodies::scopeMap, Bodies::token, Bodies::generateCredentials, Bodies::connectedRegistry);

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void areReadOrRefused(byte[] input) {
    JsonRequest request =
        new JsonRequest(
            "PUT",
            "/",
            List.of(),
            Map.of(),
            MultiMap.caseInsensitiveMultiMap(),
            new String(input, UTF_8));

    for (Function<JsonRequest, ?> reader : READERS) {
      try {
        Object read = reader.apply(request);

        assertThat(read).isNotNull();
        assertThat(reader.apply(request)).isEqualTo(read);
      } catch (JsonRefusal refused) {
        assertThat(refused.status()).isEqualTo(BAD_REQUEST);
        assertThat(refused.getMessage()).startsWith("the body ");
      }
    }
  }
}
