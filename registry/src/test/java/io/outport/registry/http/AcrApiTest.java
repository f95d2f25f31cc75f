package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vendor's own API of repositories, tags and manifests, {@code /acr/v1/}. */
final class AcrApiTest {
  private static final byte[] CONFIG =
      Samples.utf8("{\"architecture\":\"arm64\",\"os\":\"linux\"}");

  private TestRegistry registry;
  private Client client;
  private String digest;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    client = Client.of(registry);
    client.pushBlob("app/web", CONFIG);
    String manifest = Samples.manifest(CONFIG);
    for (String tag : new String[] {"v1", "v2", "v3"}) {
      assertThat(client.pushManifest("app/web", tag, manifest).statusCode()).isEqualTo(201);
    }
    digest = json("/acr/v1/app/web/_tags/v1").at("/tag/digest").asString();
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void showsARepository() {
    JsonNode shown = json("/acr/v1/app/web");

    assertThat(shown.path("imageName").asString()).isEqualTo("app/web");
    assertThat(shown.path("manifestCount").asInt()).isEqualTo(1);
    assertThat(shown.path("tagCount").asInt()).isEqualTo(3);
    assertThat(json("/acr/v1/_catalog").at("/repositories/0").asString()).isEqualTo("app/web");
  }

  @Test
  void listsTagsPageByPage() {
    var page = client.get("/acr/v1/app/web/_tags?n=2");

    assertThat(Client.header(page, "Link")).contains("</acr/v1/app/web/_tags?last=v2&n=2>");
    assertThat(json("/acr/v1/app/web/_tags?n=2&last=v2").at("/tags/0/name").asString())
        .isEqualTo("v3");
  }

  @Test
  void showsAManifestWithItsTagsAndWhatItRunsOn() {
    JsonNode manifest = json("/acr/v1/app/web/_manifests").at("/manifests/0");

    assertThat(manifest).isEqualTo(json("/acr/v1/app/web/_manifests/" + digest).path("manifest"));
    assertThat(manifest.path("digest").asString()).isEqualTo(digest);
    assertThat(manifest.path("tags").valueStream().map(JsonNode::asString))
        .containsExactly("v1", "v2", "v3");
    assertThat(manifest.path("imageSize").asLong()).isEqualTo(CONFIG.length);
  }

  @Test
  void untagsWithoutDeletingAndDeletesAWholeRepository() {
    assertThat(client.delete("/acr/v1/app/web/_tags/v3").statusCode()).isEqualTo(202);
    assertThat(client.delete("/acr/v1/app/web/_tags/v3").statusCode()).isEqualTo(404);
    assertThat(json("/acr/v1/app/web").path("manifestCount").asInt()).isEqualTo(1);

    var gone = client.delete("/acr/v1/app/web");

    assertThat(gone.statusCode()).isEqualTo(202);
    assertThat(Client.text(gone)).contains("v1", "v2", digest);
    assertThat(client.get("/acr/v1/app/web").statusCode()).isEqualTo(404);
    assertThat(Client.text(client.get("/v2/_catalog"))).doesNotContain("app/web");
  }

  @Test
  void deletesAManifestWithItsTags() {
    assertThat(client.delete("/acr/v1/app/web/_manifests/" + digest).statusCode()).isEqualTo(202);
    assertThat(client.get("/acr/v1/app/web/_tags/v1").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/_tags", "/_tags/v1", "/_manifests"})
  void showsNothingToWhomItIsNotGranted(String below) {
    account("reader", "lib/*", RepositoryAction.METADATA_READ);

    try (Client reader = Client.of(registry, "reader", "secret")) {
      assertThat(reader.get("/acr/v1/app/web" + below).statusCode()).isEqualTo(403);
    }
    try (Client nobody = Client.anonymous(registry)) {
      assertThat(nobody.get("/acr/v1/app/web" + below).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/_tags/v1"})
  void deletesNothingForWhomItIsNotGranted(String below) {
    account("reader", "app/*", RepositoryAction.METADATA_READ, RepositoryAction.CONTENT_READ);

    try (Client reader = Client.of(registry, "reader", "secret")) {
      assertThat(reader.get("/acr/v1/app/web" + below).statusCode()).isEqualTo(200);
      assertThat(reader.delete("/acr/v1/app/web" + below).statusCode()).isEqualTo(403);
    }
    assertThat(json("/acr/v1/app/web").path("tagCount").asInt()).isEqualTo(3);
  }

  @Test
  void refusesLocksAndAnOrderThatIsNotKept() {
    assertThat(client.send("PATCH", "/acr/v1/app/web", new byte[2]).statusCode()).isEqualTo(405);
    assertThat(client.get("/acr/v1/app/web/_tags?orderby=timedesc").statusCode()).isEqualTo(405);
  }

  /** A registry without a control API takes nobody's word for a sign-in elsewhere. */
  @Test
  void exchangesNothingWithoutAControlApi() {
    byte[] form = Samples.utf8("grant_type=access_token&access_token=x&service=y");

    assertThat(client.send("POST", "/oauth2/exchange", form).statusCode()).isEqualTo(401);
    assertThat(client.send("POST", "/oauth2/exchange", new byte[0]).statusCode()).isEqualTo(400);
  }

  private void account(String name, String pattern, RepositoryAction... actions) {
    var rule = new ScopeRule(new RepositoryPattern(pattern), Set.of(actions));
    registry.accounts.put(new Account(name, List.of(rule)), "secret");
  }

  private JsonNode json(String path) {
    var answer = client.get(path);
    assertThat(answer.statusCode()).as(Client.text(answer)).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
