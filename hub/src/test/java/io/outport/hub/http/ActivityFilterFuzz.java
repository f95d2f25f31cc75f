package io.outport.hub.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.provider.MethodSource;

/** The activity log's {@code $filter}, from anywhere. */
final class ActivityFilterFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsWhatItKnowsOrRefuses(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      ActivityFilter read = ActivityFilter.of(request(text));

      assertThat(read.equal().keySet())
          .allMatch(field -> text.toLowerCase(Locale.ROOT).contains(field));
    } catch (JsonRefusal refused) {
      assertThat(refused.status()).isEqualTo(400);
    }
    try {
      var _ = ActivityFilter.of(request("eventTimestamp ge '%s'".formatted(text)));
    } catch (JsonRefusal refused) {
      assertThat(refused.code()).isEqualTo("InvalidFilter");
    }
  }

  private static JsonRequest request(String filter) {
    return new JsonRequest(
        "GET",
        "/",
        List.of(),
        Map.of("$filter", List.of(filter)),
        MultiMap.caseInsensitiveMultiMap(),
        "");
  }
}
