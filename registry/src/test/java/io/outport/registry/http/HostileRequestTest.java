package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.outport.oci.model.Digest;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests that no client sends by accident: each gets an error of the specification or the end of
 * its connection, and no word of our insides, here or in the log (issue 5, "Bad input").
 */
final class HostileRequestTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String AUTHORIZATION =
      "Authorization: " + Client.basic("admin", "admin-password") + "\r\n";
  private static final Pattern REFUSED = Pattern.compile("HTTP/1\\.[01] 400");
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

  /** What stands behind the request that is meant to hide it. */
  private static final String SMUGGLED =
      "GET /v2/_catalog HTTP/1.1\r\nHost: x\r\n" + AUTHORIZATION + "\r\n";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private TestRegistry registry;
  private Client client;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    client = Client.of(registry);
    client.pushBlob("app/web", Samples.utf8("{}"));
    client.pushManifest("app/web", "v1", Samples.manifest(Samples.utf8("{}")));
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    client.close();
    registry.close();
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  static Stream<String> targets() {
    String long4 = "a".repeat(4_096);
    return Stream.of(
        "/v2/app%2Fweb/manifests/v1",
        "/v2/app%2fweb/manifests/v1",
        "/v2/app/web%2Fmanifests/v1",
        "/v2/app/web/manifests/..%2f..%2fetc%2fpasswd",
        "/v2/%2e%2e/%2e%2e/manifests/v1",
        "/v2/../../etc/passwd",
        "/v2/app/../web/manifests/v1",
        "/v2/app/./web/manifests/v1",
        "/v2/app/web/blobs/%2e%2e%2f%2e%2e%2fmetadata.db",
        "/v2/app/web/blobs/uploads/%2e%2e%2f%2e%2e",
        "/v2/app\\web/manifests/v1",
        "/v2/..%5c..%5cetc/manifests/v1",
        "/v2/app/web/manifests/..\\..\\x",
        "/v2/app/web/manifests/a\u0000b",
        "/v2/app/web/manifests/%00",
        "/v2/app/web%00/manifests/v1",
        "/v2/app/web/blobs/sha256:%00" + "0".repeat(61),
        "/v2/" + long4 + "/manifests/v1",
        "/v2/app/web/manifests/" + long4,
        "/v2/app/web/blobs/sha256:" + long4,
        "/v2/app/web/blobs/uploads/" + long4,
        "/v2/app/web/referrers/" + long4,
        "/v2/" + "a/".repeat(2_048) + "manifests/v1",
        "/v2/\u00ff\u00fe/manifests/v1",
        "/v2/%ff%fe/manifests/v1",
        "/v2/app/web/manifests/%ff%fe",
        "/v2/app/web/manifests/%c0%ae%c0%ae",
        "/v2/app/web/manifests/%u002e",
        "/v2/app/web/manifests/v1;x=y",
        "/v2/app/web/manifests/v1%23",
        "/v2/app/web/tags/list?n=%00",
        "/v2/_catalog?n=%ff",
        "/v2/app/web/referrers/sha256:zz?artifactType=%00",
        "//v2//app/web/manifests/v1",
        "/V2/app/web/manifests/v1",
        "/v2/app/web/manifests/v1/",
        "http://evil.example/v2/app/web/manifests/absent",
        "http://evil.example",
        "*",
        "v2/app/web/manifests/v1",
        "/",
        "?",
        "#");
  }

  @ParameterizedTest
  @MethodSource("targets")
  void refusesTargetInTheErrorForm(String target) throws IOException {
    for (String method : List.of("GET", "PUT", "DELETE", "POST", "PATCH", "OPTIONS")) {
      String answer =
          RawSocket.exchange(
              registry.port(),
              method
                  + " "
                  + target
                  + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                  + AUTHORIZATION
                  + "Content-Length: 0\r\n\r\n");

      assertThat(status(answer)).as(method).isIn(400, 404, 405, 414);
      assertErrorForm(answer);
      assertSaysNothingOfUs(answer);
    }
    assertThat(client.get("/v2/app/web/manifests/v1").statusCode()).isEqualTo(200);
  }

  @Test
  void headsOfStrangeTargetsHaveNoBody() throws IOException {
    for (String target : targets().toList()) {
      String answer =
          RawSocket.exchange(
              registry.port(),
              "HEAD "
                  + target
                  + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                  + AUTHORIZATION
                  + "\r\n");

      assertThat(status(answer)).as(target).isIn(400, 404, 405, 414);
      assertThat(answer).as(target).endsWith("\r\n\r\n");
    }
  }

  @Test
  void servesTargetWithHostAsItsPath() throws IOException {
    String answer =
        RawSocket.exchange(
            registry.port(),
            "GET http://x/v2/app/web/manifests/v1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + AUTHORIZATION
                + "\r\n");

    assertThat(status(answer)).isEqualTo(200);
  }

  @Test
  void refusesFloodOfHeaders() throws IOException {
    String many = "GET /v2/ HTTP/1.1\r\nHost: x\r\n" + "X-A: b\r\n".repeat(10_000) + "\r\n";

    assertRefusedAndEnded(many, 431);
  }

  @Test
  void refusesHeaderWithoutEnd() throws IOException {
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send("GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Endless: ");
      sendUntilEnded(socket, 40);

      assertThat(status(socket.readHead())).isEqualTo(431);
      assertThat(socket.endsWithin(PATIENCE)).isTrue();
    }
  }

  @Test
  void refusesRequestLineWithoutEnd() throws IOException {
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send("GET /v2/");
      sendUntilEnded(socket, 20);

      assertThat(status(socket.readHead())).isEqualTo(414);
      assertThat(socket.endsWithin(PATIENCE)).isTrue();
    }
  }

  /** Goes on for so many kilobytes; who is refused before cannot send more, but read the answer. */
  private static void sendUntilEnded(RawSocket socket, int kilobytes) throws IOException {
    try {
      for (int i = 0; i < kilobytes; i++) {
        socket.send("a".repeat(1_000));
      }
    } catch (SocketException ended) {
      assertThat(ended).hasMessageMatching("(?i).*(pipe|reset).*");
    }
  }

  static Stream<String> brokenHeads() {
    return Stream.of(
        "GET /v2/ HTTP/1.1\r\nHost x\r\n\r\n",
        "GET /v2/ HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n",
        "GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Nul: a\u0000b\r\n\r\n",
        "GET /v2/ HTTP/9.9.9\r\nHost: x\r\n\r\n",
        "GET /v2/ JUNK/1.1\r\nHost: x\r\n\r\n",
        "GET\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("brokenHeads")
  void refusesBrokenHead(String head) throws IOException {
    assertRefusedAndEnded(head + SMUGGLED, 400, 404, 405, 505);
  }

  /** Where two readers may disagree about where a request ends, the connection ends. */
  static Stream<String> smugglingShapes() {
    String head = "PUT /v2/app/web/manifests/v2 HTTP/1.1\r\nHost: x\r\n" + AUTHORIZATION;
    String chunked = "\r\n0\r\n\r\n" + SMUGGLED;
    return Stream.of(
        head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + chunked,
        head + "Transfer-Encoding: chunked\r\nContent-Length: 500\r\n" + chunked,
        head + "Content-Length: 5\r\nContent-Length: 0\r\n\r\n" + SMUGGLED,
        head + "Content-Length: 0, 5\r\n\r\n" + SMUGGLED,
        head + "Content-Length: +0\r\n\r\n" + SMUGGLED,
        head + "Content-Length: 0x0\r\n\r\n" + SMUGGLED,
        head + "Content-Length: -1\r\n\r\n" + SMUGGLED,
        head + "Content-Length: 99999999999999999999\r\n\r\n" + SMUGGLED,
        head + "Content-Length:\r\n\r\n" + SMUGGLED,
        head + "Content-Length : 0\r\n\r\n" + SMUGGLED,
        head + "Transfer-Encoding: xchunked\r\n" + chunked,
        head + "Transfer-Encoding: chunked, identity\r\n" + chunked,
        head + "Transfer-Encoding: identity\r\n" + chunked,
        head + "Transfer-Encoding: gzip, chunked\r\n" + chunked,
        head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" + chunked,
        head + "Transfer-Encoding : chunked\r\n" + chunked,
        head + "Transfer-Encoding: \u000bchunked\r\n" + chunked,
        head + "Transfer-Encoding:\r\n chunked\r\n" + chunked,
        head.replace("HTTP/1.1", "HTTP/1.0") + "Transfer-Encoding: chunked\r\n" + chunked);
  }

  @ParameterizedTest
  @MethodSource("smugglingShapes")
  void endsConnectionOfRequestWithTwoEnds(String text) throws IOException {
    assertRefusedAndEnded(text, 400, 411, 431, 501);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G\r\nabc\r\n0\r\n\r\n",
        "-1\r\nabc\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n",
        "3xyz\r\n0\r\n\r\n",
        "3\r\nabcdef\r\n0\r\n\r\n",
        "\r\n\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n"
      })
  void endsConnectionOfBrokenChunksAndKeepsTheSession(String chunks) throws IOException {
    String session = client.startUpload("app/web");
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(
          "PATCH "
              + session
              + " HTTP/1.1\r\nHost: x\r\n"
              + AUTHORIZATION
              + "Transfer-Encoding: chunked\r\n\r\n"
              + chunks);

      String answer = socket.readAll();
      assertThat(answer.isEmpty() || status(answer) == 400).as(answer).isTrue();
      assertSaysNothingOfUs(answer);
    }
    assertThat(client.get(session).statusCode()).isIn(204, 429);
  }

  @Test
  void refusesChunkExtensionAndTrailersWithoutEnd() throws IOException {
    String session = client.startUpload("app/web");
    String head =
        "PATCH "
            + session
            + " HTTP/1.1\r\nHost: x\r\n"
            + AUTHORIZATION
            + "Transfer-Encoding: chunked\r\n\r\n";
    for (String endless :
        List.of("3;x=" + "y".repeat(100_000), "0\r\n" + "T: u\r\n".repeat(20_000))) {
      try (RawSocket socket = RawSocket.open(registry.port())) {
        socket.send(head + endless);

        assertThat(socket.endsWithin(PATIENCE)).isTrue();
      }
    }
  }

  @Test
  void takesNoMoreThanWasAnnounced() throws IOException {
    byte[] blob = Samples.bytes(1_000);
    String session = client.startUpload("app/web");
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(
          "PATCH "
              + session
              + " HTTP/1.1\r\nHost: x\r\n"
              + AUTHORIZATION
              + "Content-Length: 1000\r\n\r\n");
      socket.send(blob);
      socket.send("and more that nobody announced\r\n\r\n");

      String answers = socket.readAll();
      assertThat(status(answers)).isEqualTo(202);
      assertThat(answers).containsIgnoringCase("range: 0-999").containsPattern(REFUSED);
    }
    String close = session + "?digest=" + Digest.ofBytes(blob);
    assertThat(client.send("PUT", close, new byte[0]).statusCode()).isEqualTo(201);
  }

  @Test
  void answersWhatCameBeforeTheGarbage() throws IOException {
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(
          "GET /v2/ HTTP/1.1\r\nHost: x\r\n"
              + AUTHORIZATION
              + "\r\n"
              + "\u0000\u0001garbage garbage\r\n\r\n"
              + SMUGGLED);

      String answers = socket.readAll();
      assertThat(status(answers)).isEqualTo(200);
      assertThat(answers).containsPattern(REFUSED).doesNotContain("repositories");
      assertSaysNothingOfUs(answers);
    }
  }

  private void assertRefusedAndEnded(String text, Integer... allowed) throws IOException {
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(text);
      String answer = readToEnd(socket);

      assertThat(answer).doesNotContain("repositories");
      if (!answer.isEmpty()) {
        assertThat(status(answer)).as(answer).isIn((Object[]) allowed);
      }
      assertSaysNothingOfUs(answer);
    }
  }

  private static String readToEnd(RawSocket socket) throws IOException {
    try {
      return socket.readAll();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      // It ended before all was read that we sent, which takes what it answered with it.
      return "";
    }
  }

  private static int status(String answer) {
    Matcher matcher = STATUS.matcher(answer);
    assertThat(matcher.lookingAt()).as(answer).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static void assertErrorForm(String answer) {
    var error =
        JsonMapper.shared()
            .readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4))
            .path("errors")
            .path(0);
    assertThat(error.path("code").asString()).isNotEmpty();
    assertThat(error.path("message").asString()).isNotEmpty();
  }

  private static void assertSaysNothingOfUs(String answer) {
    assertThat(answer.toLowerCase(Locale.ROOT))
        .doesNotContain("exception", "io.outport", "netty", "vertx", "java.", "\tat ");
  }
}
