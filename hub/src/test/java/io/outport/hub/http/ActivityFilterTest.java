package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonRequest;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityFilterTest {

  /** azure-cli 2.91.0, {@code az monitor activity-log list}. */
  @Test
  void readsWhatTheVendorsClientWrites() {
    ActivityFilter read =
        read(
            "eventTimestamp ge 2026-11-26T02:05:07.123456 and eventTimestamp le"
                + " 2026-11-26T03:05:07.123456 and resourceGroupName eq 'outport'"
                + " and status eq 'Failed'");

    assertThat(read.from()).isEqualTo(Instant.parse("2026-11-26T02:05:07.123456Z"));
    assertThat(read.to()).isEqualTo(Instant.parse("2026-11-26T03:05:07.123456Z"));
    assertThat(read.equal()).isEqualTo(Map.of("resourcegroupname", "outport", "status", "Failed"));
  }

  @Test
  void readsTimesInQuotes() {
    assertThat(read("eventTimestamp ge '2026-01-15T08:00:00+01:00'").from())
        .isEqualTo(Instant.parse("2026-01-15T07:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eventTimestamp ge",
        "eventTimestamp ge yesterday",
        "eventTimestamp ge '2026-01-15",
        "caller ge 'admin'",
        "colour eq 'red'",
        "caller eq 'admin' or caller eq 'other'"
      })
  void refusesWhatItCannotRead(String filter) {
    assertThatThrownBy(() -> read(filter)).isInstanceOf(JsonRefusal.class);
  }

  private static ActivityFilter read(String filter) {
    return ActivityFilter.of(
        new JsonRequest(
            "GET",
            "/",
            List.of(),
            Map.of("$filter", List.of(filter)),
            MultiMap.caseInsensitiveMultiMap(),
            ""));
  }
}
