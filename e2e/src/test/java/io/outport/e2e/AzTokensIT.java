package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * {@code az acr scope-map}, {@code token}, {@code repository}, {@code manifest} and {@code login}.
 */
@Tag("az")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class AzTokensIT {
  private Az az;
  private String first = "";

  @BeforeAll
  void start() throws IOException {
    az = Az.signedIn();
    first = az.view().push("app/web", "v1", "one");
    az.view().push("app/web", "v2", "two");
    az.view().push("app/db", "v1", "three");
    assertThat(az.view().push("app/web", "v3", "one")).isEqualTo(first);
  }

  @AfterAll
  void end() throws IOException {
    az.close();
  }

  @Test
  @Order(1)
  void makesAndChangesAScopeMap() {
    JsonNode made =
        acr(
            "scope-map create -n reader --repository app/* content/read metadata/read"
                + " --gateway north1 config/read --description hello");
    assertThat(made.path("description").asString()).isEqualTo("hello");
    assertThat(az.view().actions("reader"))
        .containsExactlyInAnyOrder(
            "repositories/app/*/content/read",
            "repositories/app/*/metadata/read",
            "gateway/north1/config/read");

    acr(
        "scope-map update -n reader --add-repository lib content/write"
            + " --remove-gateway north1 config/read --description bye");

    assertThat(az.view().actions("reader"))
        .containsExactlyInAnyOrder(
            "repositories/app/*/content/read",
            "repositories/app/*/metadata/read",
            "repositories/lib/content/write");
    assertThat(acr("scope-map list").valueStream().map(each -> each.path("name").asString()))
        .contains("_repositories_pull", "_repositories_push", "_repositories_admin", "reader");
  }

  @Test
  @Order(2)
  void makesTokensThatSignIn() {
    JsonNode made = acr("token create -n till1 --scope-map reader --expiration-in-days 30");
    assertThat(made.at("/credentials/username").asString()).isEqualTo("till1");
    assertThat(made.at("/credentials/passwords")).hasSize(2);
    String password = made.at("/credentials/passwords/0/value").asString();
    assertThat(tags("till1", password)).contains("v1");

    JsonNode other =
        acr(
            "token create -n till2 --repository app/web content/read --no-passwords --status"
                + " disabled");
    assertThat(other.path("status").asString()).isEqualTo("disabled");
    assertThat(other.path("scopeMapId").asString()).isEqualTo(az.id("/scopeMaps/till2-scope-map"));
    assertThat(
            acr("token update -n till2 --status enabled --scope-map reader")
                .path("status")
                .asString())
        .isEqualTo("enabled");
    String table = az.succeeds("acr", "token", "list", "-r", Az.REGISTRY, "-o", "table").out();
    assertThat(table).contains("till1", "till2", "reader");
  }

  @Test
  @Order(3)
  void generatesAndDeletesCredentials() {
    JsonNode fresh =
        acr("token credential generate -n till2 --password1 --expiration 2027-06-01T00:00:00Z");
    assertThat(fresh.path("passwords")).hasSize(1);
    String password = fresh.at("/passwords/0/value").asString();
    assertThat(fresh.at("/passwords/0/expiry").asString()).startsWith("2027-06-01");
    assertThat(tags("till2", password)).contains("v1");

    acr("token credential delete -n till2 --password1");

    az.run(
            "acr",
            "repository",
            "show-tags",
            "-n",
            Az.REGISTRY,
            "--repository",
            "app/web",
            "-u",
            "till2",
            "-p",
            password)
        .failedSaying("Response code: 401");
    az.refuses(
        "ScopeMapInUse", "acr", "scope-map", "delete", "-r", Az.REGISTRY, "-n", "reader", "--yes");
    az.succeeds("acr", "token", "delete", "-r", Az.REGISTRY, "-n", "till2", "--yes");
    az.run("acr", "token", "show", "-r", Az.REGISTRY, "-n", "till2")
        .failedSaying("ResourceNotFound");
  }

  @Test
  @Order(4)
  void exposesATokenThatClientsSignInWith() throws IOException {
    JsonNode token = az.json("acr", "login", "-n", Az.REGISTRY, "--expose-token");

    assertThat(token.path("loginServer").asString()).isEqualTo(az.fleet().hub().host());
    String user = token.path("username").asString();
    assertThat(az.view().status("/v2/", user, token.path("accessToken").asString())).isEqualTo(200);
    assertThat(az.view().status("/v2/", user, "no such token")).isEqualTo(401);
  }

  @Test
  @Order(5)
  void showsRepositoriesTagsAndManifests() {
    assertThat(repository("list").valueStream().map(JsonNode::asString))
        .containsExactly("app/db", "app/web");
    JsonNode web = repository("show --repository app/web");
    assertThat(web.path("manifestCount").asInt()).isEqualTo(2);
    assertThat(web.path("tagCount").asInt()).isEqualTo(3);
    assertThat(repository("show --image app/web:v3").path("digest").asString()).isEqualTo(first);
    assertThat(repository("show-tags --repository app/web").valueStream().map(JsonNode::asString))
        .containsExactly("v1", "v2", "v3");
    JsonNode manifests =
        az.json("acr", "manifest", "list-metadata", "-r", Az.REGISTRY, "-n", "app/web");
    JsonNode one =
        manifests
            .valueStream()
            .filter(each -> each.path("digest").asString().equals(first))
            .findFirst()
            .orElseThrow();
    assertThat(one.path("os").asString()).isEqualTo("linux");
    assertThat(one.path("architecture").asString()).isEqualTo("amd64");
    assertThat(one.path("tags").valueStream().map(JsonNode::asString)).containsExactly("v1", "v3");
    assertThat(one.path("imageSize").asLong()).isPositive();
    assertThat(
            az.json("acr", "manifest", "show", "-r", Az.REGISTRY, "-n", "app/web:v1")
                .path("layers"))
        .hasSize(1);
  }

  @Test
  @Order(6)
  void untagsAndDeletes() {
    az.succeeds("acr", "repository", "untag", "-n", Az.REGISTRY, "--image", "app/web:v3");
    assertThat(repository("show --image app/web:v1").path("digest").asString()).isEqualTo(first);
    az.succeeds("acr", "repository", "delete", "-n", Az.REGISTRY, "--image", "app/web:v2", "--yes");
    assertThat(repository("show-tags --repository app/web").valueStream().map(JsonNode::asString))
        .containsExactly("v1");
    JsonNode gone = repository("delete --repository app/db --yes");
    assertThat(gone.path("tagsDeleted").valueStream().map(JsonNode::asString))
        .containsExactly("v1");
    assertThat(repository("list").valueStream().map(JsonNode::asString)).containsExactly("app/web");
    az.run("acr", "repository", "show", "-n", Az.REGISTRY, "--image", "app/web:v9")
        .failedSaying("has no tag 'v9'");
    az.run(
            "acr",
            "repository",
            "update",
            "-n",
            Az.REGISTRY,
            "--image",
            "app/web:v1",
            "--write-enabled",
            "false")
        .failedSaying("the operation is unsupported");
  }

  private String tags(String user, String password) {
    return az.succeeds(
            "acr",
            "repository",
            "show-tags",
            "-n",
            Az.REGISTRY,
            "--repository",
            "app/web",
            "-u",
            user,
            "-p",
            password)
        .out();
  }

  private JsonNode acr(String words) {
    return az.json(("acr " + words + " -r " + Az.REGISTRY).split(" "));
  }

  private JsonNode repository(String words) {
    return az.json(("acr repository " + words + " -n " + Az.REGISTRY).split(" "));
  }
}
