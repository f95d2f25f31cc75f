package io.outport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.ControlJson;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The clusters' part of a control API over HTTPS, with a registry beside it. An extension's write
 * goes on for as many looks as a test gives it steps, the last of which is how it ends.
 */
final class FakeFleet implements AutoCloseable {
  static final String GROUP = "/subscriptions/subscription/resourceGroups/group/providers";
  static final String CLUSTERS = GROUP + "/Microsoft.Kubernetes/connectedClusters";
  static final String REFRESH = "refresh-token";

  private static final JsonMapper JSON = ControlJson.mapper();
  private static final String EXTENSIONS = "/Microsoft.KubernetesConfiguration/extensions/";

  private final TestIdentity identity;
  private final Map<String, ObjectNode> resources = new ConcurrentSkipListMap<>();
  private final Deque<Step> steps = new ConcurrentLinkedDeque<>();
  private final Map<String, byte[]> answers = new ConcurrentSkipListMap<>();
  private final RawHttpServer server;
  final FakeRegistry registry = new FakeRegistry("00000000-0000-0000-0000-000000000000:" + REFRESH);

  /** How an operation stands, and how the extension shows then. */
  private record Step(String status, String properties) {}

  private FakeFleet(TestIdentity identity) throws IOException {
    this.identity = identity;
    server = RawHttpServer.startTls(identity.serverContext(), this::answer);
  }

  /** Starts one, for a test's field that is closed after it. */
  static FakeFleet start() {
    return start(TestIdentity.forLoopback());
  }

