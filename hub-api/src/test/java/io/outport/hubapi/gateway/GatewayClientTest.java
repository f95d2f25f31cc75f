package io.outport.hubapi.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.gateway.GatewayException.Kind;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayClientTest {
  private static final String CONFIGURATION =
      """
      {"name":"shop1","revision":3,"mode":"ReadOnly","repositories":["app/*"],
       "schedule":"* * * * *","syncWindow":"","clients":[],"logLevel":"Information","later":1}\
      """;
  private static final TestIdentity IDENTITY = TestIdentity.forLoopback();

  @Test
  void signsInAndNamesItsInstance() throws IOException {
    try (RawHttpServer parent = start(RawReply.status(200).body(CONFIGURATION));
        GatewayClient site = client(parent.uri())) {
      SiteConfiguration answer = site.activate(new ActivationRequest("i-1", "test"));

      assertThat(answer.revision()).isEqualTo(3);
      RawHttpServer.Request asked = parent.requests().getFirst();
      assertThat(asked.target()).isEqualTo("/gateway/v1/sites/shop1/activation");
      assertThat(asked.header("Authorization")).contains("Basic dG9rOnNlY3JldA==");
      assertThat(asked.header("Outport-Instance")).contains("i-1");
      assertThat(new String(asked.body(), StandardCharsets.UTF_8))
          .isEqualTo("{\"instanceId\":\"i-1\",\"version\":\"test\"}");
    }
  }

  @Test
  void asksForNewsAndBoundsTheWait() throws IOException {
    String batch =
        """
        {"messages":[{"sequence":8,"time":"2026-01-15T08:00:00Z","kind":"TAGGED",
          "repository":"app/web","tag":"v1","digest":"sha256:00"}],
         "lastSequence":9,"configurationRevision":3,"recoveryNeeded":false}\
        """;
    try (RawHttpServer parent = start(RawReply.status(200).body(batch));
        GatewayClient site = client(parent.uri())) {
      MessageBatch news = site.poll(7, 3, Duration.ofHours(1));

      assertThat(news.messages()).extracting(Message::tag).containsExactly("v1");
      assertThat(news.lastSequence()).isEqualTo(9);
      assertThat(parent.requests().getFirst().target())
          .isEqualTo("/gateway/v1/sites/shop1/messages?after=7&configuration=3&wait=60");
    }
  }

  @Test
  void waitsForAnotherConfigurationAndTakesWhatAnOlderParentSaysAtOnce() throws IOException {
    try (RawHttpServer parent = start(RawReply.status(204));
        RawHttpServer older = start(RawReply.status(200).body(CONFIGURATION));
        GatewayClient site = client(parent.uri());
        GatewayClient other = client(older.uri())) {
      assertThat(site.awaitConfiguration(3, Duration.ofHours(1))).isEmpty();
      assertThat(other.awaitConfiguration(3, Duration.ofSeconds(50)))
          .hasValueSatisfying(told -> assertThat(told.revision()).isEqualTo(3));

      assertThat(parent.requests().getFirst().target())
          .isEqualTo("/gateway/v1/sites/shop1/configuration?known=3&wait=60");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED, UNAUTHORIZED, --generate-password",
    "404, UNKNOWN_SITE, UNKNOWN_SITE, connected-registry list",
    "409, ALREADY_ACTIVATED, ALREADY_ACTIVATED, deactivate -r HUB -n shop1",
    "409, NOT_ACTIVATED, NOT_ACTIVATED, claim it again",
    "503, ServerBusy, UNAVAILABLE, some words",
    "500, InternalServerError, UNAVAILABLE, some words",
    "400, BadRequest, PROTOCOL, some words",
  })
  void saysWhatARefusalMeans(int status, String code, Kind kind, String words) throws IOException {
    String error = "{\"error\":{\"code\":\"%s\",\"message\":\"some words\"}}".formatted(code);
    try (RawHttpServer parent = start(RawReply.status(status).body(error));
        GatewayClient site = client(parent.uri())) {
      assertFails(kind, site::configuration, words);
    }
  }

  @Test
  void doesNotTakeAnotherServersAnswerForAHubs() throws IOException {
    try (RawHttpServer web = start(RawReply.status(200).body("<html>hello</html>"));
        GatewayClient site = client(web.uri())) {
      assertFails(Kind.PROTOCOL, site::configuration, "not as a hub does");
    }
  }

  @Test
  void followsNoRedirect() throws IOException {
    try (RawHttpServer other = start(RawReply.status(200).body(CONFIGURATION));
        RawHttpServer parent = start(RawReply.status(307).header("Location", other.uri() + "/x"));
        GatewayClient site = client(parent.uri())) {
      assertFails(Kind.PROTOCOL, site::configuration, "307");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void tellsACutAnswerFromAWholeOne() throws IOException {
    try (RawHttpServer parent = start(RawReply.status(200).body(CONFIGURATION).cutAfter(20));
        GatewayClient site = client(parent.uri())) {
      assertFails(Kind.UNREACHABLE, site::configuration, "ended before the answer did");
    }
  }

  @Test
  void saysThatNothingListens() throws IOException {
    // Bound and not listening: nobody else can take the port in between.
    try (Socket held = new Socket()) {
      held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      URI gone = URI.create("https://127.0.0.1:" + held.getLocalPort());
      try (GatewayClient site = client(gone)) {
        assertFails(Kind.UNREACHABLE, site::configuration, "nothing listens at " + gone);
      }
    }
  }

  @Test
  void refusesACertificateOfAnUnknownAuthority() throws IOException {
    assertUntrusted(TestIdentity.forLoopback(), "give its CA");
  }

  @Test
  void refusesAnExpiredCertificate() throws IOException {
    assertUntrusted(TestIdentity.expired(), "");
  }

  @Test
  void refusesACertificateOfAnotherHost() throws IOException {
    TestIdentity foreign = TestIdentity.forAnotherHost();
    try (RawHttpServer parent =
            RawHttpServer.startTls(foreign.serverContext(), _ -> RawReply.status(200));
        GatewayClient site = new GatewayClient(link(parent.uri()), foreign.clientContext())) {
      assertFails(Kind.UNTRUSTED, site::configuration, "for another host");
    }
  }

  @Test
  void keepsThePasswordOutOfTexts() {
    assertThat(link(URI.create("https://hub")).toString()).doesNotContain("secret");
  }

  private static void assertUntrusted(TestIdentity server, String words) throws IOException {
    try (RawHttpServer parent =
            RawHttpServer.startTls(server.serverContext(), _ -> RawReply.status(200));
        GatewayClient site = client(parent.uri())) {
      assertFails(Kind.UNTRUSTED, site::configuration, words);
      assertThat(parent.requests()).isEmpty();
    }
  }

  private static RawHttpServer start(RawReply reply) throws IOException {
    return RawHttpServer.startTls(IDENTITY.serverContext(), _ -> reply);
  }

  private static GatewayClient client(URI parent) {
    SSLContext trust = IDENTITY.clientContext();
    return new GatewayClient(link(parent), trust);
  }

  private static SiteLink link(URI parent) {
    return new SiteLink(parent, "shop1", "tok", "secret", "i-1");
  }

  private static void assertFails(Kind kind, ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(words)
        .hasMessageNotContaining("secret");
  }
}
