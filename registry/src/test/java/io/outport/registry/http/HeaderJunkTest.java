package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.OciException;
import io.outport.registry.auth.TokenAccess;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Every parser of the front door on seeded junk: it answers, or refuses in its own words. */
final class HeaderJunkTest {
  private static final int ROUNDS = 20_000;
  private static final long SEED = 20_260_115;
  private static final String[] PIECES = {
    "bytes=",
    "-",
    ",",
    "0",
    "9",
    "12",
    "99999999999999999999",
    " ",
    "/",
    "*",
    ":",
    "%",
    "%2F",
    "..",
    "\u0000",
    "é",
    "/v2/",
    "manifests",
    "blobs",
    "uploads",
    "tags",
    "list",
    "repository:",
    "pull",
    "Basic ",
    "Bearer ",
    "a",
    "=",
    "sha256:",
    "\"",
    "W/"
  };

  @Test
  void rangesStayInsideTheBlobAndNeverSendMoreThanIt() {
    RandomGenerator random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      String header = "bytes=" + ranges(random);
      long size = random.nextInt(50);

      Optional<ByteRanges> found = ByteRanges.find(header, size, 8);

      found.ifPresent(
          ranges -> {
            assertThat(ranges.ranges())
                .as(header)
                .allMatch(span -> span.offset() >= 0 && span.length() > 0 && span.end() <= size);
            assertThat(ranges.ranges().stream().mapToLong(ByteRanges.Span::length).sum())
                .as(header)
                .isLessThanOrEqualTo(size);
          });
    }
  }

  @Test
  void parsersAnswerOrRefuse() {
    RandomGenerator random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      String text = junk(random);

      assertThat(Credentials.parse(text)).isNotNull();
      assertThat(Route.find(text)).isNotNull();
      assertThat(Route.find("/v2/" + text)).isNotNull();
      assertThat(ByteRanges.find(text, 10, 8)).isNotNull();
      assertThat(TokenAccess.parse(List.of(text))).isNotNull();
      assertThat(findContentRange(text)).isNotNull();
    }
  }

  @Test
  void routesHandleExactlyWhatTheyFindOrRefuse() {
    for (String path : new String[] {"/v2", "/v2/", "/v2/_catalog", "/acr/oauth2/token"}) {
      assertThat(Route.handles(path)).isTrue();
      assertThat(Route.find(path)).isPresent();
    }
    for (String path : new String[] {"", "/", "/v20", "/v1/", "/acr/oauth2/tokens", "v2/"}) {
      assertThat(Route.handles(path)).isFalse();
      assertThat(Route.find(path)).isEmpty();
    }
  }

  private static Optional<ContentRange> findContentRange(String text) {
    try {
      return ContentRange.find(text);
    } catch (OciException refused) {
      assertThat(refused).hasMessageContaining("Content-Range");
      return Optional.empty();
    }
  }

  private static String ranges(RandomGenerator random) {
    StringBuilder header = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      header.append(random.nextInt(4) == 0 ? "" : Integer.toString(random.nextInt(60)));
      header.append('-');
      header.append(random.nextInt(4) == 0 ? "" : Integer.toString(random.nextInt(60)));
      header.append(i == 0 ? "" : ",");
    }
    return header.toString();
  }

  private static String junk(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
