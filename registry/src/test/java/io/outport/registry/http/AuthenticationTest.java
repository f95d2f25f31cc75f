package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.TokenAccess;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Who gets in, with which words the others are sent away, and what a token carries. */
final class AuthenticationTest {
  private static final byte[] CONFIG = Samples.utf8("{}");
  private static final String JSON = Samples.manifest(CONFIG);
  private static final String MANIFEST = "/v2/app/web/manifests/v1";

  private TestRegistry registry;
  private Client admin;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    admin = Client.of(registry);
    admin.pushBlob("app/web", CONFIG);
    admin.pushManifest("app/web", "v1", JSON);
    registry.accounts.put(
        new Account("reader", List.of(rule("app/*", RepositoryAction.CONTENT_READ))),
        "reader-password");
  }

  @AfterEach
  void stop() {
    admin.close();
    registry.close();
  }

  @Test
  void challengesStrangerWithRealmServiceAndScope() {
    try (Client stranger = Client.anonymous(registry)) {
      var answer = stranger.get(MANIFEST);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(Client.header(answer, "WWW-Authenticate"))
          .isEqualTo(
              "Bearer realm=\"http://127.0.0.1:"
                  + registry.port()
                  + "/acr/oauth2/token\",service=\"registry.example.test\","
                  + "scope=\"repository:app/web:pull\"");
      assertThat(Client.text(answer)).contains("\"code\":\"UNAUTHORIZED\"");
      assertThat(Client.header(answer, "Docker-Distribution-API-Version"))
          .isEqualTo("registry/2.0");
    }
  }

  @Test
  void challengeNamesTheScopeThatTheRequestNeeds() {
    try (Client stranger = Client.anonymous(registry)) {
      assertThat(challenge(stranger.get("/v2/"))).doesNotContain("scope");
      assertThat(challenge(stranger.get("/v2/_catalog"))).contains("scope=\"registry:catalog:*\"");
      assertThat(challenge(stranger.get("/v2/app/web/tags/list"))).contains(":app/web:pull\"");
      assertThat(challenge(stranger.post("/v2/app/web/blobs/uploads/")))
          .contains("scope=\"repository:app/web:pull,push\"");
      assertThat(challenge(stranger.delete(MANIFEST)))
          .contains("scope=\"repository:app/web:delete\"");
    }
  }

  @Test
  void answersPingWithBasicCredentials() {
    var answer = admin.get("/v2/");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Client.text(answer)).isEqualTo("{}");
    assertThat(admin.get("/v2").statusCode()).isEqualTo(200);
  }

  @Test
  void wrongPasswordIsUnauthorisedEverywhere() {
    try (Client wrong = Client.of(registry, "admin", "not-the-password");
        Client unknown = Client.of(registry, "nobody", "admin-password")) {
      for (Client client : new Client[] {wrong, unknown}) {
        assertThat(client.get("/v2/").statusCode()).isEqualTo(401);
        assertThat(client.get(MANIFEST).statusCode()).isEqualTo(401);
        var token = client.get("/acr/oauth2/token?service=x&scope=repository:app/web:pull");
        assertThat(token.statusCode()).isEqualTo(401);
        assertThat(Client.text(token)).contains("UNAUTHORIZED").doesNotContain("password\":");
      }
    }
  }

  @Test
  void unreadableCredentialsAreUnauthorised() {
    try (Client stranger = Client.anonymous(registry)) {
      for (String header :
          new String[] {
            "Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Digest x", "Bearer", "Bearer x.y.z"
          }) {
        assertThat(stranger.get(MANIFEST, "Authorization", header).statusCode())
            .as(header)
            .isEqualTo(401);
      }
    }
  }

  @Test
  void tokenOpensWhatItWasAskedFor() {
    String token = fetchToken("admin", "repository:app/web:pull");

    try (Client client = Client.withToken(registry, token)) {
      assertThat(client.get("/v2/").statusCode()).isEqualTo(200);
      assertThat(client.get(MANIFEST).statusCode()).isEqualTo(200);
      assertThat(client.get("/v2/app/web/tags/list").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void tokenThatDoesNotReachIsChallengedAgain() {
    String token = fetchToken("admin", "repository:app/web:pull");

    try (Client client = Client.withToken(registry, token)) {
      var push = client.post("/v2/app/web/blobs/uploads/");
      assertThat(push.statusCode()).isEqualTo(401);
      assertThat(challenge(push))
          .contains("scope=\"repository:app/web:pull,push\"")
          .endsWith("error=\"insufficient_scope\"");
      assertThat(Client.text(push)).contains("insufficient scopes");
      assertThat(client.get("/v2/app/other/manifests/v1").statusCode()).isEqualTo(401);
      assertThat(challenge(client.get("/v2/_catalog"))).contains("insufficient_scope");
    }
  }

  @Test
  void grantIsWhatWasAskedForAndIsAllowed() {
    String token = fetchToken("reader", "repository:app/web:pull,push,delete");

    TokenAccess access = registry.tokens.verify(token).orElseThrow().access();

    assertThat(access.allows(new RepositoryName("app/web"), RepositoryAction.CONTENT_READ))
        .isTrue();
    assertThat(access.allows(new RepositoryName("app/web"), RepositoryAction.CONTENT_WRITE))
        .isFalse();
  }

  @Test
  void takesSeveralScopesInEitherForm() {
    String spaced = fetchToken("admin", "repository:a:pull%20repository:b:push");
    String repeated = fetchToken("admin", "repository:a:pull&scope=repository:b:push");

    for (String token : new String[] {spaced, repeated}) {
      assertThat(registry.tokens.verify(token).orElseThrow().access().repositories().keySet())
          .containsExactlyInAnyOrder(new RepositoryName("a"), new RepositoryName("b"));
    }
  }

  @Test
  void catalogNeedsItsScope() {
    try (Client client = Client.withToken(registry, fetchToken("reader", "registry:catalog:*"))) {
      assertThat(Client.text(client.get("/v2/_catalog")))
          .isEqualTo("{\"repositories\":[\"app/web\"]}");
    }
  }

  @Test
  void givesTokenForFormAsContainerdSends() {
    try (Client stranger = Client.anonymous(registry)) {
      var answer =
          form(
              stranger,
              "grant_type=password&service=registry.example.test&client_id=containerd-client"
                  + "&username=admin&password=admin-password&scope=repository%3Aapp%2Fweb%3Apull");

      assertThat(answer.statusCode()).isEqualTo(200);
      var json = JsonMapper.shared().readTree(answer.body());
      assertThat(json.path("expires_in").asInt()).isBetween(60, 3600);
      assertThat(json.has("refresh_token")).isFalse();
      assertThat(Client.header(answer, "Cache-Control")).isEqualTo("no-store");
      try (Client client = Client.withToken(registry, json.path("access_token").asString())) {
        assertThat(client.get(MANIFEST).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void refusesFormWithOtherGrantOrWrongPassword() {
    try (Client stranger = Client.anonymous(registry)) {
      assertThat(form(stranger, "grant_type=client_credentials").statusCode()).isEqualTo(400);
      assertThat(form(stranger, "grant_type=refresh_token&refresh_token=x").statusCode())
          .isEqualTo(401);
      assertThat(form(stranger, "grant_type=password&username=admin&password=wrong").statusCode())
          .isEqualTo(401);
      assertThat(form(stranger, "grant_type=password").statusCode()).isEqualTo(401);
      assertThat(form(stranger, "x=" + "y".repeat(70_000)).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void servesTokensOnTheStandardPathToo() {
    assertThat(admin.get("/oauth2/token?scope=repository:app/web:pull").statusCode())
        .isEqualTo(200);
  }

  @Test
  void disabledAccountIsOutOnTheNextRequest() {
    String token = fetchToken("reader", "repository:app/web:pull");
    try (Client client = Client.withToken(registry, token)) {
      assertThat(client.get(MANIFEST).statusCode()).isEqualTo(200);

      registry.accounts.remove("reader");

      var answer = client.get(MANIFEST);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(challenge(answer)).endsWith("error=\"invalid_token\"");
    }
  }

  @Test
  void rightTakenAwayIsGoneOnTheNextRequest() {
    String token = fetchToken("reader", "repository:app/web:pull");
    try (Client client = Client.withToken(registry, token)) {
      registry.accounts.put(
          new Account("reader", List.of(rule("other/*", RepositoryAction.CONTENT_READ))),
          "reader-password");

      assertThat(client.get(MANIFEST).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void basicCredentialsWithoutTheRightAreDenied() {
    try (Client reader = Client.of(registry, "reader", "reader-password")) {
      var answer = reader.post("/v2/app/web/blobs/uploads/");

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(Client.text(answer)).contains("\"code\":\"DENIED\"").contains("content/write");
      assertThat(reader.get("/v2/secret/keys/manifests/v1").statusCode()).isEqualTo(403);
      assertThat(reader.delete(MANIFEST).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void rightToReadMetadataShowsTagsButNoContent() {
    registry.accounts.put(
        new Account("lister", List.of(rule("app/web", RepositoryAction.METADATA_READ))),
        "lister-password");
    String token = fetchToken("lister", "repository:app/web:pull");

    try (Client basic = Client.of(registry, "lister", "lister-password");
        Client bearer = Client.withToken(registry, token)) {
      assertThat(basic.get("/v2/app/web/tags/list").statusCode()).isEqualTo(200);
      assertThat(bearer.get("/v2/app/web/tags/list").statusCode()).isEqualTo(200);
      assertThat(basic.get(MANIFEST).statusCode()).isEqualTo(403);
      assertThat(bearer.get(MANIFEST).statusCode()).isEqualTo(401);
    }
  }

  /** Law L11. */
  @Test
  void mountFromRepositoryThatTheAccountMayNotReadOpensUpload() {
    Digest secret = admin.pushBlob("secret/keys", Samples.bytes(100));
    registry.accounts.put(
        new Account(
            "pusher",
            List.of(
                rule("app/*", RepositoryAction.CONTENT_READ),
                rule("app/*", RepositoryAction.CONTENT_WRITE),
                rule("secret/*", RepositoryAction.CONTENT_WRITE))),
        "pusher-password");
    String token = fetchToken("pusher", "repository:app/web:pull,push repository:secret/keys:pull");

    try (Client basic = Client.of(registry, "pusher", "pusher-password");
        Client bearer = Client.withToken(registry, token)) {
      for (Client client : new Client[] {basic, bearer}) {
        String uploads = "/v2/app/web/blobs/uploads/?mount=" + secret;
        assertThat(client.post(uploads + "&from=secret/keys").statusCode()).isEqualTo(202);
        assertThat(client.post(uploads).statusCode()).isEqualTo(202);
        assertThat(client.head("/v2/app/web/blobs/" + secret).statusCode()).isEqualTo(404);
      }
    }
  }

  @Test
  void everybodyReadsWhereSettingsSaySoButMustSignInToWrite() {
    RegistrySettings open =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .withAnonymousPull();
    try (TestRegistry other = TestRegistry.start(open);
        Client owner = Client.of(other);
        Client stranger = Client.anonymous(other)) {
      owner.pushBlob("app/web", CONFIG);
      owner.pushManifest("app/web", "v1", JSON);

      assertThat(stranger.get(MANIFEST).statusCode()).isEqualTo(200);
      assertThat(stranger.get("/v2/").statusCode()).isEqualTo(401);
      assertThat(stranger.post("/v2/app/web/blobs/uploads/").statusCode()).isEqualTo(401);
      String token = token(stranger.get("/acr/oauth2/token?scope=repository:app/web:pull,push"));
      try (Client bearer = Client.withToken(other, token)) {
        assertThat(bearer.get(MANIFEST).statusCode()).isEqualTo(200);
        assertThat(bearer.post("/v2/app/web/blobs/uploads/").statusCode()).isEqualTo(401);
      }
    }
  }

  private String fetchToken(String account, String scope) {
    Map<String, String> passwords = Map.of("admin", "admin-password", "reader", "reader-password");
    String password = passwords.getOrDefault(account, account + "-password");
    try (Client client = Client.of(registry, account, password)) {
      return token(
          client.get(
              "/acr/oauth2/token?service=registry.example.test&scope="
                  + scope.replace(" ", "%20")));
    }
  }

  private static String token(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).path("access_token").asString();
  }

  private static HttpResponse<byte[]> form(Client client, String form) {
    return client.send(
        "POST",
        "/acr/oauth2/token",
        Samples.utf8(form),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private static String challenge(HttpResponse<?> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    return Client.header(answer, "WWW-Authenticate");
  }

  private static ScopeRule rule(String pattern, RepositoryAction action) {
    return new ScopeRule(new RepositoryPattern(pattern), Set.of(action));
  }
}
