package io.outport.hubapi.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
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
    JsonAnswer answer = text(exchange(call));
    trace.answered(call, answer, Duration.ofNanos(System.nanoTime() - began));
    return answer;
  }

  private static JsonAnswer text(HttpResponse<byte[]> response) {
    Map<String, String> headers =
        response.headers().map().entrySet().stream()
            .collect(
                Collectors.toMap(
                    each -> each.getKey().toLowerCase(Locale.ROOT),
                    each -> each.getValue().getFirst(),
                    (first, _) -> first));
    return new JsonAnswer(
        response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), headers);
  }

  private HttpResponse<byte[]> exchange(JsonCall call) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request(call),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      return answer.get(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
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

  private static HttpRequest request(JsonCall call) {
    HttpRequest.Builder request = HttpRequest.newBuilder(call.uri());
    call.headers().forEach(request::setHeader);
    return request
        .method(
            call.method(),
            call.body().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(call.body()))
        .build();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    threads.close();
  }
}
