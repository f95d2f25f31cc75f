package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.outport.hub.TestHub;
import io.outport.hubapi.model.ControlJson;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code /openapi.json} says is what a real hub does, and the hub does nothing else. */
class OpenApiTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final List<String> METHODS =
      List.of("PUT", "PATCH", "GET", "HEAD", "POST", "DELETE");

  /** What a call must find made, by a call of the same walk or before it. */
  private static final List<String> KINDS =
      List.of(
          "scopeMaps",
          "tokens",
          "connectedRegistries",
          "webhooks",
          "Outport.Fleet/extensionTypes",
          "connectedClusters",
          "managedClusters",
          "appliances",
          "provisionedClusters",
          "extensions",
          "rollouts");

  @TempDir private Path folder;
  private TestHub hub;
  private RawHttpServer receiver;
  private JsonNode document;
  private String bearer = "";

  /** The id of an archive that has come, on a cluster of its own. */
  private String archive = "none";

  /** One operation of the document. */
  private record Listed(String method, String path, JsonNode operation) {
    boolean isOpen() {
      return operation.has("security");
    }

    String tail() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Parents are made before children, and deleted after them. */
    int turn() {
      int kind = 0;
      for (int i = 0; i < KINDS.size(); i++) {
        if (path.contains("/" + KINDS.get(i))) {
          kind = i + 1;
        }
      }
      int method = METHODS.indexOf(method()) * 2 * KINDS.size();
      return method + (method().equals("DELETE") ? KINDS.size() - kind : kind);
    }
  }

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start(folder.resolve("hub"));
    receiver = RawHttpServer.start(_ -> RawReply.status(200));
    document = json(hub.get("/openapi.json"));
    HttpRequest.Builder signIn =
        HttpRequest.newBuilder(hub.uri("/%s/oauth2/v2.0/token".formatted(hub.context().tenantId())))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form()));
    bearer = json(hub.send(signIn, "", "")).path("access_token").asString();
  }

  @AfterEach
  void stop() throws Exception {
    receiver.close();
    hub.close();
  }

  @Test
  void saysOfEachOperationWhatTheHubAnswers() throws Exception {
    String password = hub.createSite("shop1", "gateway/shop1/config/read");
    hub.claim("shop1", password);
    hub.push("charts/walked", "1.0.0", "a chart");
    try (TestFleet fleet = TestFleet.start(hub)) {
      archive = fleet.archive("waited-for");
    }

    for (Listed each : listed()) {
      HttpResponse<String> answer = call(each, true);

      assertThat(answer.statusCode()).as("%s: %s", each, answer.body()).isBetween(200, 299);
      requireListed(each, answer);
    }
  }

  @Test
  void saysWhatIsAnsweredToStrangers() throws Exception {
    for (Listed each : listed()) {
      if (!each.isOpen()) {
        HttpResponse<String> answer = call(each, false);

        assertThat(answer.statusCode()).as(each.toString()).isEqualTo(401);
        requireListed(each, answer);
      }
    }
  }

  @Test
  void hasEveryRouteThatTheHubServes() throws Exception {
    Set<String> known = new HashSet<>();
    listed().forEach(each -> known.add(each.method() + " " + each.path()));
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (String method : METHODS) {
        if (!known.contains(method + " " + path.getKey())
            && path.getKey().startsWith("/subscriptions")) {
          Listed unlisted = new Listed(method, path.getKey(), path.getValue());
          assertThat(call(unlisted, true).statusCode()).as(unlisted.toString()).isEqualTo(405);
        }
      }
      Listed below = new Listed("GET", path.getKey() + "/no/such/path/here", path.getValue());
      assertThat(call(below, true).statusCode()).as(below.toString()).isEqualTo(404);
    }
  }

  @Test
  void namesEachOperationOnceAndEachPartOfItsPath() throws Exception {
    assertThat(document.path("openapi").asString()).startsWith("3.1");
    assertThat(listed().stream().map(each -> each.operation().path("operationId").asString()))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z]+[A-Za-z0-9_]*"));
    for (Listed each : listed()) {
      assertThat(each.operation().path("summary").asString()).as(each.toString()).isNotBlank();
      for (JsonNode parameter : each.operation().path("parameters")) {
        if (parameter.path("in").asString().equals("path")) {
          assertThat(each.path()).contains("{" + parameter.path("name").asString() + "}");
        }
      }
    }
    // No sign-in, and nothing that only those who signed in may know.
    assertThat(document.toString()).doesNotContain(hub.context().subscriptionId());
  }

  private List<Listed> listed() {
    List<Listed> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
        all.add(new Listed(each.getKey().toUpperCase(Locale.ROOT), path.getKey(), each.getValue()));
      }
    }
    all.sort(Comparator.comparingInt(Listed::turn));
    return all;
  }

  private void requireListed(Listed each, HttpResponse<String> answer) {
    JsonNode responses = each.operation().path("responses");
    JsonNode response =
        answer.statusCode() < 400
            ? responses.path(Integer.toString(answer.statusCode()))
            : responses.path("4XX");
    assertThat(response.isMissingNode()).as("%s: %d", each, answer.statusCode()).isFalse();
    if (response.has("$ref")) {
      response = document.at(response.path("$ref").asString().substring(1));
    }
    JsonNode schema = response.at("/content/application~1json/schema");
    if (schema.isMissingNode()) {
      assertThat(answer.body()).as(each.toString()).isEmpty();
      return;
    }
    ObjectNode whole = ControlJson.mapper().createObjectNode();
    whole.setAll((ObjectNode) schema);
    whole.set("components", document.path("components"));
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString())
                .validate(answer.body(), InputFormat.JSON))
        .as("%s: %s", each, answer.body())
        .isEmpty();
  }

  private HttpResponse<String> call(Listed each, boolean signedIn) throws Exception {
    String body = body(each);
    boolean isForm = each.operation().at("/requestBody/content").has(FORM);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hub.uri(address(each)))
            .method(
                each.method(),
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", isForm ? FORM : "application/json");
    if (signedIn) {
      request.header("Authorization", "Bearer " + bearer);
    }
    return hub.send(request, "", "");
  }

  private String address(Listed each) {
    boolean isGroup = each.tail().equals("{resourceGroupName}");
    Map<String, String> names = new TreeMap<>();
    names.put("tenantId", hub.context().tenantId());
    names.put("subscriptionId", hub.context().subscriptionId());
    names.put("resourceGroupName", isGroup ? "shops" : hub.context().resourceGroup());
    names.put("registryName", hub.context().registry());
    names.put("principalName", "deployer");
    names.put("scopeMapName", "walked");
    names.put("tokenName", "walked");
    names.put("connectedRegistryName", each.method().equals("POST") ? "shop1" : "walked");
    names.put("webhookName", "walked");
    names.put("clusterName", each.path().contains("diagnostics") ? TestFleet.CLUSTER : "walked");
    names.put("extensionName", "walked");
    names.put("extensionTypeName", "walked");
    names.put("rolloutName", "walked");
    names.put("location", "local");
    names.put("version", "1.0.0");
    names.put("operationId", "any");
    names.put("diagnosticsId", archive);
    String path = each.path();
    for (Map.Entry<String, String> name : names.entrySet()) {
      path = path.replace("{" + name.getKey() + "}", name.getValue());
    }
    return path
        + "?api-version=2025-11-01"
        + (each.method().equals("DELETE") ? "&forceDelete=true" : "");
  }

  /** Something that this operation takes. */
  private String body(Listed each) {
    if (!each.operation().has("requestBody")) {
      return "";
    }
    return switch (each.tail()) {
      case "token" -> form();
      case "checkNameAvailability" -> "{\"name\":\"another\",\"type\":\"any\"}";
      case "generateCredentials" -> "{\"tokenId\":\"%s/tokens/walked\"}".formatted(registry());
      case "{resourceGroupName}" -> "{\"location\":\"local\",\"tags\":{\"a\":\"b\"}}";
      case "{registryName}" -> "{\"tags\":{\"a\":\"b\"}}";
      case "{principalName}" ->
          "{\"properties\":{\"roles\":[{\"role\":\"Reader\",\"scope\":\"/subscriptions/%s\"}]}}"
              .formatted(hub.context().subscriptionId());
      case "{scopeMapName}" ->
          "{\"properties\":{\"actions\":[\"repositories/app/content/read\",\"gateway/walked/config/read\"]}}";
      case "{tokenName}" ->
          "{\"properties\":{\"scopeMapId\":\"%s/scopeMaps/walked\",\"status\":\"enabled\"}}"
              .formatted(registry());
      case "{connectedRegistryName}" -> site(each.method());
      case "{webhookName}" ->
          "{\"location\":\"local\",\"properties\":{\"serviceUri\":\"%s\",\"actions\":[\"push\"]}}"
              .formatted(receiver.uri());
      case "{extensionTypeName}" -> "{\"properties\":{\"chartRepository\":\"charts/walked\"}}";
      case "{extensionName}" -> "{\"properties\":{\"extensionType\":\"walked\"}}";
      case "{rolloutName}" ->
          "{\"properties\":{\"extensionType\":\"walked\",\"version\":\"1.0.0\"}}";
      case "diagnostics" -> "{\"extensionName\":\"%s\"}".formatted(TestFleet.EXTENSION);
      default -> "{}";
    };
  }

  private String site(String method) {
    return method.equals("PUT")
        ? "{\"properties\":{\"mode\":\"ReadOnly\",\"parent\":{\"syncProperties\":{\"tokenId\":\"%s/tokens/walked\"}}}}"
            .formatted(registry())
        : "{\"properties\":{\"logging\":{\"logLevel\":\"Debug\"}}}";
  }

  private String registry() {
    return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.ContainerRegistry/registries/%s"
        .formatted(
            hub.context().subscriptionId(),
            hub.context().resourceGroup(),
            hub.context().registry());
  }

  private String form() {
    return "grant_type=client_credentials&client_id=%s&client_secret=%s"
        .formatted(
            hub.context().clientId(),
            URLEncoder.encode(hub.context().clientSecret(), StandardCharsets.UTF_8));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return ControlJson.mapper().readTree(answer.body());
  }
}
