package io.outport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.ResourceId;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A control API over HTTPS that keeps what it is given, and remembers what it was asked. */
final class FakeHub implements AutoCloseable {
  static final String NAME = "myhub";
  static final ResourceId REGISTRY = ResourceId.ofRegistry("subscription", "group", NAME);

  private static final JsonMapper JSON = ControlJson.mapper();

  private final TestIdentity identity = TestIdentity.forLoopback();
  private final Map<String, ObjectNode> resources = new ConcurrentSkipListMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>();
  private final RawHttpServer server;
  private volatile boolean hasDataEndpoint = true;

  FakeHub() throws IOException {
    server = RawHttpServer.startTls(identity.serverContext(), this::answer);
  }

  /** How to speak to it. */
  HubContext context() {
    return context(identity.authority());
  }

  /** How to speak to it, with trust in this authority. */
  HubContext context(X509Certificate authority) {
    return new HubContext(
        NAME,
        server.uri("localhost"),
        "tenant",
        "subscription",
        "group",
        NAME,
        "client",
        "client-secret",
        pem(authority));
  }

  /** Everything it was asked but sign-ins, such as {@code PUT tokens/reader}. */
  List<String> calls() {
    return server.requests().stream()
        .filter(each -> !each.path().endsWith("/oauth2/v2.0/token"))
        .map(each -> "%s %s".formatted(each.method(), below(each.path())))
        .toList();
  }

  /** What changed it, in order. */
  List<String> changes() {
    return calls().stream().filter(each -> !each.startsWith("GET ")).toList();
  }

