package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hub.TestHub;
import io.outport.hubapi.model.ControlJson;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The control API byte by byte, as the vendor's tools speak it. */
class ArmApiTest {
  private static final String VERSION = "api-version=2026-09-01-preview";

  @TempDir private static Path folder;
  private static TestHub hub;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    hub = TestHub.start(folder.resolve("hub"));
    hub.createSite("shop1", "repositories/app/*/content/read");
    token = signIn(hub.context().clientId(), hub.context().clientSecret());
  }

  @AfterAll
  static void stop() {
    hub.close();
  }

  @Test
  void tellsWhereToSignIn() throws Exception {
    JsonNode document = json(hub.get("/metadata/endpoints?api-version=2022-09-01"));

    String base = hub.uri("").toString();
    assertThat(document.at("/resourceManager").stringValue()).isEqualTo(base);
    assertThat(document.at("/authentication/loginEndpoint").stringValue()).isEqualTo(base);
    assertThat(document.at("/authentication/tenant").stringValue())
        .isEqualTo(hub.context().tenantId());
    assertThat(document.at("/authentication/audiences")).isNotEmpty();
    assertThat(document.at("/suffixes/acrLoginServer").stringValue())
        .isEqualTo(hub.uri("").getAuthority());
    assertThat(document.has("graphAudience")).isTrue();
  }

  @Test
  void publishesAnOpenIdConfigurationWithinTheHub() throws Exception {
    JsonNode document =
        json(
            hub.get(
                "/%s/v2.0/.well-known/openid-configuration".formatted(hub.context().tenantId())));

    for (String endpoint :
        new String[] {
          "issuer", "authorization_endpoint", "token_endpoint", "device_authorization_endpoint"
        }) {
      assertThat(document.get(endpoint).stringValue()).startsWith(hub.uri("").toString());
    }
  }

  @Test
  void takesThePrincipalsNameOrItsId() throws Exception {
    assertThat(signIn("admin", hub.context().clientSecret())).isNotEmpty();
    assertThat(
            signIn(hub.context().clientId().toUpperCase(Locale.ROOT), hub.context().clientSecret()))
        .isNotEmpty();
  }

  @Test
  void signsATokenWithTheClaimsThatToolsRead() {
    String claims =
        new String(
            java.util.Base64.getUrlDecoder().decode(token.split("[.]", -1)[1]),
            StandardCharsets.UTF_8);

    assertThat(claims).contains("\"aud\"", "\"iss\"", "\"tid\"", "\"oid\"", "\"appid\"", "\"exp\"");
  }

  @ParameterizedTest
  @CsvSource({
    "client_credentials, admin, wrong, 401, invalid_client",
    "client_credentials, nobody, wrong, 401, invalid_client",
    "password, admin, wrong, 400, unsupported_grant_type",
  })
  void refusesASignInInTheShapeOfOauth(
      String grant, String id, String secret, int status, String error) throws Exception {
    HttpResponse<String> answer = askForToken(grant, id, secret);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).get("error").stringValue()).isEqualTo(error);
  }

  @Test
  void refusesATokenThatWasChanged() throws Exception {
    String[] parts = token.split("[.]", -1);
    String other = parts[0] + "." + parts[1] + "." + new StringBuilder(parts[2]).reverse();
    String unsigned = "eyJhbGciOiJub25lIn0." + parts[1] + ".";

    for (String forged : new String[] {other, unsigned, "junk", ""}) {
      HttpResponse<String> answer = call("GET", "/subscriptions?" + VERSION, "", forged);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
      assertThat(code(answer)).isEqualTo("AuthenticationFailed");
    }
  }

  @Test
  void listsTheOneSubscription() throws Exception {
    JsonNode all = json(call("GET", "/subscriptions?" + VERSION, ""));

    assertThat(all.at("/value/0/subscriptionId").stringValue())
        .isEqualTo(hub.context().subscriptionId());
    assertThat(all.at("/value/0/tenantId").stringValue()).isEqualTo(hub.context().tenantId());
    assertThat(all.at("/value/0/state").stringValue()).isEqualTo("Enabled");
  }

  @Test
  void showsARegistryThatHasWhatConnectedRegistriesNeed() throws Exception {
    JsonNode registry = json(call("GET", registryPath("") + "?" + VERSION, ""));

    assertThat(registry.at("/sku/tier").stringValue()).isEqualTo("Premium");
    assertThat(registry.at("/properties/loginServer").stringValue())
        .isEqualTo(hub.uri("").getAuthority());
    assertThat(registry.at("/properties/dataEndpointEnabled").booleanValue()).isTrue();
    assertThat(registry.at("/properties/dataEndpointHostNames/0").stringValue()).isNotEmpty();
    assertThat(registry.at("/properties/caCertificate").stringValue()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/subscriptions/{s}, 200",
    "/subscriptions/{s}/resourceGroups, 200",
    "/subscriptions/{s}/resourcegroups/OUTPORT, 200",
    "/subscriptions/{s}/providers/Microsoft.ContainerRegistry/registries, 200",
    "//subscriptions/{s}/resourceGroups/outport/providers/microsoft.containerregistry/Registries,"
        + " 200",
    "/subscriptions/{s}/resourceGroups/outport/providers/Microsoft.ContainerRegistry/registries/MYHUB/connectedregistries/SHOP1,"
        + " 200",
    "/subscriptions/{s}/resourceGroups/outport/providers/Microsoft.ContainerRegistry/registries/myhub/scopemaps,"
        + " 200",
  })
  void findsPathsWithoutRegardToCaseAndDoubleSlashes(String path, int status) throws Exception {
    String full = path.replace("{s}", hub.context().subscriptionId());

    assertThat(call("GET", full + "?" + VERSION, "").statusCode()).isEqualTo(status);
  }

  @Test
  void answersIdsInOneCase() throws Exception {
    JsonNode site =
        json(
            call(
                "GET",
                registryPath("/connectedRegistries/SHOP1").toUpperCase(Locale.ROOT) + "?" + VERSION,
                ""));

    assertThat(site.get("id").stringValue()).isEqualTo(registryPath("/connectedRegistries/shop1"));
    assertThat(site.get("name").stringValue()).isEqualTo("shop1");
  }

  @ParameterizedTest
  @CsvSource({
    "/subscriptions/other, 404, SubscriptionNotFound",
    "/subscriptions/{s}/resourceGroups/other, 404, ResourceGroupNotFound",
    "/subscriptions/{s}/resourceGroups/outport/providers/Microsoft.ContainerRegistry/registries/other,"
        + " 404, ResourceNotFound",
    "/subscriptions/{s}/resourceGroups/outport/providers/Microsoft.ContainerRegistry/registries/myhub/tokens/other,"
        + " 404, ResourceNotFound",
    "/subscriptions/{s}/resourceGroups/outport/providers/Other.Provider/things, 404,"
        + " ResourceNotFound",
    "/nothing/here, 404, ResourceNotFound",
  })
  void saysWhichThingIsMissing(String path, int status, String code) throws Exception {
    String full = path.replace("{s}", hub.context().subscriptionId());

    HttpResponse<String> answer = call("GET", full + "?" + VERSION, "");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(code(answer)).isEqualTo(code);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("json");
  }

  @Test
  void requiresAVersion() throws Exception {
    assertThat(code(call("GET", "/subscriptions", ""))).isEqualTo("MissingApiVersionParameter");
    assertThat(code(call("GET", "/metadata/endpoints", "")))
        .isEqualTo("MissingApiVersionParameter");
    assertThat(code(call("GET", "/subscriptions?api-version=latest", "")))
        .isEqualTo("InvalidApiVersionParameter");
  }

  @Test
  void answersCreatedThenOkForTheSamePut() throws Exception {
    String path = registryPath("/scopeMaps/again") + "?" + VERSION;
    String body = "{\"properties\":{\"actions\":[\"repositories/a/content/read\"]}}";

    assertThat(call("PUT", path, body).statusCode()).isEqualTo(201);
    assertThat(call("PUT", path, body).statusCode()).isEqualTo(200);
    assertThat(call("DELETE", path, "").statusCode()).isEqualTo(200);
    assertThat(call("DELETE", path, "").statusCode()).isEqualTo(204);
  }

  @Test
  void takesAnUpdateWhoseSyncPropertiesStandAlone() throws Exception {
    String path = registryPath("/connectedRegistries/shop1") + "?" + VERSION;
    String body =
        "{\"properties\":{\"syncProperties\":{\"schedule\":\"0 9 * *"
            + " *\",\"syncWindow\":\"PT3H\"}}}";

    JsonNode changed = json(call("PATCH", path, body));

    assertThat(changed.at("/properties/parent/syncProperties/schedule").stringValue())
        .isEqualTo("0 9 * * *");
    assertThat(changed.at("/properties/parent/syncProperties/syncWindow").stringValue())
        .isEqualTo("PT3H");
    assertThat(changed.at("/properties/parent/syncProperties/tokenId").stringValue())
        .isEqualTo(registryPath("/tokens/shop1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{                                              | not JSON",
        "[]                                             | JSON object",
        "{}                                             | 'properties'",
        "{\"properties\": null}                         | 'properties'",
        "{\"properties\": {\"parent\": 7}}              | properties.parent",
        "{\"properties\": {\"clientTokenIds\": [null]}} | not what this call takes",
      })
  void refusesABodyThatIsNoneInItsOwnWords(String body, String words) throws Exception {
    HttpResponse<String> answer =
        call("PUT", registryPath("/connectedRegistries/shop2") + "?" + VERSION, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("InvalidRequestContent");
    assertThat(answer.body()).contains(words).doesNotContain("Exception", "jackson", "java.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "mode eq 'readonly'                                  | 200 | 1",
        "mode eq 'ReadWrite'                                 | 200 | 0",
        "properties/mode eq 'ReadOnly' and parent.id eq ''   | 200 | 1",
        "connectionState eq 'Offline'                        | 200 | 1",
        "name eq 'shop1'                                     | 400 | 0",
        "mode ne 'ReadOnly'                                  | 400 | 0",
        "mode eq 'ReadOnly' and                              | 400 | 0",
      })
  void filtersSites(String filter, int status, int found) throws Exception {
    String encoded = URLEncoder.encode(filter, StandardCharsets.UTF_8);

    HttpResponse<String> answer =
        call("GET", registryPath("/connectedRegistries?$filter=" + encoded + "&" + VERSION), "");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).path("value").size()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({"Microsoft.ContainerRegistry/registries, 1", "Microsoft.Other/things, 0"})
  void findsItsRegistryAmongAllResources(String type, int found) throws Exception {
    String filter = URLEncoder.encode("resourceType eq '" + type + "'", StandardCharsets.UTF_8);
    String path =
        "/subscriptions/%s/resources?$filter=%s&%s"
            .formatted(hub.context().subscriptionId(), filter, VERSION);

    JsonNode all = json(call("GET", path, ""));

    assertThat(all.get("value").size()).isEqualTo(found);
  }

  @Test
  void refusesAnOperationThatAResourceDoesNotHave() throws Exception {
    assertThat(call("POST", registryPath("/tokens/shop1") + "?" + VERSION, "{}").statusCode())
        .isEqualTo(405);
  }

  @Test
  void showsAPasswordOnceAndKeepsItFromCaches() throws Exception {
    String body =
        "{\"tokenId\":\"%s\",\"name\":\"password2\"}".formatted(registryPath("/tokens/shop1"));

    HttpResponse<String> answer =
        call("POST", registryPath("/generateCredentials") + "?" + VERSION, body);
    JsonNode shown = json(call("GET", registryPath("/tokens/shop1") + "?" + VERSION, ""));

    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(json(answer).at("/username").stringValue()).isEqualTo("shop1");
    assertThat(json(answer).at("/passwords/0/value").stringValue()).hasSize(32);
    assertThat(shown.toString()).contains("password2").doesNotContain("value", "hash");
  }

  @Test
  void keepsGroupsAndTheRegistrysChoices() throws Exception {
    String group =
        "/subscriptions/%s/resourceGroups/shops?%s"
            .formatted(hub.context().subscriptionId(), VERSION);

    assertThat(call("HEAD", group, "").statusCode()).isEqualTo(404);
    assertThat(call("PUT", group, "{\"location\":\"here\",\"tags\":{\"a\":\"b\"}}").statusCode())
        .isEqualTo(201);
    assertThat(call("PUT", group, "{\"location\":\"here\"}").statusCode()).isEqualTo(200);
    assertThat(call("HEAD", group, "").statusCode()).isEqualTo(204);
    assertThat(json(call("GET", group, "")).at("/tags/a").stringValue()).isEqualTo("b");
    assertThat(call("DELETE", group, "").statusCode()).isEqualTo(200);
    assertThat(call("DELETE", group, "").statusCode()).isEqualTo(204);
    String odd = group.replace("shops", "a%20b");
    assertThat(code(call("PUT", odd, "{\"location\":\"here\"}")))
        .isEqualTo("InvalidResourceGroupName");
    String own = group.replace("shops", "outport");
    assertThat(code(call("DELETE", own, ""))).isEqualTo("ResourceGroupNotEmpty");

    String registry = registryPath("") + "?" + VERSION;
    JsonNode off =
        json(
            call(
                "PATCH",
                registry,
                "{\"properties\":{\"dataEndpointEnabled\":false},\"tags\":{\"x\":\"y\"}}"));
    assertThat(off.at("/properties/dataEndpointEnabled").booleanValue()).isFalse();
    assertThat(off.at("/tags/x").stringValue()).isEqualTo("y");
    assertThat(code(call("PATCH", registry, "{\"sku\":{\"name\":\"Basic\"}}")))
        .isEqualTo("PropertyNotSupported");
    call(
        "PATCH",
        registry,
        "{\"properties\":{\"dataEndpointEnabled\":true,\"adminUserEnabled\":false}}");
    assertThat(json(call("GET", registry, "")).at("/properties/dataEndpointEnabled").booleanValue())
        .isTrue();
  }

  @Test
  void writesOnlyWhatTheConditionNames() throws Exception {
    String path = registryPath("/scopeMaps/tagged") + "?" + VERSION;
    String body = "{\"properties\":{\"actions\":[\"repositories/a/content/read\"]}}";
    String tag = call("PUT", path, body).headers().firstValue("ETag").orElseThrow();

    assertThat(code(conditional("PUT", path, body, "If-Match", "\"00\"")))
        .isEqualTo("PreconditionFailed");
    assertThat(conditional("PUT", path, body, "If-None-Match", "*").statusCode()).isEqualTo(412);
    assertThat(
            conditional(
                    "DELETE",
                    registryPath("/scopeMaps/none00") + "?" + VERSION,
                    "",
                    "If-Match",
                    "*")
                .statusCode())
        .isEqualTo(412);
    String other = body.replace("/a/", "/b/");
    assertThat(conditional("PATCH", path, other, "If-Match", tag).statusCode()).isEqualTo(200);
    assertThat(conditional("PATCH", path, body, "If-Match", tag).statusCode()).isEqualTo(412);
    assertThat(json(call("GET", path, "")).at("/properties/actions/0").stringValue())
        .isEqualTo("repositories/b/content/read");
    call("DELETE", path, "");
  }

  @Test
  void listsPageByPage() throws Exception {
    String next = registryPath("/scopeMaps?$top=2&" + VERSION);
    StringBuilder names = new StringBuilder();
    while (!next.isEmpty()) {
      JsonNode page = json(call("GET", next, ""));
      page.get("value").forEach(each -> names.append(each.get("name").stringValue()).append(' '));
      next = page.path("nextLink").asString("").replace(hub.uri("").toString(), "");
    }

    assertThat(names.toString())
        .startsWith("_repositories_admin _repositories_pull _repositories_push ")
        .contains("shop1");
    assertThat(call("GET", registryPath("/scopeMaps?$top=0&" + VERSION), "").statusCode())
        .isEqualTo(400);
  }

  @Test
  void exchangesASignInForTheRegistrysRefreshToken() throws Exception {
    String refresh =
        json(form("/oauth2/exchange", "grant_type=access_token&service=x&access_token=" + token))
            .get("refresh_token")
            .stringValue();

    String access =
        json(form(
                "/oauth2/token",
                "grant_type=refresh_token&service=x&scope=registry:catalog:*&refresh_token="
                    + refresh))
            .get("access_token")
            .stringValue();

    assertThat(call("GET", "/v2/_catalog", "", access).statusCode()).isEqualTo(200);
    assertThat(
            hub.send(
                    HttpRequest.newBuilder(hub.uri("/v2/")),
                    "00000000-0000-0000-0000-000000000000",
                    refresh)
                .statusCode())
        .isEqualTo(200);
    assertThat(
            form("/oauth2/exchange", "grant_type=access_token&access_token=" + refresh)
                .statusCode())
        .isEqualTo(401);
    assertThat(
            form("/oauth2/token", "grant_type=refresh_token&refresh_token=" + token).statusCode())
        .isEqualTo(401);
    assertThat(call("GET", "/subscriptions?" + VERSION, "", refresh).statusCode()).isEqualTo(401);
    assertThat(call("GET", "/v2/_catalog", "", refresh).statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> form(String path, String fields) throws Exception {
    return hub.send(
        HttpRequest.newBuilder(hub.uri(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(fields)),
        "",
        "");
  }

  private static HttpResponse<String> conditional(
      String method, String path, String body, String condition, String value) throws Exception {
    return hub.send(
        HttpRequest.newBuilder(hub.uri(path))
            .header("Authorization", "Bearer " + token)
            .header(condition, value)
            .method(method, BodyPublishers.ofString(body)),
        "",
        "");
  }

  private static String registryPath(String below) {
    return "/subscriptions/%s/resourceGroups/outport/providers/Microsoft.ContainerRegistry/registries/myhub%s"
        .formatted(hub.context().subscriptionId(), below);
  }

  private static String signIn(String id, String secret) throws Exception {
    HttpResponse<String> answer = askForToken("client_credentials", id, secret);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).get("token_type").stringValue()).isEqualTo("Bearer");
    assertThat(json(answer).get("expires_in").intValue()).isPositive();
    return json(answer).get("access_token").stringValue();
  }

  private static HttpResponse<String> askForToken(String grant, String id, String secret)
      throws Exception {
    String form =
        "grant_type=%s&client_id=%s&client_secret=%s&scope=x"
            .formatted(grant, id, URLEncoder.encode(secret, StandardCharsets.UTF_8));
    return hub.send(
        HttpRequest.newBuilder(hub.uri("/%s/oauth2/v2.0/token".formatted(hub.context().tenantId())))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)),
        "",
        "");
  }

  private static HttpResponse<String> call(String method, String path, String body)
      throws Exception {
    return call(method, path, body, token);
  }

  private static HttpResponse<String> call(String method, String path, String body, String bearer)
      throws Exception {
    return hub.send(
        HttpRequest.newBuilder(hub.uri(path))
            .header("Authorization", "Bearer " + bearer)
            .method(method, BodyPublishers.ofString(body)),
        "",
        "");
  }

  private static String code(HttpResponse<String> answer) {
    return json(answer).at("/error/code").stringValue();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return ControlJson.mapper().readTree(answer.body());
  }
}
