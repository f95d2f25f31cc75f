package io.outport.hub.event;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends over HTTP/1.1, with or without TLS. No redirect is followed: what a header authorises, it
 * authorises at the address that it was given with. The client is made at the first use, as it
 * reads the machine's trusted authorities.
 */
final class HttpReceiver implements Receiver, AutoCloseable {
  private static final int REDIRECT = 300;
  private static final int CLIENT_ERROR = 400;

  private final Supplier<SSLContext> trust;
  private final Executor threads;
  private final Duration connectTimeout;
  private final Duration timeout;

  /** Guards {@link #made} and {@link #closed}. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable HttpClient made;
  private boolean closed;

  HttpReceiver(Supplier<SSLContext> trust, Executor threads, DeliverySettings settings) {
    this.trust = trust;
    this.threads = threads;
    this.connectTimeout = settings.connectTimeout();
    this.timeout = settings.timeout();
  }

  @Override
  public Answer post(String uri, Map<String, String> headers, String body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri)).POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::setHeader);
    CompletableFuture<HttpResponse<String>> answer =
        client().sendAsync(request.build(), _ -> new BoundedText());
    try {
      return answer(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException slow) {
      return none("no answer within %d s".formatted(timeout.toSeconds()));
    } catch (ExecutionException failure) {
      return none(words(failure.getCause()));
    } finally {
      answer.cancel(true);
    }
  }

  private HttpClient client() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (closed) {
        throw new InterruptedException("the hub is stopping");
      }
      HttpClient client = made;
      if (client == null) {
        client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(threads)
                .sslContext(trust.get())
                .build();
        made = client;
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  private static Answer answer(HttpResponse<String> response) {
    int status = response.statusCode();
    boolean redirect = status >= REDIRECT && status < CLIENT_ERROR;
    String words =
        redirect
            ? "the receiver sends us elsewhere, which is not followed: give the webhook that"
                + " address"
            : "status " + status;
    return new Answer(status, words, response.body());
  }

  private static Answer none(String words) {
    return new Answer(0, words, "");
  }

  /** Without the address, which is a secret. */
  private static String words(@Nullable Throwable failure) {
    return switch (failure) {
      case HttpConnectTimeoutException _ -> "no connection: the receiver does not answer";
      case ConnectException refused when refused.getCause() instanceof UnresolvedAddressException ->
          "the receiver's host name is not known";
      case ConnectException _ -> "no connection: nothing listens there";
      case SSLException _ ->
          "no TLS connection: the certificate is not trusted here or for another name, or the port"
              + " does not speak TLS";
      case IOException _ -> "the connection ended before the answer did";
      case null, default -> "the event could not be sent";
    };
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (made != null) {
        made.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}
