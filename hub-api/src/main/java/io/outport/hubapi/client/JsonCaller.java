package io.outport.hubapi.client;

import io.outport.oci.client.OutwardProxy;
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
  private final OutwardProxy proxy;
  private final CallTrace trace;

  private JsonCaller(
      ExecutorService threads, HttpClient http, OutwardProxy proxy, CallTrace trace) {
    this.threads = threads;
    this.http = http;
    this.proxy = proxy;
    this.trace = trace;
  }

  /** Trusts HTTPS servers as this context does. */
  public static JsonCaller create(SSLContext trust) {
    return create(trust, OutwardProxy.NONE);
  }

  /** As above, through these proxies. */
  public static JsonCaller create(SSLContext trust, OutwardProxy proxy) {
    return create(trust, proxy, CallTrace.NONE);
  }

  /** As above, telling of each call. */
  public static JsonCaller create(SSLContext trust, OutwardProxy proxy, CallTrace trace) {
    OutwardProxy.allowSignIn();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads)
            .sslContext(trust);
    proxy.applyTo(http);
    return new JsonCaller(threads, http.build(), proxy, trace);
  }

  @Override
  public JsonAnswer send(JsonCall call) {
    long began = System.nanoTime();
    HttpResponse<byte[]> response = exchange(call);
    proxy
        .problem(call.uri(), response.statusCode())
        .ifPresent(
            problem -> {
              throw new LinkException(LinkException.Kind.UNREACHABLE, problem, null);
            });
    JsonAnswer answer = text(response);
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
      throw failed(call, failure.getCause() == null ? failure : failure.getCause());
    } catch (TimeoutException | CancellationException failure) {
      answer.cancel(true);
      throw LinkFailures.of(call.uri(), failure);
    } catch (InterruptedException failure) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw LinkFailures.of(call.uri(), failure);
    }
  }

  private LinkException failed(JsonCall call, Throwable cause) {
    return proxy
        .problem(call.uri(), cause)
        .map(problem -> new LinkException(LinkException.Kind.UNREACHABLE, problem, cause))
        .orElseGet(() -> LinkFailures.of(call.uri(), cause));
  }

  private HttpRequest request(JsonCall call) {
    HttpRequest.Builder request = HttpRequest.newBuilder(call.uri());
    call.headers().forEach(request::setHeader);
    proxy.applyTo(request, call.uri());
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
