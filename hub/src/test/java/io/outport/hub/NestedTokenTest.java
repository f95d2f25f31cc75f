package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site below another talks to that one alone, so the hub's registry is closed to its token. */
final class NestedTokenTest {
  private static final String READ = "repositories/app/*/content/read";
  private static final String TOKEN = "/acr/oauth2/token?service=hub&scope=repository:app/web:pull";

  @TempDir private Path folder;
  private TestHub hub;
  private String shop;
  private String till;

  @BeforeEach
  void start() {
    hub = TestHub.start(folder.resolve("hub"));
    shop = hub.createSite("shop1", READ);
    hub.client.scopeMaps().put("till1", ScopeMap.of("", List.of(READ)));
    hub.client.tokens().put("till1", Token.of(hub.client.scopeMaps().id("till1").toString()));
    till = hub.generatePassword("till1");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void refusesItInPlainWordsAtEveryDoor() throws Exception {
    assertThat(hub.push("app/web", "v1", "one")).isEqualTo(201);
    assertThat(get("/v2/", "till1", till).statusCode()).as("still anybody's").isEqualTo(200);
    String bearer = bearer();
    assertThat(pull(bearer)).isEqualTo(200);

    hub.client.connectedRegistries().put("till1", below("shop1"));

    for (String door : new String[] {"/v2/", "/v2/app/web/manifests/v1", TOKEN}) {
      HttpResponse<String> refused = get(door, "till1", till);
      assertThat(refused.statusCode()).as(door).isEqualTo(403);
      assertThat(refused.body())
          .contains("DENIED", "'till1', which is below 'shop1' and talks to that one alone");
    }
    assertThat(pull(bearer)).as("a request token of before").isEqualTo(401);
    assertThat(get("/v2/", "till1", "guess").statusCode()).as("no more for guesses").isEqualTo(401);
  }

  @Test
  void leavesTheTokensOfItsOwnSitesAsTheyAre() throws Exception {
    hub.client.connectedRegistries().put("till1", below("shop1"));

    assertThat(get("/v2/", "shop1", shop).statusCode()).isEqualTo(200);
  }

  @Test
  void admitsItAgainOnceItsSiteIsGone() throws Exception {
    hub.client.connectedRegistries().put("till1", below("shop1"));
    assertThat(get("/v2/", "till1", till).statusCode()).isEqualTo(403);

    hub.client.connectedRegistries().delete("till1");

    assertThat(get("/v2/", "till1", till).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path, String name, String password) throws Exception {
    return hub.send(HttpRequest.newBuilder(hub.uri(path)), name, password);
  }

  private String bearer() throws Exception {
    String body = get(TOKEN, "till1", till).body();
    return body.replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
  }

  private int pull(String bearer) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hub.uri("/v2/app/web/manifests/v1"))
            .header("Authorization", "Bearer " + bearer);
    return hub.send(request, "", "").statusCode();
  }

  private ConnectedRegistry below(String parent) {
    var sync =
        new ConnectedRegistry.SyncProperties(
            hub.client.tokens().id("till1").toString(), null, null, null, null, null);
    String id = hub.client.connectedRegistries().id(parent).toString();
    return new ConnectedRegistry(
        null,
        null,
        null,
        ConnectedRegistry.Properties.desired(
            null, new ConnectedRegistry.Parent(id, sync), null, null));
  }
}
