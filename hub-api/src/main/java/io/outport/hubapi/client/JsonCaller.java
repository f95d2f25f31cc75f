package io.outport.hubapi.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Sends small JSON requests over HTTP/1.1 and reads their small answers; follows no redirect, so
 * that credentials go nowhere else (law L12). Safe for use by many threads.
 */
public final class JsonCaller implements JsonTransport {
  /** Largest answer that is read, in bytes. */
  public static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final ExecutorService threads;
  private final HttpClient http;
  private final CallTrace trace;

  private JsonCaller(ExecutorService threads, HttpClient http, CallTrace trace) {
    this.threads = threads;
    this.http = http;
    this.trace = trace;
  }

  /** Trusts HTTPS servers as this context does. */
  public static JsonCaller create(SSLContext trust) {
    return create(trust, CallTrace.NONE);
  }

  /** As above, telling of each call. */
  public static JsonCaller create(SSLContext trust, CallTrace trace) {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads)
            .sslContext(trust)
            .build();
    return new JsonCaller(threads, http, trace);
  }

  @Override
  public JsonAnswer send(JsonCall call) {
    long began = System.nanoTime();
    return traced(call, began, exchange(call, publisher(call)));
  }

  @Override
  public JsonAnswer send(JsonCall call, byte[] body) {
    long began = System.nanoTime();
    return traced(call, began, exchange(call, HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private JsonAnswer traced(JsonCall call, long began, JsonAnswer answer) {
    trace.answered(call, answer, Duration.ofNanos(System.nanoTime() - began));
    return answer;
  }

  private JsonAnswer exchange(JsonCall call, HttpRequest.BodyPublisher body) {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            request(call, body),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER_BYTES));
    try {
      HttpResponse<String> response = answer.get(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return new JsonAnswer(
          response.statusCode(), response.body(), response.headers().firstValue("ETag").orElse(""));
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      throw LinkFailures.of(call.uri(), cause == null ? failure : cause);
    } catch (TimeoutException | CancellationException failure) {
      answer.cancel(true);
      throw LinkFailures.of(call.uri(), failure);
    } catch (InterruptedException failure) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw LinkFailures.of(call.uri(), failure);
    }
  }

  private static HttpRequest request(JsonCall call, HttpRequest.BodyPublisher body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(call.uri());
    call.headers().forEach(request::setHeader);
    return request.method(call.method(), body).build();
  }

  private static HttpRequest.BodyPublisher publisher(JsonCall call) {
    return call.body().isEmpty()
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(call.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    threads.close();
  }
}
