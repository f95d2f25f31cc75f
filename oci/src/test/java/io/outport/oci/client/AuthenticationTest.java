package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.APP;
import static io.outport.oci.client.ScriptedRegistry.QUICK;
import static io.outport.oci.client.ScriptedRegistry.SITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.client.RegistryException.Kind;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawHttpServer.Request;
import io.outport.testkit.RawReply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Who is shown which credential, and when (law L12). */
class AuthenticationTest {
  private static final Tag TAG = new Tag("1");
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString("site:s3cret-pässword".getBytes(StandardCharsets.UTF_8));

  @Test
  void showsNoCredentialBeforeItIsAskedFor() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(200))) {
      registry.client().ping();

      assertThat(registry.requests()).hasSize(1);
      assertThat(registry.requests().getFirst().header("authorization")).isEmpty();
    }
  }

  @Test
  void answersBasicAndRemembersIt() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                request.header("authorization").filter(BASIC::equals).isPresent()
                    ? RawReply.status(200)
                    : challenge("Basic realm=\"hub\""))) {
      RegistryClient client = registry.client();

      client.ping();
      client.ping();

      assertThat(registry.requests()).hasSize(3);
    }
  }

  @Test
  void exchangesTheCredentialForATokenAndReusesIt() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(new TokenScript())) {
      RegistryClient client = registry.client();

      client.listTags(APP);
      client.listTags(APP);

      List<Request> tokens = registry.server.requests("GET", "/token");
      assertThat(tokens).hasSize(1);
      assertThat(tokens.getFirst().header("authorization")).contains(BASIC);
      assertThat(tokens.getFirst().target())
          .isEqualTo("/token?service=the+hub&scope=repository%3Aapp%2Fweb%3Apull");
      assertThat(registry.server.requests("GET", "/v2/"))
          .extracting(request -> request.header("authorization").orElse("none"))
          .containsExactly("none", "Bearer t1", "Bearer t1");
    }
  }

  @Test
  void fetchesATokenAnonymouslyWithoutCredentials() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(new TokenScript())) {
      registry.anonymous().listTags(APP);

      assertThat(registry.server.requests("GET", "/token").getFirst().header("authorization"))
          .isEmpty();
    }
  }

  @Test
  void keepsOneTokenForEachRepository() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(new TokenScript())) {
      RegistryClient client = registry.client();

      client.listTags(APP);
      client.listTags(new RepositoryName("other"));

      assertThat(registry.server.requests("GET", "/v2/other/"))
          .extracting(request -> request.header("authorization").orElse("none"))
          .containsExactly("none", "Bearer t2");
    }
  }

  @Test
  void asksForANewTokenWhenTheOldOneHasExpired() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(new TokenScript())) {
      RegistryClient client = registry.client();
      client.listTags(APP);
      registry.clock.advance(Duration.ofSeconds(280));

      client.listTags(APP);

      assertThat(registry.requests().getLast().header("authorization")).contains("Bearer t2");
    }
  }

  @Test
  void renewsARefusedTokenOnce() throws IOException {
    TokenScript script = new TokenScript();
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      RegistryClient client = registry.client();
      client.listTags(APP);
      script.revoke(1);

      client.listTags(APP);

      assertThat(registry.requests().getLast().header("authorization")).contains("Bearer t2");
      assertThat(registry.server.requests("GET", "/token")).hasSize(2);
    }
  }

  @Test
  void givesUpWhenTheNewTokenIsRefusedAsWell() throws IOException {
    TokenScript script = new TokenScript();
    script.revoke(1000);
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      assertThatThrownBy(() -> registry.client().listTags(APP))
          .asInstanceOf(InstanceOfAssertFactories.type(RegistryException.class))
          .extracting(RegistryException::kind)
          .isEqualTo(Kind.UNAUTHORIZED);

      assertThat(registry.server.requests("GET", "/v2/")).hasSize(2);
      assertThat(registry.server.requests("GET", "/token")).hasSize(1);
    }
  }

  @Test
  void sendsNothingToAForeignRealm() throws IOException {
    try (RawHttpServer evil = RawHttpServer.start(request -> RawReply.status(200).body("{}"));
        ScriptedRegistry registry =
            ScriptedRegistry.start(
                request -> challenge("Bearer realm=\"%s/token\"".formatted(evil.uri())))) {

      assertThatThrownBy(() -> registry.client().listTags(APP))
          .hasMessageContaining("asks to log in at " + evil.uri())
          .hasMessageContaining("no credential was sent")
          .asInstanceOf(InstanceOfAssertFactories.type(RegistryException.class))
          .extracting(RegistryException::kind)
          .isEqualTo(Kind.PROTOCOL);
      assertThat(evil.requests()).isEmpty();
    }
  }

  @Test
  void sendsNothingToAForeignHostHiddenInTheRealmsPath() throws IOException {
    try (RawHttpServer evil = RawHttpServer.start(request -> RawReply.status(200).body("{}"))) {
      RawHttpServer.Script script =
          request ->
              request.path().startsWith("//")
                  ? RawReply.status(200).body("{\"token\":\"t\"}")
                  : challenge(
                      "Bearer realm=\"http://%s//127.0.0.1:%d/token\""
                          .formatted(request.header("host").orElseThrow(), evil.uri().getPort()));
      try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
        assertThatThrownBy(() -> registry.client().listTags(APP))
            .isInstanceOf(RegistryException.class);
        assertThat(evil.requests()).isEmpty();
      }
    }
  }

  @Test
  void refusesRealmsThatOnlyLookLikeOurs() throws IOException {
    List<String> realms =
        List.of("https://127.0.0.1:%d/token", "http://u:p@127.0.0.1:%d/token", "/token", "%d ");
    for (String realm : realms) {
      RawHttpServer.Script script =
          request ->
              challenge(
                  "Bearer realm=\"%s\""
                      .formatted(
                          realm.formatted(
                              URI.create("http://" + request.header("host").orElseThrow())
                                  .getPort())));
      try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
        assertThatThrownBy(() -> registry.client().listTags(APP))
            .as(realm)
            .hasMessageContaining("no credential was sent");
        assertThat(registry.requests()).hasSize(1);
      }
    }
  }

  @Test
  void usesTheConfiguredRealmOfAnotherOrigin() throws IOException {
    try (RawHttpServer tokens =
            RawHttpServer.start(request -> RawReply.status(200).body("{\"access_token\":\"t1\"}"));
        ScriptedRegistry registry =
            ScriptedRegistry.start(
                new TokenScript("Bearer realm=\"%s/auth\"".formatted(tokens.uri())))) {
      RegistryClient client =
          registry.client(
              QUICK,
              endpoint -> endpoint.withCredentials(SITE).withRealm(tokens.uri().resolve("/auth")));

      client.listTags(APP);

      assertThat(tokens.requests().getFirst().header("authorization")).contains(BASIC);
      assertThat(tokens.requests().getFirst().target())
          .isEqualTo("/auth?scope=repository%3Aapp%2Fweb%3Apull");
    }
  }

  @Test
  void refusesAnotherPathOfTheConfiguredRealm() throws IOException {
    try (RawHttpServer tokens = RawHttpServer.start(request -> RawReply.status(200));
        ScriptedRegistry registry =
            ScriptedRegistry.start(
                new TokenScript("Bearer realm=\"%s/collect\"".formatted(tokens.uri())))) {
      RegistryClient client =
          registry.client(
              QUICK,
              endpoint -> endpoint.withCredentials(SITE).withRealm(tokens.uri().resolve("/auth")));

      assertThatThrownBy(() -> client.listTags(APP)).hasMessageContaining("no credential was sent");
      assertThat(tokens.requests()).isEmpty();
    }
  }

  @Test
  void doesNotFollowARedirectOfTheTokenService() throws IOException {
    try (RawHttpServer evil = RawHttpServer.start(request -> RawReply.status(200));
        ScriptedRegistry registry =
            ScriptedRegistry.start(
                request ->
                    request.path().equals("/token")
                        ? RawReply.status(307).header("Location", evil.uri() + "/token")
                        : challenge(
                            "Bearer realm=\"http://%s/token\""
                                .formatted(request.header("host").orElseThrow())))) {

      assertThatThrownBy(() -> registry.client().listTags(APP))
          .isInstanceOf(RegistryException.class);
      assertThat(evil.requests()).isEmpty();
    }
  }

  @Test
  void refusesATokenThatCouldSmuggleAHeader() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                request.path().equals("/token")
                    ? RawReply.status(200).body("{\"token\":\"a\\r\\nX: y\"}")
                    : challenge(
                        "Bearer realm=\"http://%s/token\""
                            .formatted(request.header("host").orElseThrow())))) {

      assertThatThrownBy(() -> registry.client().listTags(APP))
          .hasMessageContaining("without a usable token");
    }
  }

  @Test
  void asksForBothRepositoriesOfAMount() throws IOException {
    TokenScript script = new TokenScript();
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      registry
          .client()
          .mountBlob(new RepositoryName("b"), Digest.ofBytes(new byte[1]), new RepositoryName("a"));

      assertThat(registry.server.requests("GET", "/token").getFirst().target())
          .contains("scope=repository%3Aa%3Apull")
          .contains("scope=repository%3Ab%3Apull");
    }
  }

  @Test
  void saysDeniedForForbidden() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(403)
                    .body("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\\u001b[31m\"}]}"))) {
      assertThatThrownBy(() -> registry.client().fetchManifest(APP, TAG))
          .hasMessageContaining("cannot fetch manifest app/web:1")
          .hasMessageContaining("403 DENIED: \"no?[31m\"")
          .asInstanceOf(InstanceOfAssertFactories.type(RegistryException.class))
          .extracting(RegistryException::kind)
          .isEqualTo(Kind.DENIED);
    }
  }

  @Test
  void neverShowsThePassword() throws IOException {
    assertThat(SITE.toString()).doesNotContain("s3cret");
    assertThat(RegistryEndpoint.of(URI.create("https://hub")).withCredentials(SITE).toString())
        .doesNotContain("s3cret");
  }

  private static RawReply challenge(String header) {
    return RawReply.status(401).header("WWW-Authenticate", header).body("{}");
  }

  /** A registry that hands out tokens t1, t2, … and accepts those that it did not revoke. */
  private static final class TokenScript implements RawHttpServer.Script {
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger revoked = new AtomicInteger();
    private final String header;

    TokenScript() {
      this("");
    }

    TokenScript(String header) {
      this.header = header;
    }

    void revoke(int upTo) {
      revoked.set(upTo);
    }

    @Override
    public RawReply answer(Request request) {
      if (request.path().equals("/token")) {
        return RawReply.status(200)
            .body("{\"token\":\"t%d\",\"expires_in\":300}".formatted(issued.incrementAndGet()));
      }
      String shown = request.header("authorization").orElse("");
      if (shown.startsWith("Bearer t") && Integer.parseInt(shown.substring(8)) > revoked.get()) {
        return request.method().equals("POST")
            ? RawReply.status(201)
            : RawReply.status(200).body("{\"tags\":[\"1\"]}");
      }
      return challenge(header.isEmpty() ? ownRealm(request) : header);
    }

    private static String ownRealm(Request request) {
      String repository = request.path().replaceAll("/v2/(.*?)/(tags|blobs)/.*", "$1");
      return "Bearer realm=\"http://%s/token\",service=\"the hub\",scope=\"repository:%s:pull\""
          .formatted(request.header("host").orElseThrow(), repository);
    }
  }
}
