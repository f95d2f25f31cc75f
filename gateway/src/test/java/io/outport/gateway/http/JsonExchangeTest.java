package io.outport.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JsonExchangeTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(JsonExchange.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Vertx vertx;
  private HttpServer server;
  private volatile Function<JsonRequest, JsonReply> handler = _ -> JsonReply.empty(204);

  @BeforeEach
  void listen() throws Exception {
    logger.setLevel(Level.DEBUG);
    logged.start();
    logger.addAppender(logged);
    vertx = Vertx.vertx();
    var exchange = new JsonExchange(threads);
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> exchange.serve(request, each -> handler.apply(each)));
    server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    logger.detachAppender(logged);
    logger.setLevel(null);
    threads.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void takesACallerThatLeavesInTheMiddleForNoFailureOfOurs() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      String half = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{";
      socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(logged.list)
                    .extracting(ILoggingEvent::getMessage)
                    .contains("lost the caller in the middle of a request"));
    assertThat(logged.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Test
  void logsAFailureOnceAndTiesTheAnswerToIt() throws Exception {
    handler =
        _ -> {
          throw new IllegalStateException("our insides");
        };

    HttpResponse<String> answer = get("/x");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("InternalServerError").doesNotContain("our insides");
    ILoggingEvent event =
        logged.list.stream()
            .filter(each -> each.getLevel() == Level.ERROR)
            .reduce((_, _) -> null)
            .orElseThrow();
    String correlationId =
        event.getKeyValuePairs().stream()
            .filter(pair -> pair.key.equals("correlationId"))
            .map(pair -> String.valueOf(pair.value))
            .findFirst()
            .orElseThrow();
    assertThat(answer.body()).contains(correlationId);
  }

  @Test
  void refusesABrokenEscape() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      String broken = "GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(broken.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 400").contains("percent escape");
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
