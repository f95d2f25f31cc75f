package io.outport.hub.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code $filter} of lists, from anywhere. */
final class FilterFuzz {
  private static final Set<String> FIELDS = Set.of("mode", "parent.id");

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrRefuses(byte[] input) {
    try {
      Filter read = Filter.of(request(new String(input, UTF_8)), FIELDS);

      String written =
          read.clauses().stream()
              .map(clause -> "%s eq '%s'".formatted(clause.field(), clause.value()))
              .collect(Collectors.joining(" and "));
      assertThat(Filter.of(request(written), FIELDS)).isEqualTo(read);
      assertThat(read.clauses()).allMatch(clause -> FIELDS.contains(clause.field()));
    } catch (JsonRefusal refused) {
      assertThat(refused.status()).isEqualTo(400);
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
