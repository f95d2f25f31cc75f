package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Paths and heads that no good client sends: each has a clean answer in the error form. */
final class BadRequestTest {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

  private TestRegistry registry;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void refusesStrangePathsCleanly() throws IOException {
    List<String> paths =
        List.of(
            "/v2/app%2Fweb/manifests/v1",
            "/v2/../etc/manifests/passwd",
            "/v2/app/../../etc/manifests/v1",
            "/v2/app/web/manifests/..",
            "/v2/app/web/manifests/%2e%2e",
            "/v2/app/web/manifests/a%00b",
            "/v2/app%00/manifests/v1",
            "/v2/app/web/manifests/%zz",
            "/v2/app/web/manifests/",
            "/v2/app/web/blobs/",
            "/v2//manifests/v1",
            "/v2/App/manifests/v1",
            "/v2/app/web/manifests/" + "t".repeat(129),
            "/v2/" + "a".repeat(5_000) + "/manifests/v1",
            "/v2/app/web/blobs/sha256:" + "0".repeat(5_000),
            "/v2/app/web/blobs/uploads/..%2f..%2fetc",
            "/v2/app/web/blobs/uploads/x",
            "/v2/app/web/referrers/latest",
            "/v2/app/web/tags/none",
            "/v2/app/web",
            "/v2/manifests/v1",
            "/v2/a/b/c/d",
            "/v2/app/web/tags/list?n=%zz",
            "/v2/%");
    for (String path : paths) {
      String answer = exchange("GET " + path);

      assertThat(status(answer)).as(path).isIn(400, 404);
      assertErrorForm(answer);
      assertThat(answer).as(path).doesNotContain("Exception").doesNotContain("io.outport");
    }
  }

  @Test
  void refusesUnknownMethodsAndNamesTheRightOnes() throws IOException {
    String answer = exchange("POST /v2/app/web/manifests/v1");

    assertThat(status(answer)).isEqualTo(405);
    assertThat(answer).containsIgnoringCase("allow: DELETE, GET, HEAD, PUT");
    assertErrorForm(answer);
    assertThat(status(exchange("BREW /v2/"))).isEqualTo(405);
    assertThat(status(exchange("DELETE /acr/oauth2/token"))).isEqualTo(405);
  }

  @Test
  void refusesWhatIsNotHttp() throws IOException {
    String answer = RawSocket.exchange(registry.port(), "\u0000\u0001nonsense\r\n\r\n");

    assertThat(status(answer)).isEqualTo(400);
    assertErrorForm(answer);
  }

  @Test
  void refusesRequestLineAndHeadersBeyondTheLimits() throws IOException {
    String longLine = exchange("GET /v2/" + "a".repeat(20_000));
    String longHeader =
        RawSocket.exchange(
            registry.port(),
            "GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(40_000) + "\r\n\r\n");

    assertThat(status(longLine)).isEqualTo(414);
    assertThat(status(longHeader)).isEqualTo(431);
  }

  @Test
  void challengeNeverRepeatsAHostThatIsNoHost() throws IOException {
    String answer =
        RawSocket.exchange(
            registry.port(),
            "GET /v2/ HTTP/1.1\r\nHost: evil\",realm=\"http://evil\r\nConnection: close\r\n\r\n");

    assertThat(answer).doesNotContain("evil");
  }

  @Test
  void negativeContentLengthIsRefused() throws IOException {
    String answer =
        RawSocket.exchange(
            registry.port(),
            "PUT /v2/app/web/manifests/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n"
                + "Authorization: "
                + Client.basic("admin", "admin-password")
                + "\r\nConnection: close\r\n\r\n");

    assertThat(status(answer)).isEqualTo(400);
  }

  @Test
  void refusesATokenFormWithABrokenEscape() throws IOException {
    String form = "grant_type=password&username=%zz";
    String answer =
        RawSocket.exchange(
            registry.port(),
            "POST /acr/oauth2/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                + form.length()
                + "\r\n\r\n"
                + form);

    assertThat(status(answer)).isEqualTo(400);
    assertErrorForm(answer);
    assertThat(answer).contains("broken escape");
  }

  private String exchange(String line) throws IOException {
    return RawSocket.exchange(
        registry.port(),
        line
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: "
            + Client.basic("admin", "admin-password")
            + "\r\n\r\n");
  }

  private static int status(String answer) {
    Matcher matcher = STATUS.matcher(answer);
    assertThat(matcher.lookingAt()).as(answer).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static void assertErrorForm(String answer) {
    JsonNode error =
        JsonMapper.shared()
            .readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4))
            .path("errors")
            .path(0);
    assertThat(error.path("code").asString()).isNotEmpty();
    assertThat(error.path("message").asString()).isNotEmpty();
  }
}
