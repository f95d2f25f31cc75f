package io.outport.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of a Kubernetes API server as the agent needs: objects of any kind in memory, read,
 * listed with selectors, made, replaced and deleted over HTTP. It runs no controller.
 */
public final class FakeApi implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PATH =
      Pattern.compile(
          "(/api/v1|/apis/[^/]+/[^/]+)(?:/namespaces/([^/]+)(?=/[^/]))?/([^/]+)(?:/([^/]+))?(?:/([^/]+))?");

  /** The kinds that Helm may look up here. */
  private static final Map<String, String> DISCOVERY =
      Map.of(
          "/api",
          "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}",
          "/apis",
          "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[]}",
          "/api/v1",
          """
          {"kind": "APIResourceList", "groupVersion": "v1", "resources": [
           {"name": "configmaps", "singularName": "configmap", "namespaced": true,
            "kind": "ConfigMap", "verbs": ["get", "delete"]},
           {"name": "persistentvolumeclaims", "singularName": "persistentvolumeclaim",
            "namespaced": true, "kind": "PersistentVolumeClaim", "verbs": ["get", "delete"]}]}
          """);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, ObjectNode> objects = new ConcurrentSkipListMap<>();
  private final Map<String, String> logs = new ConcurrentSkipListMap<>();
  private final Map<String, String> refusals = new ConcurrentSkipListMap<>();
  private final Set<String> silent = new ConcurrentSkipListSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicLong versions = new AtomicLong();

  private volatile Function<JsonNode, Optional<String>> dryRun = service -> Optional.empty();
  private volatile Function<JsonNode, Boolean> rights = question -> true;
  private volatile boolean down;

  private record Target(String group, String namespace, String plural, String name, String sub) {
    static Target of(String path) {
      Matcher matcher = PATH.matcher(path);
      if (!matcher.matches()) {
        return new Target("", "", path, "", "");
      }
      return new Target(
          matcher.group(1), text(matcher, 2), matcher.group(3), text(matcher, 4), text(matcher, 5));
    }

    private static String text(Matcher matcher, int group) {
      return matcher.group(group) == null ? "" : matcher.group(group);
    }

    String key(String object) {
      return String.join("|", group, plural, namespace, object);
    }

    boolean lists(String key) {
      String[] parts = key.split("\\|", -1);
      return parts[0].equals(group)
          && parts[1].equals(plural)
          && (namespace.isEmpty() || parts[2].equals(namespace));
    }
  }

  private FakeApi(HttpServer server) {
    this.server = server;
  }

  /** On a free port of this machine. */
  public static FakeApi start() {
    HttpServer http = listening();
    FakeApi api = new FakeApi(http);
    http.setExecutor(api.threads);
    http.createContext("/", api::answer);
    http.start();
    return api;
  }

  private static HttpServer listening() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of it; closed by the caller. */
  public KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(address())
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  /** How other programs find it, as a file for {@code kubectl}. */
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "%s"}}]
    users: [{name: u, user: {}}]
    contexts: [{name: x, context: {cluster: c, user: u}}]
    current-context: x
    """
        .formatted(address());
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Has an object there, status and all. */
  public void put(String plural, HasMetadata object) {
    put(plural, Serialization.asJson(object));
  }

  /** Has an object there. */
  public void put(String plural, String json) {
    ObjectNode object = (ObjectNode) JSON.readTree(json);
    String version = object.path("apiVersion").asString();
    String group = version.contains("/") ? "/apis/" + version : "/api/" + version;
    String namespace = object.at("/metadata/namespace").asString("");
    String name = object.at("/metadata/name").asString();
    objects.put(new Target(group, namespace, plural, "", "").key(name), object);
  }

  /** Has an object gone. */
  public void remove(String plural, String namespace, String name) {
    objects.keySet().removeIf(key -> key.endsWith(String.join("|", plural, namespace, name)));
  }

  /** The objects of a kind as {@code namespace/name}, sorted. */
  public List<String> names(String plural) {
    return objects.keySet().stream()
        .map(key -> key.split("\\|", -1))
        .filter(parts -> parts[1].equals(plural))
        .map(parts -> parts[2] + "/" + parts[3])
        .toList();
  }

  /** An object. */
  public JsonNode read(String plural, String namespace, String name) {
    return objects.entrySet().stream()
        .filter(each -> each.getKey().endsWith(String.join("|", plural, namespace, name)))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** A container's log. */
  public void log(String pod, String text) {
    logs.put(pod, text);
  }

  /** Lets who asks for a pod's log wait until the end. */
  public void silence(String pod) {
    silent.add(pod);
  }

  /** What is said against a service that is only tried; empty for nothing. */
  public void judge(Function<JsonNode, Optional<String>> judgement) {
    dryRun = judgement;
  }

  /** Which access reviews are granted. */
  public void grant(Function<JsonNode, Boolean> granted) {
    rights = granted;
  }

  /** Lets no object of this kind in from now on. */
  public void refuse(String plural, String words) {
    refusals.put(plural, words);
  }

  /** Answers nothing but 503 from now on, or well again. */
  public void down(boolean isDown) {
    down = isDown;
  }

  /** Changes so far, as {@code METHOD path}. */
  public List<String> writes() {
    return List.copyOf(writes);
  }

  /** Calls so far, answered well or not, as {@code METHOD path}. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      asked.add(exchange.getRequestMethod() + " " + path);
      if (down) {
        status(exchange, 503, "it is down");
        return;
      }
      if (path.equals("/version")) {
        send(exchange, 200, "{\"gitVersion\":\"v1.34.4+k3s1\",\"major\":\"1\",\"minor\":\"34\"}");
        return;
      }
      if (isProtobuf(exchange) && !exchange.getRequestMethod().equals("DELETE")) {
        status(exchange, 415, "it takes JSON alone");
        return;
      }
      if (DISCOVERY.containsKey(path)) {
        send(exchange, 200, DISCOVERY.get(path));
        return;
      }
      Target target = Target.of(path);
      switch (exchange.getRequestMethod()) {
        case "GET" -> get(exchange, target);
        case "POST" -> post(exchange, target, JSON.readTree(body));
        case "PUT" -> replace(exchange, target, (ObjectNode) JSON.readTree(body));
        case "DELETE" -> delete(exchange, target);
        default -> status(exchange, 405, "no such method here");
      }
    }
  }

  /** What Helm would rather speak. */
  private static boolean isProtobuf(HttpExchange exchange) {
    return "application/vnd.kubernetes.protobuf"
        .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
  }

  private void get(HttpExchange exchange, Target target) throws IOException {
    if (target.sub().equals("log")) {
      if (silent.contains(target.name())) {
        awaitTheEnd();
      }
      String text = logs.get(target.name());
      if (text == null) {
        status(exchange, 400, "previous terminated container not found");
      } else {
        send(exchange, 200, text);
      }
      return;
    }
    if (target.name().isEmpty()) {
      list(exchange, target);
      return;
    }
    ObjectNode object = objects.get(target.key(target.name()));
    if (object == null) {
      status(exchange, 404, "%s \"%s\" not found".formatted(target.plural(), target.name()));
    } else {
      send(exchange, 200, object.toString());
    }
  }

  private void awaitTheEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void list(HttpExchange exchange, Target target) throws IOException {
    ObjectNode list = JSON.createObjectNode();
    list.put("apiVersion", target.group().replaceFirst("/apis?/", ""));
    list.putObject("metadata").put("resourceVersion", "" + versions.get());
    var items = list.putArray("items");
    objects.entrySet().stream()
        .filter(each -> target.lists(each.getKey()))
        .map(Map.Entry::getValue)
        .filter(each -> selected(each, query(exchange)))
        .forEach(items::add);
    // Helm takes no list of another kind than that of what it asked for.
    String kind = items.isEmpty() ? "" : items.get(0).path("kind").asString("");
    list.put("kind", kind + "List");
    send(exchange, 200, list.toString());
  }

  private static boolean selected(JsonNode object, String query) {
    for (String part : query.split("&", -1)) {
      String[] pair = part.split("=", 2);
      if (pair[0].equals("labelSelector")) {
        for (String label : decode(pair[1]).split(",", -1)) {
          String[] wanted = label.split("=", 2);
          String found = object.path("metadata").path("labels").path(wanted[0]).asString("");
          if (!found.equals(wanted[1])) {
            return false;
          }
        }
      }
      if (pair[0].equals("fieldSelector")
          && !("metadata.name=" + object.at("/metadata/name").asString()).equals(decode(pair[1]))) {
        return false;
      }
    }
    return true;
  }

  private void post(HttpExchange exchange, Target target, JsonNode body) throws IOException {
    if (target.plural().equals("selfsubjectaccessreviews")) {
      ObjectNode answer = (ObjectNode) body;
      answer.putObject("status").put("allowed", rights.apply(body));
      send(exchange, 201, answer.toString());
      return;
    }
    if (query(exchange).contains("dryRun=All")) {
      Optional<String> refusal = dryRun.apply(body);
      if (refusal.isPresent()) {
        status(exchange, 422, refusal.get());
      } else {
        send(exchange, 201, body.toString());
      }
      return;
    }
    if (refusals.containsKey(target.plural())) {
      status(exchange, 403, refusals.get(target.plural()));
      return;
    }
    String key = target.key(body.at("/metadata/name").asString());
    if (objects.putIfAbsent(key, stored(target, (ObjectNode) body)) != null) {
      status(exchange, 409, "already exists");
      return;
    }
    writes.add("POST " + key);
    send(exchange, 201, objects.get(key).toString());
  }

  private void replace(HttpExchange exchange, Target target, ObjectNode body) throws IOException {
    String key = target.key(target.name());
    if (!objects.containsKey(key)) {
      status(exchange, 404, "not found");
      return;
    }
    objects.put(key, stored(target, body));
    writes.add("PUT " + key);
    send(exchange, 200, objects.get(key).toString());
  }

  private ObjectNode stored(Target target, ObjectNode body) {
    ObjectNode metadata = body.withObject("/metadata");
    if (!target.namespace().isEmpty()) {
      metadata.put("namespace", target.namespace());
    }
    metadata.put("resourceVersion", String.valueOf(versions.incrementAndGet()));
    metadata.put("uid", "uid-" + versions.get());
    return body;
  }

  private void delete(HttpExchange exchange, Target target) throws IOException {
    String key = target.key(target.name());
    if (objects.remove(key) == null) {
      status(exchange, 404, "not found");
      return;
    }
    writes.add("DELETE " + key);
    send(exchange, 200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\"}");
  }

  private static String query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return query == null ? "" : query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void status(HttpExchange exchange, int code, String message) throws IOException {
    ObjectNode status = JSON.createObjectNode();
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
    status.put("message", message).put("code", code);
    send(exchange, code, status.toString());
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