  /** As above, under the names of this identity. */
  static FakeFleet start(TestIdentity identity) {
    try {
      return new FakeFleet(identity);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HubContext context() {
    return context(server.uri("localhost"));
  }

  /** How to speak to it at another address of it. */
  HubContext context(URI endpoint) {
    return new HubContext(
        "myhub",
        endpoint,
        "tenant",
        "subscription",
        "group",
        "myhub",
        "client",
        "client-secret",
        pem());
  }

  /** Its port on loopback. */
  int port() {
    return server.uri().getPort();
  }

  /** The next look at any operation finds it so. */
  void step(String status, String properties) {
    steps.add(new Step(status, properties));
  }

  /** Keeps a resource with these properties at a path below the provider. */
  void keep(String path, String properties) {
    store(path, JSON.readTree(properties));
  }

  /** Answers a call of this method whose path ends so. */
  void answer(String method, String ending, String body) {
    answers.put(method + " " + ending, body.getBytes(UTF_8));
  }

  /** What changed it: method, path below the group's providers, query without the version. */
  List<String> changes() {
    return server.requests().stream()
        .filter(each -> each.target().startsWith("/subscriptions"))
        .filter(each -> !each.method().equals("GET"))
        .map(each -> each.method() + " " + below(each.target()))
        .toList();
  }

  /** Every target that was read, without the version. */
  List<String> reads() {
    return server.requests("GET", "/subscriptions").stream()
        .map(each -> below(each.target()))
        .toList();
  }

  /** The body of the last write. */
  JsonNode sent() {
    return server.requests().stream()
        .filter(each -> each.target().startsWith("/subscriptions") && each.body().length > 0)
        .map(each -> JSON.readTree(each.body()))
        .reduce((_, second) -> second)
        .orElseThrow(() -> new AssertionError("nothing was sent"));
  }

  /** The forms that were sent to a path outside of the control API. */
  List<String> forms(String path) {
    return server.requests("POST", path).stream()
        .map(each -> new String(each.body(), UTF_8))
        .toList();
  }

  String pem() {
    return pem(identity.authority());
  }

  static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
          .formatted(
              Base64.getMimeEncoder(64, "\n".getBytes(UTF_8))
                  .encodeToString(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without bytes", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private RawReply answer(RawHttpServer.Request request) {
    String path = request.path();
    if (path.endsWith("/oauth2/v2.0/token")) {
      return json(200, "{\"access_token\": \"t\", \"expires_in\": 3600}");
    }
    if (path.equals("/oauth2/exchange")) {
      return json(200, "{\"refresh_token\": \"%s\"}".formatted(REFRESH));
    }
    if (path.startsWith("/v2/")) {
      return registry.answer(request);
    }
    for (Map.Entry<String, byte[]> each : answers.entrySet()) {
      int space = each.getKey().indexOf(' ');
      if (request.method().equals(each.getKey().substring(0, space))
          && path.endsWith(each.getKey().substring(space + 1))) {
        return RawReply.status(200).body(each.getValue());
      }
    }
    if (path.contains("/operations/")) {
      return operation(path);
    }
    return switch (request.method()) {
      case "PUT" -> put(path, JSON.readTree(request.body()));
      case "PATCH" -> began(202, path, merged(path, JSON.readTree(request.body())));
      case "POST" ->
          json(
              200,
              "{\"secret\": \"s3 \\\"cret\", \"username\": \"agent.1\", \"expiresOn\":"
                  + " \"2030-01-01T00:00:00Z\"}");
      case "DELETE" -> delete(path);
      default -> get(path);
    };
  }

  private RawReply put(String path, JsonNode body) {
    ObjectNode stored = store(path, body.path("properties"));
    return path.contains(EXTENSIONS) ? began(201, path, stored) : json(201, stored.toString());
  }

  private RawReply delete(String path) {
    if (!path.contains(EXTENSIONS)) {
      return RawReply.status(resources.remove(path) == null ? 204 : 200);
    }
    return resources.containsKey(path)
        ? began(202, path, resources.get(path))
        : RawReply.status(204);
  }

  /** The hub calls itself by a name that this machine does not know. */
  private RawReply began(int status, String path, ObjectNode state) {
    RawReply reply = json(status, state.toString());
    return steps.isEmpty()
        ? reply
        : reply.header(
            "Azure-AsyncOperation",
            "https://hub.example:8443%s/operations/1?api-version=2025-03-01".formatted(path));
  }

  private RawReply operation(String path) {
    Step step = steps.size() > 1 ? steps.poll() : steps.peek();
    if (step == null || step.status().equals("Gone")) {
      resources.remove(path.replaceFirst("/operations/.*", ""));
      return RawReply.status(404);
    }
    String extension = path.replaceFirst("/operations/.*", "");
    ObjectNode state =
        merged(extension, JSON.readTree("{\"properties\": %s}".formatted(step.properties())));
    resources.put(extension, state);
    return json(200, "{\"name\": \"1\", \"status\": \"%s\"}".formatted(step.status()))
        .header("Retry-After", "0");
  }

  private RawReply get(String path) {
    if (resources.containsKey(path)) {
      return json(200, resources.get(path).toString());
    }
    boolean isList = path.endsWith("s");
    if (!isList) {
      return json(
          404, "{\"error\": {\"code\": \"ResourceNotFound\", \"message\": \"no such resource\"}}");
    }
    List<String> all =
        resources.entrySet().stream()
            .filter(each -> isBelow(each.getKey(), path))
            .map(each -> each.getValue().toString())
            .toList();
    return json(200, "{\"value\": [%s]}".formatted(String.join(",", all)));
  }

  private static boolean isBelow(String each, String path) {
    String rest = each.startsWith(path + "/") ? each.substring(path.length() + 1) : "/";
    boolean everywhere =
        path.startsWith("/subscriptions/subscription/providers/Microsoft.Kubernetes/")
            && each.matches(".*/connectedClusters/[^/]+");
    return everywhere || rest.indexOf('/') < 0;
  }

  private ObjectNode store(String path, JsonNode properties) {
    ObjectNode resource = JSON.createObjectNode();
    resource.put("id", path).put("name", SiteTable.lastPart(path));
    resource.set("properties", properties);
    resources.put(path, resource);
    return resource;
  }

  private ObjectNode merged(String path, JsonNode partial) {
    ObjectNode resource = resources.getOrDefault(path, JSON.createObjectNode()).deepCopy();
    ObjectNode properties = resource.withObjectProperty("properties");
    partial
        .path("properties")
        .properties()
        .forEach(field -> properties.set(field.getKey(), field.getValue()));
    return resource;
  }

  private static RawReply json(int status, String document) {
    return RawReply.status(status).header("Content-Type", "application/json").body(document);
  }

  private static String below(String target) {
    return target
        .replaceFirst("[?&]api-version=[^&]*", "")
        .replace(GROUP + "/", "")
        .replace("/subscriptions/subscription/", "");
  }
}
