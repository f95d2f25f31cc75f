package io.outport.gateway.http;

import io.outport.hubapi.model.ArmError;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves small JSON requests: reads the bounded body on the event loop, runs plain blocking code on
 * a virtual thread, and answers every failure in one shape without showing our insides.
 */
public final class JsonExchange {
  /** Largest request body, in bytes; the largest honest one is a scope map of 500 repositories. */
  public static final int MAX_BODY_BYTES = 1024 * 1024;

  /** Most requests served at once, long polls included. */
  public static final int MAX_CONCURRENT = 16 * 1024;

  /** How long the body of a request may take. */
  static final Duration MAX_BODY_TIME = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(JsonExchange.class);

  private final Executor virtualThreads;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

  /** Runs handlers on this executor; they may wait. */
  public JsonExchange(Executor virtualThreads) {
    this.virtualThreads = virtualThreads;
  }

  /** Serves one request; call on the event loop. */
  public void serve(HttpServerRequest request, Function<JsonRequest, JsonReply> handler) {
    if (!permits.tryAcquire()) {
      send(request, busy());
      return;
    }
    readBody(request)
        .onFailure(
            failure -> {
              permits.release();
              refuse(request, failure);
            })
        .onSuccess(body -> run(request, body, handler));
  }

  /** A body that did not come to its end; where the caller is gone there is nobody to tell. */
  private static void refuse(HttpServerRequest request, Throwable failure) {
    if (failure instanceof JsonRefusal) {
      send(request, reply(request.method().name(), request.path(), failure));
    } else if (failure instanceof TimeoutException) {
      String message = "the body took longer than %d s".formatted(MAX_BODY_TIME.toSeconds());
      send(request, error(408, "RequestTimeout", message).with("Connection", "close"));
    } else {
      log.atDebug()
          .setMessage("lost the caller in the middle of a request")
          .addKeyValue("path", request.path())
          .setCause(failure)
          .log();
    }
  }

  private void run(
      HttpServerRequest request, Buffer body, Function<JsonRequest, JsonReply> handler) {
    try {
      virtualThreads.execute(
          () -> {
            try {
              send(request, answer(request, body, handler));
            } finally {
              permits.release();
            }
          });
    } catch (RejectedExecutionException ignored) {
      // The process ends; the caller may find it again later.
      permits.release();
      send(request, error(503, "ServerStopping", "the server is stopping; try again later"));
    }
  }

  private static Future<Buffer> readBody(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          // Past the limit the rest is read over, so that the caller sees the answer.
          if (body.length() <= MAX_BODY_BYTES) {
            body.appendBuffer(chunk);
          }
        });
    Future<Void> end = request.end();
    // A server that was starting may have held the request back.
    request.resume();
    return end.timeout(MAX_BODY_TIME.toSeconds(), TimeUnit.SECONDS)
        .map(
            _ -> {
              if (body.length() > MAX_BODY_BYTES) {
                throw new JsonRefusal(
                    413,
                    "RequestEntityTooLarge",
                    "the body is larger than the limit of %d bytes".formatted(MAX_BODY_BYTES));
              }
              return body;
            });
  }

  private static JsonReply answer(
      HttpServerRequest request, Buffer body, Function<JsonRequest, JsonReply> handler) {
    return answer(
        request.method().name(),
        request.path(),
        () ->
            handler.apply(
                JsonRequest.of(
                    request.method().name(),
                    request.uri(),
                    request.headers(),
                    body.toString(StandardCharsets.UTF_8))));
  }

  /** Does the work and answers each of its failures in the one shape; the names are for the log. */
  public static JsonReply answer(String method, String path, Supplier<JsonReply> work) {
    try {
      return work.get();
    } catch (Throwable failure) {
      // Also errors: the caller waits for an answer, and the log must say what happened.
      return reply(method, path, failure);
    }
  }

  private static JsonReply reply(String method, String path, Throwable failure) {
    if (failure instanceof JsonRefusal refusal) {
      return error(refusal.status(), refusal.code(), String.valueOf(refusal.getMessage()));
    }
    String correlationId = UUID.randomUUID().toString();
    log.atError()
        .setMessage("failed to answer a request")
        .addKeyValue("method", method)
        .addKeyValue("path", path)
        .addKeyValue("correlationId", correlationId)
        .setCause(failure)
        .log();
    return error(
        500,
        "InternalServerError",
        "something went wrong here; the hub's log has the reason under " + correlationId);
  }

  private static JsonReply error(int status, String code, String message) {
    return JsonReply.json(status, ArmError.of(code, message));
  }

  private static JsonReply busy() {
    return error(503, "ServerBusy", "too many requests at once; try again in a moment")
        .with("Retry-After", "1");
  }

  /** A caller that is gone by now needs no answer, so a failed send is no failure of ours. */
  private static void send(HttpServerRequest request, JsonReply reply) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    var _ = reply.body().isEmpty() ? response.end() : response.end(reply.body());
  }
}
