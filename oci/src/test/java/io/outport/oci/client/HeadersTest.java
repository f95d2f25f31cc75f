package io.outport.oci.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small headers: Retry-After, Content-Range and Link. */
class HeadersTest {
  private static final Instant NOW = Instant.parse("2026-01-15T08:00:00Z");

  @Test
  void readsRetryAfterInSeconds() {
    assertThat(RetryAfter.parse(" 120 ", NOW)).contains(Duration.ofMinutes(2));
  }

  @Test
  void readsRetryAfterAsDate() {
    assertThat(RetryAfter.parse("Thu, 15 Jan 2026 08:01:30 GMT", NOW))
        .contains(Duration.ofSeconds(90));
  }

  @Test
  void boundsRetryAfter() {
    assertThat(RetryAfter.parse("99999999999999999999", NOW)).contains(RetryAfter.LONGEST);
    assertThat(RetryAfter.parse("Thu, 15 Jan 2099 08:01:30 GMT", NOW)).contains(RetryAfter.LONGEST);
    assertThat(RetryAfter.parse("Thu, 15 Jan 2015 08:01:30 GMT", NOW)).contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "1.5", "٣", "Xyz, 15 Jan 2026 08:01:30 GMT"})
  void ignoresAnUnreadableRetryAfter(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isEmpty();
  }

  @Test
  void readsContentRange() {
    assertThat(ContentRange.parse("bytes 5-9/10")).contains(new ContentRange(5, 9, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes */10",
        "bytes 5-9/*",
        "bytes 9-5/10",
        "bytes 5-10/10",
        "items 5-9/10",
        "bytes -5-9/10",
        "bytes 5-9/10, bytes 0-1/10",
        "bytes 99999999999999999999-5/10"
      })
  void refusesAnotherContentRange(String header) {
    assertThat(ContentRange.parse(header)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</v2/next?n=1&last=a,b>; rel=\"next\"",
        "</v2/next?n=1&last=a,b>;rel=next",
        "</prev>; rel=\"prev\", </v2/next?n=1&last=a,b>; title=\"x\"; REL=\"next\""
      })
  void findsTheNextPage(String header) {
    assertThat(LinkHeader.next(List.of(header))).contains("/v2/next?n=1&last=a,b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "</x>; rel=prev", "/x; rel=next", "</x>; rel=nextish"})
  void findsNoNextPage(String header) {
    assertThat(LinkHeader.next(List.of(header))).isEmpty();
  }
}
