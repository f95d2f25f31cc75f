package io.outport.hubapi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Refusal.Exit;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubClientTest {
  static final TestIdentity IDENTITY = TestIdentity.forLoopback();
  private static final String REGISTRY =
      "/subscriptions/sub/resourceGroups/outport/providers/Microsoft.ContainerRegistry"
          + "/registries/myhub";

  @Test
  void signsInOnceAndSendsTheTokenAndTheVersion() throws IOException {
    try (RawHttpServer hub = hub(_ -> json(200, "{\"value\":[]}"));
        HubClient client = client(hub.uri())) {
      assertThat(client.tokens().list()).isEmpty();
      assertThat(client.scopeMaps().list()).isEmpty();

      assertThat(hub.requests("POST", "/tenant/oauth2/v2.0/token")).hasSize(1);
      String form = text(hub.requests().getFirst());
      assertThat(form).contains("grant_type=client_credentials", "client_secret=s%2Bcret");
      RawHttpServer.Request asked = hub.requests("GET", REGISTRY + "/tokens").getFirst();
      assertThat(asked.header("Authorization")).contains("Bearer t-1");
      assertThat(asked.target()).contains("api-version=");
    }
  }

  @Test
  void signsInAnewWhenTheTokenIsNoLongerTaken() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    try (RawHttpServer hub =
            hub(_ -> calls.incrementAndGet() == 1 ? json(401, "{}") : json(200, "{\"value\":[]}"));
        HubClient client = client(hub.uri())) {
      assertThat(client.tokens().list()).isEmpty();

      assertThat(hub.requests("POST", "/tenant/oauth2/v2.0/token")).hasSize(2);
    }
  }

  @Test
  void writesAResourceInTheVendorsShape() throws IOException {
    String answer = "{\"id\":\"/x\",\"name\":\"till\",\"properties\":{\"actions\":[\"a\"]}}";
    try (RawHttpServer hub = hub(_ -> json(201, answer));
        HubClient client = client(hub.uri())) {
      ScopeMap written = client.scopeMaps().put("till", ScopeMap.of("words", List.of("a")));

      assertThat(written.properties().actions()).containsExactly("a");
      RawHttpServer.Request asked = hub.requests("PUT", REGISTRY + "/scopeMaps/till").getFirst();
      assertThat(text(asked))
          .isEqualTo("{\"properties\":{\"description\":\"words\",\"actions\":[\"a\"]}}");
    }
  }

  /** Two people add a right each at the same time: both must be there in the end. */
  @Test
  void losesNoChangeThatSomebodyElseMakesMeanwhile() throws IOException {
    AtomicReference<String> actions = new AtomicReference<>("\"a\"");
    AtomicInteger version = new AtomicInteger();
    RawHttpServer.Script script =
        request -> {
          if (request.method().equals("GET")) {
            RawReply read = scopeMap(String.valueOf(actions.get()), version.get());
            if (version.get() == 0) {
              // Somebody else is quicker.
              actions.set("\"a\",\"b\"");
              version.incrementAndGet();
            }
            return read;
          }
          String wanted = request.header("If-Match").orElse("");
          if (!wanted.equals("\"%d\"".formatted(version.get()))) {
            return json(412, "{\"error\":{\"code\":\"PreconditionFailed\",\"message\":\"no\"}}");
          }
          return scopeMap("\"a\",\"b\",\"c\"", version.incrementAndGet());
        };
    try (RawHttpServer hub = hub(script);
        HubClient client = client(hub.uri())) {
      ScopeMap changed =
          client
              .scopeMaps()
              .update(
                  "till",
                  now ->
                      Optional.of(
                          ScopeMap.ofActions(
                              Stream.concat(now.actions().stream(), Stream.of("c")).toList())));

      assertThat(changed.actions()).containsExactly("a", "b", "c");
      assertThat(hub.requests("PATCH", REGISTRY + "/scopeMaps/till"))
          .extracting(HubClientTest::text)
          .containsExactly(
              "{\"properties\":{\"actions\":[\"a\",\"c\"]}}",
              "{\"properties\":{\"actions\":[\"a\",\"b\",\"c\"]}}");
    }
  }

  @Test
  void saysSoWhereOthersAreAlwaysQuicker() throws IOException {
    RawHttpServer.Script script =
        request ->
            request.method().equals("GET") ? scopeMap("\"a\"", 1) : json(412, "{\"error\":{}}");
    try (RawHttpServer hub = hub(script);
        HubClient client = client(hub.uri())) {
      assertThatThrownBy(
              () ->
                  client
                      .scopeMaps()
                      .update("till", _ -> Optional.of(ScopeMap.ofActions(List.of("b")))))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("changed by somebody else");
    }
  }

  private static RawReply scopeMap(String actions, int version) {
    return json(
            200,
            "{\"id\":\"/x\",\"name\":\"till\",\"properties\":{\"actions\":[%s]}}"
                .formatted(actions))
        .header("ETag", "\"%d\"".formatted(version));
  }

  @Test
  void readsAllPagesOfAList() throws IOException {
    String first =
        "{\"value\":[{\"name\":\"a\",\"properties\":{}}],\"nextLink\":\"%s/tokens?page=2\"}"
            .formatted(REGISTRY);
    String second = "{\"value\":[{\"name\":\"b\",\"properties\":{}}]}";
    try (RawHttpServer hub =
            hub(request -> json(200, request.target().contains("page=2") ? second : first));
        HubClient client = client(hub.uri())) {
      assertThat(client.tokens().list()).extracting(Token::name).containsExactly("a", "b");
    }
  }

  @Test
  void takesNoSecretToAnotherHost() throws IOException {
    try (RawHttpServer other = hub(_ -> json(200, "{\"value\":[]}"));
        RawHttpServer hub =
            hub(_ -> json(200, "{\"value\":[],\"nextLink\":\"%s/x\"}".formatted(other.uri())));
        HubClient client = client(hub.uri())) {
      assertFails(Exit.REJECTED, () -> client.tokens().list(), "not as a hub does");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void saysEmptyForWhatIsNotThere() throws IOException {
    try (RawHttpServer hub = hub(_ -> error(404, "ResourceNotFound"));
        HubClient client = client(hub.uri())) {
      assertThat(client.tokens().find("till")).isEmpty();
      assertFails(Exit.NOT_FOUND, () -> client.tokens().get("till"), "some words");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, REJECTED",
    "403, UNAUTHORIZED",
    "409, REJECTED",
    "412, REJECTED",
    "500, REJECTED",
  })
  void turnsAnErrorIntoItsWordsAndAnExitCode(int status, Exit exit) throws IOException {
    try (RawHttpServer hub = hub(_ -> error(status, "Whatever"));
        HubClient client = client(hub.uri())) {
      assertFails(
          exit,
          () -> client.generateCredentials(new GenerateCredentials("/t", null, null)),
          "some words");
    }
  }

  @Test
  void saysThatTheSignInWasRefused() throws IOException {
    String refused = "{\"error\":\"invalid_client\",\"error_description\":\"no\"}";
    try (RawHttpServer hub =
            RawHttpServer.startTls(IDENTITY.serverContext(), _ -> json(401, refused));
        HubClient client = client(hub.uri())) {
      assertFails(Exit.UNAUTHORIZED, client::registry, "refuses the sign-in of 'app'");
    }
  }

  @Test
  void saysThatTheHubsCertificateIsNotTrusted() throws IOException {
    try (RawHttpServer hub =
            RawHttpServer.startTls(TestIdentity.forLoopback().serverContext(), _ -> json(200, ""));
        HubClient client = client(hub.uri())) {
      assertFails(Exit.UNTRUSTED, client::registry, "not trusted");
    }
  }

  @Test
  void saysThatAPlainServerListensThere() throws IOException {
    try (RawHttpServer plain = RawHttpServer.start(_ -> json(200, "{}"));
        HubClient client = client(URI.create("https://" + plain.uri().getRawAuthority()))) {
      assertFails(Exit.UNREACHABLE, client::registry, "");
    }
  }

  @Test
  void keepsTheSecretOutOfTexts() {
    assertThat(context(URI.create("https://hub")).toString()).doesNotContain("s+cret");
  }

  private static RawHttpServer hub(RawHttpServer.Script script) throws IOException {
    return RawHttpServer.startTls(
        IDENTITY.serverContext(),
        request ->
            request.path().equals("/tenant/oauth2/v2.0/token")
                ? json(200, "{\"access_token\":\"t-1\",\"expires_in\":3600}")
                : script.answer(request));
  }

  private static RawReply json(int status, String body) {
    return RawReply.status(status).header("Content-Type", "application/json").body(body);
  }

  private static RawReply error(int status, String code) {
    return json(status, "{\"error\":{\"code\":\"%s\",\"message\":\"some words\"}}".formatted(code));
  }

  private static HubClient client(URI hub) {
    return new HubClient(context(hub), IDENTITY.clientContext());
  }

  static HubContext context(URI hub) {
    return new HubContext("myhub", hub, "tenant", "sub", "outport", "myhub", "app", "s+cret", "");
  }

  private static String text(RawHttpServer.Request request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  private static void assertFails(Exit exit, ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.exit()).isEqualTo(exit))
        .hasMessageContaining(words)
        .hasMessageNotContaining("s+cret");
  }
}