  /** The body of the last call like {@code PUT tokens/reader}. */
  JsonNode sent(String call) {
    return server.requests().stream()
        .filter(each -> call.equals("%s %s".formatted(each.method(), below(each.path()))))
        .map(each -> JSON.readTree(each.body()))
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("no %s among %s".formatted(call, calls())));
  }

  /** The body of the last write below any provider of ours, such as {@code principals/bot}. */
  JsonNode sentTo(String place) {
    return server.requests().stream()
        .filter(each -> each.method().equals("PUT") && each.path().endsWith(place))
        .map(each -> JSON.readTree(each.body()))
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("nothing was written to " + place));
  }

  /** Refuses every call like {@code PUT connectedRegistries/shop1} from now on. */
  void refuse(String call) {
    refused.add(call);
  }

  /** Has somebody else do this just before the next call like {@code PUT tokens/reader}. */
  void meanwhile(String call, Runnable deed) {
    meanwhile.put(call, deed);
  }

  /** Says that the registry's data endpoint is off. */
  void turnDataEndpointOff() {
    hasDataEndpoint = false;
  }

  /** Keeps a resource, as if it had been put. */
  void keep(String kind, String name, String properties) {
    store(REGISTRY.child(kind, name).toString(), JSON.readTree(properties));
  }

  /** Keeps a site that signs in with a token of this name. */
  void keepSite(String name, String token) {
    keep(
        ResourceId.CONNECTED_REGISTRIES,
        name,
        """
        {"mode": "ReadOnly", "connectionState": "Online", "clientTokenIds": ["%s"],
         "parent": {"syncProperties": {"tokenId": "%s", "schedule": "* * * * *"}}}
        """
            .formatted(
                REGISTRY.child(ResourceId.TOKENS, "reader"),
                REGISTRY.child(ResourceId.TOKENS, token)));
  }

  /** Keeps a site with a sync token and a scope map of its own name, below a parent or the hub. */
  void keepTree(String name, String mode, String parent, String... actions) {
    String above =
        parent.isEmpty()
            ? ""
            : "\"id\": \"%s\",".formatted(REGISTRY.child(ResourceId.CONNECTED_REGISTRIES, parent));
    keep(
        ResourceId.CONNECTED_REGISTRIES,
        name,
        """
        {"mode": "%s", "connectionState": "Online",
         "parent": {%s "syncProperties": {"tokenId": "%s", "schedule": "* * * * *"}}}
        """
            .formatted(mode, above, REGISTRY.child(ResourceId.TOKENS, name)));
    keep(
        ResourceId.TOKENS,
        name,
        "{\"scopeMapId\": \"%s\"}".formatted(REGISTRY.child(ResourceId.SCOPE_MAPS, name)));
    keep(ResourceId.SCOPE_MAPS, name, JSON.writeValueAsString(Map.of("actions", List.of(actions))));
  }

  /** The actions of a kept scope map. */
  List<String> actions(String scopeMap) {
    return kept(REGISTRY.child(ResourceId.SCOPE_MAPS, scopeMap).toString())
        .at("/properties/actions")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private RawReply answer(RawHttpServer.Request request) {
    String path = request.path();
    if (path.endsWith("/oauth2/v2.0/token")) {
      return json("{\"access_token\": \"t\", \"expires_in\": 3600}");
    }
    if (path.contains("/Outport.Fleet/principals")) {
      return principal(request);
    }
    if (refused.contains("%s %s".formatted(request.method(), below(path)))) {
      return RawReply.status(400)
          .body("{\"error\": {\"code\": \"InvalidParameter\", \"message\": \"not so\"}}");
    }
    Optional.ofNullable(meanwhile.remove("%s %s".formatted(request.method(), below(path))))
        .ifPresent(Runnable::run);
    if (!isAsWished(request)) {
      return RawReply.status(412)
          .body("{\"error\": {\"code\": \"PreconditionFailed\", \"message\": \"not as wished\"}}");
    }
    return switch (request.method()) {
      case "PUT" -> json(store(path, JSON.readTree(request.body()).path("properties")));
      case "PATCH" -> json(store(path, merge(path, JSON.readTree(request.body()))));
      case "POST" -> post(path, request.body());
      case "DELETE" -> delete(path);
      default -> get(path);
    };
  }

  /** As the hub's conditions on writes (RFC 9110, 13.1). */
  private boolean isAsWished(RawHttpServer.Request request) {
    Optional<String> tag = Optional.ofNullable(resources.get(request.path())).map(FakeHub::tag);
    return request.header("If-Match").map(wanted -> tag.equals(Optional.of(wanted))).orElse(true)
        && (request.header("If-None-Match").isEmpty() || tag.isEmpty());
  }

  private static String tag(ObjectNode resource) {
    return "\"%x\"".formatted(resource.hashCode());
  }

  private RawReply principal(RawHttpServer.Request request) {
    String path = request.path().replaceFirst("/rotate$", "");
    switch (request.method()) {
      case "PUT" -> store(path, JSON.readTree(request.body()).path("properties"));
      case "DELETE" -> resources.remove(path);
      default -> {
        if (path.endsWith("/principals")) {
          return json("{\"value\": [%s]}".formatted(String.join(",", list(path + "/"))));
        }
        if (!resources.containsKey(path)) {
          return RawReply.status(404);
        }
      }
    }
    ObjectNode principal = kept(path);
    String name = SiteTable.lastPart(path);
    principal
        .withObjectProperty("properties")
        .put("appId", name.equals("client") ? name : "app-" + name)
        .put("secretText", "secret-of-" + name);
    return json(principal);
  }

  private ObjectNode kept(String path) {
    return resources.getOrDefault(path, JSON.createObjectNode());
  }

  private ObjectNode store(String path, JsonNode properties) {
    ObjectNode resource = JSON.createObjectNode();
    resource.put("id", path).put("name", SiteTable.lastPart(path));
    resource.set("properties", properties);
    resources.put(path, resource);
    return resource;
  }

  private ObjectNode merge(String path, JsonNode partial) {
    ObjectNode merged = kept(path).withObjectProperty("properties").deepCopy();
    partial.path("properties").properties().stream()
        .filter(field -> !field.getValue().isNull())
        .forEach(field -> merged.set(field.getKey(), field.getValue()));
    return merged;
  }

  private RawReply post(String path, byte[] body) {
    if (path.endsWith("/resync")) {
      return resynced(path.substring(0, path.lastIndexOf('/')));
    }
    if (!path.endsWith("/generateCredentials")) {
      return RawReply.status(200);
    }
    JsonNode asked = JSON.readTree(body);
    String token = SiteTable.lastPart(asked.path("tokenId").asString());
    List<String> passwords =
        Optional.ofNullable(asked.path("name").asString(null)).stream()
            .flatMap(Stream::of)
            .toList();
    List<String> slots = passwords.isEmpty() ? List.of("password1", "password2") : passwords;
    return json(
        "{\"username\": \"%s\", \"passwords\": [%s]}"
            .formatted(
                token,
                String.join(
                    ",",
                    slots.stream()
                        .map(
                            each ->
                                "{\"name\": \"%s\", \"value\": \"new-%s\"}".formatted(each, each))
                        .toList())));
  }

  private RawReply resynced(String path) {
    ObjectNode site = kept(path);
    site.withObjectProperty("properties")
        .putObject("registrySyncResult")
        .put("syncTrigger", "ManualResync")
        .put("syncState", "Pending");
    return json(site);
  }

  private RawReply delete(String path) {
    resources.remove(path);
    return RawReply.status(200);
  }

  private RawReply get(String path) {
    if (path.equals("/metadata/endpoints")) {
      return json("{\"authentication\": {\"tenant\": \"tenant\"}}");
    }
    if (path.equals("/subscriptions")) {
      return json("{\"value\": [{\"subscriptionId\": \"subscription\"}]}");
    }
    if (path.equals("/subscriptions/subscription/providers/" + ResourceId.REGISTRY_TYPE)) {
      return json("{\"value\": [{\"id\": \"%s\"}]}".formatted(REGISTRY));
    }
    if (path.equals(REGISTRY.toString())) {
      return json(
          "{\"name\": \"myhub\", \"properties\": {\"loginServer\": \"hub.example:8443\", \"dataEndpointEnabled\": %s}}"
              .formatted(hasDataEndpoint));
    }
    if (resources.containsKey(path)) {
      return json(resources.get(path)).header("ETag", tag(kept(path)));
    }
    if (below(path).indexOf('/') < 0) {
      return json("{\"value\": [%s]}".formatted(String.join(",", list(path + "/"))));
    }
    return RawReply.status(404)
        .body(
            "{\"error\": {\"code\": \"ResourceNotFound\", \"message\": \"no %s here\"}}"
                .formatted(below(path)));
  }

  private List<String> list(String prefix) {
    return resources.entrySet().stream()
        .filter(each -> each.getKey().startsWith(prefix))
        .map(each -> each.getValue().toString())
        .toList();
  }

  private static RawReply json(Object document) {
    return RawReply.status(200)
        .header("Content-Type", "application/json")
        .body(document.toString());
  }

  /** The path below any registry. */
  private static String below(String path) {
    return path.replaceFirst("^.*/registries/[^/]+/?", "");
  }

  private static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
          .formatted(
              Base64.getMimeEncoder(64, "\n".getBytes(UTF_8))
                  .encodeToString(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without bytes", e);
    }
  }
}
