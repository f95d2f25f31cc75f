package io.outport.oci.client;

import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends one request over HTTP/1.1 and waits for the headers of its answer; nothing more. */
final class Sender implements AutoCloseable {
  private static final String USER_AGENT = "outport/" + ClientVersion.read();

  private final ClientSettings settings;
  private final ExecutorService threads;
  private final HttpClient http;
  private final OutwardProxy proxy;

  private Sender(
      ClientSettings settings, ExecutorService threads, HttpClient http, OutwardProxy proxy) {
    this.settings = settings;
    this.threads = threads;
    this.http = http;
    this.proxy = proxy;
  }

  static Sender create(RegistryEndpoint endpoint, ClientSettings settings) {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    OutwardProxy.allowSignIn();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout())
            .executor(threads);
    endpoint.tls().ifPresent(builder::sslContext);
    endpoint.proxy().applyTo(builder);
    return new Sender(settings, threads, builder.build(), endpoint.proxy());
  }

  /**
   * Sends the call as it stands.
   *
   * @param authorization the header's value, or null to send none
   * @throws RegistryException when no answer's headers came
   * @throws UncheckedIOException when the source of what is sent failed
   */
  Response send(Call call, @Nullable String authorization) {
    CompletableFuture<HttpResponse<BodyPipe>> answer =
        http.sendAsync(request(call, authorization), info -> new BodyPipe(settings));
    try {
      return ofRegistry(call, await(call, answer));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      SourceException source = Failures.find(cause, SourceException.class);
      if (source != null) {
        throw new UncheckedIOException("cannot %s".formatted(call.action()), source);
      }
      throw proxy
          .problem(call.uri(), cause)
          .map(problem -> Failures.unreachable(call.action(), problem, cause))
          .orElseGet(() -> Failures.of(call.action(), call.uri(), cause));
    } catch (CancellationException e) {
      throw Failures.cut(call.action(), call.uri(), e);
    } catch (InterruptedException e) {
      abandon(answer);
      throw Failures.cancelled(call.action(), e);
    }
  }

  private HttpRequest request(Call call, @Nullable String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .method(call.method(), call.publisher())
            .header("User-Agent", USER_AGENT);
    call.headers().forEach(request::header);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    proxy.applyTo(request, call.uri());
    return request.build();
  }

  /** A proxy that wants to know us answers in the registry's place. */
  private Response ofRegistry(Call call, HttpResponse<BodyPipe> answer) {
    proxy
        .problem(call.uri(), answer.statusCode())
        .ifPresent(
            problem -> {
              // The platform gives the answer to a wish for a tunnel no body.
              Optional.ofNullable(answer.body()).ifPresent(BodyPipe::close);
              throw Failures.unreachable(call.action(), problem, null);
            });
    return new Response(call, answer);
  }

  /** Waits as long as the request's body moves, and the response timeout from then on. */
  private HttpResponse<BodyPipe> await(Call call, CompletableFuture<HttpResponse<BodyPipe>> answer)
      throws ExecutionException, InterruptedException {
    while (true) {
      long before = call.body().handedOver();
      try {
        return answer.get(settings.responseTimeout().toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (call.body().handedOver() == before) {
          abandon(answer);
          throw Failures.stalled(
              call.action(),
              call.uri(),
              "no answer within %d s".formatted(settings.responseTimeout().toSeconds()));
        }
      }
    }
  }

  /** Ends the exchange; an answer that came in this very moment is dropped. */
  private static void abandon(CompletableFuture<HttpResponse<BodyPipe>> answer) {
    if (!answer.cancel(true) && !answer.isCompletedExceptionally()) {
      answer.resultNow().body().close();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    threads.close();
  }
}
