package io.outport.agent.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.ArchiveUpload;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.agent.EnrolAnswer;
import io.outport.hubapi.agent.EnrolRequest;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.agent.KeyRotation;
import io.outport.hubapi.model.ControlJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;

/**
 * A hub's end of the agent wire over real HTTP or HTTPS: keys, tokens and polls as the protocol
 * says.
 */
final class FakeHub implements AutoCloseable {
  static final String CLUSTER =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Kubernetes/connectedClusters/shop";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock. */
  private DesiredState state = new DesiredState(1, List.of(), List.of());

  final List<String> enrolledKeys = new CopyOnWriteArrayList<>();
  final List<AgentReport> statuses = new CopyOnWriteArrayList<>();
  final Map<String, List<ExtensionReport>> reports = new ConcurrentHashMap<>();
  final Map<String, byte[]> archives = new ConcurrentHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();

  volatile String secret = "secret-one";
  volatile String key = "";
  volatile String next = "";

  /** Whose passwords it gives. */
  volatile String account = "agent.shop";

  /** Where they are good. */
  volatile String loginServer = "hub.example:8443";

  /** Answered to all calls whose path holds the word; 0 for none. */
  volatile int refusal;

  volatile String refused = "";

  /** Empty for an answer that is not of the hub's own form. */
  volatile String code = "UNAVAILABLE";

  /** Does what it is asked, but the answer to the next such call is lost. */
  volatile String lost = "";

  private FakeHub(HttpServer server) {
    this.server = server;
  }

  static FakeHub start() throws IOException {
    return start(HttpServer.create(anyPort(), 0));
  }

  /** Speaks HTTPS alone; its {@link #uri} has the port to go by. */
  static FakeHub startTls(SSLContext identity) throws IOException {
    HttpsServer https = HttpsServer.create(anyPort(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(identity));
    return start(https);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static FakeHub start(HttpServer http) {
    FakeHub hub = new FakeHub(http);
    http.setExecutor(hub.threads);
    http.createContext("/agent/v1/", hub::answer);
    http.start();
    return hub;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void desire(DesiredState other) {
    lock.lock();
    try {
      state = other;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void refuse(String word, int status, String errorCode) {
    refused = word;
    code = errorCode;
    refusal = status;
  }

  void refuseNothing() {
    refusal = 0;
  }

  List<ExtensionReport> reportsOf(String extension) {
    return reports.getOrDefault(extension, List.of());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath().substring("/agent/v1/".length());
      calls.add(exchange.getRequestMethod() + " " + path);
      if (refusal != 0 && path.contains(refused)) {
        error(exchange, refusal, code);
        return;
      }
      if (!path.equals("enroll") && !isSigned(exchange)) {
        error(exchange, 401, "UNAUTHORIZED");
        return;
      }
      String text = new String(body, StandardCharsets.UTF_8);
      Object answer = act(exchange, path, text);
      if (!lost.isEmpty() && path.contains(lost)) {
        lost = "";
        error(exchange, 503, "UNAVAILABLE");
        return;
      }
      if (answer instanceof Integer status) {
        exchange.sendResponseHeaders(status, -1);
      } else if (answer instanceof String refusedWith) {
        error(exchange, refusedWith.equals("ENROLMENT_REFUSED") ? 403 : 404, refusedWith);
      } else {
        send(exchange, 200, ControlJson.mapper().writeValueAsString(answer));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Object act(HttpExchange exchange, String path, String text) throws InterruptedException {
    if (path.equals("enroll")) {
      return enrol(ControlJson.mapper().readValue(text, EnrolRequest.class));
    }
    if (path.equals("key")) {
      next = ControlJson.mapper().readValue(text, KeyRotation.class).publicKey();
      return 204;
    }
    if (path.equals("desired")) {
      return desired(exchange.getRequestURI().getQuery());
    }
    if (path.equals("status")) {
      statuses.add(ControlJson.mapper().readValue(text, AgentReport.class));
      return 204;
    }
    if (path.equals("credentials")) {
      return new AgentCredentials(
          account, "pull-password", Instant.now().plus(Duration.ofHours(1)), loginServer);
    }
    if (path.startsWith("diagnostics/")) {
      ArchiveUpload upload = ControlJson.mapper().readValue(text, ArchiveUpload.class);
      archives.put(
          path.substring("diagnostics/".length()), Base64.getDecoder().decode(upload.base64()));
      return 204;
    }
    String extension = path.split("/", -1)[1];
    if (extension.startsWith("forgotten")) {
      return "UNKNOWN_EXTENSION";
    }
    reports
        .computeIfAbsent(extension, name -> new CopyOnWriteArrayList<>())
        .add(ControlJson.mapper().readValue(text, ExtensionReport.class));
    return 204;
  }

  private Object enrol(EnrolRequest request) {
    boolean again = enrolledKeys.contains(request.publicKey());
    if (!request.secret().equals(secret) || (!enrolledKeys.isEmpty() && !again && !fresh)) {
      return "ENROLMENT_REFUSED";
    }
    fresh = false;
    enrolledKeys.add(request.publicKey());
    key = request.publicKey();
    return new EnrolAnswer(CLUSTER, Instant.now());
  }

  /** Whether the secret was not used yet. */
  volatile boolean fresh = true;

  private Object desired(String query) throws InterruptedException {
    long revision = Long.parseLong(query.replaceAll(".*revision=(\\d+).*", "$1"));
    Duration wait = Duration.parse(query.replaceAll(".*wait=([^&]+).*", "$1"));
    lock.lock();
    try {
      long left = wait.toNanos();
      while (state.revision() == revision && left > 0) {
        left = changed.awaitNanos(left);
      }
      return state.revision() == revision ? (Object) 204 : state;
    } finally {
      lock.unlock();
    }
  }

  private boolean isSigned(HttpExchange exchange) {
    String token =
        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
            .replace("Bearer ", "");
    if (!next.isEmpty() && isSigned(token, next)) {
      key = next;
      next = "";
      return true;
    }
    return !key.isEmpty() && isSigned(token, key);
  }

  private static boolean isSigned(String token, String pem) {
    try {
      String[] parts = token.split("[.]", -1);
      String body =
          pem.lines().filter(line -> !line.startsWith("-----")).reduce("", String::concat);
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body))));
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | RuntimeException ignored) {
      // Not one of that key's: the answer.
      return false;
    }
  }

  private static void error(HttpExchange exchange, int status, String errorCode)
      throws IOException {
    if (errorCode.isEmpty()) {
      send(exchange, status, "<html>default backend - %d</html>".formatted(status));
      return;
    }
    send(
        exchange,
        status,
        "{\"error\":{\"code\":\"%s\",\"message\":\"the fake hub says no\"}}".formatted(errorCode));
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** How long a test waits for what must come. */
  static final Duration PATIENCE = Duration.ofSeconds(20);
}
