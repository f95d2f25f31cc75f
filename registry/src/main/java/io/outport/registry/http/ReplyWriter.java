package io.outport.registry.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Puts an answer on the wire. Files go by {@code sendFile}; other blobs are copied with back
 * pressure: the next bytes are read when the last ones have left.
 */
final class ReplyWriter {
  private final long maxDiscardedBytes;

  ReplyWriter(long maxDiscardedBytes) {
    this.maxDiscardedBytes = maxDiscardedBytes;
  }

  /**
   * Writes the answer, closes its blob, and then runs what comes afterwards, also when the client
   * is gone. Runs on a virtual thread; waits only for a blob that is not a file.
   *
   * @throws IOException when the blob or the connection fails after the head was written; the
   *     connection is closed then, so that the client sees that the body is not whole
   */
  void write(HttpServerRequest request, Context context, Reply reply, Runnable afterwards)
      throws IOException {
    switch (reply.payload()) {
      case Reply.Payload.None none ->
          send(request, context, () -> head(request, reply).end(), afterwards);
      case Reply.Payload.Bytes bytes ->
          send(request, context, () -> send(request, reply, bytes), afterwards);
      case Reply.Payload.Slices slices ->
          new SliceWriter(this, request, context, reply, slices).write(afterwards);
    }
  }

  private static Future<Void> send(
      HttpServerRequest request, Reply reply, Reply.Payload.Bytes payload) {
    HttpServerResponse response = head(request, reply);
    return isHead(request) ? response.end() : response.end(Buffer.buffer(payload.bytes()));
  }

  static HttpServerResponse head(HttpServerRequest request, Reply reply) {
    HttpServerResponse response = request.response().setStatusCode(reply.status());
    reply.headers().forEach(header -> response.headers().add(header.name(), header.value()));
    if (!(reply.payload() instanceof Reply.Payload.None)) {
      response.headers().set("Content-Length", Long.toString(reply.payload().length()));
    }
    return response;
  }

  /** Sends on the event loop; runs the rest when that has ended, well or not. */
  void send(
      HttpServerRequest request,
      Context context,
      Supplier<Future<Void>> sending,
      Runnable afterwards) {
    try {
      context.runOnContext(_ -> sendNow(request, sending, afterwards));
    } catch (RejectedExecutionException ignored) {
      // The server has stopped, and its connections with it.
      afterwards.run();
    }
  }

  /** Ends the connection, so that the client sees that an answer is not whole. */
  static void close(HttpServerRequest request) {
    try {
      request.connection().close();
    } catch (RejectedExecutionException ignored) {
      // The server has stopped, and its connections with it.
    }
  }

  private void sendNow(
      HttpServerRequest request, Supplier<Future<Void>> sending, Runnable afterwards) {
    try {
      sending.get().onComplete(_ -> afterwards.run()).onFailure(_ -> close(request));
      discardRest(request);
    } catch (IllegalStateException ignored) {
      // "Closed": the client went while the answer was made.
      afterwards.run();
    }
  }

  /** Once the answer is out, reads on past what is left of the body, up to the limit. */
  private void discardRest(HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    long[] discarded = {0};
    request.exceptionHandler(_ -> {}); // the connection is gone, and so is our interest
    request.endHandler(null);
    request.handler(
        bytes -> {
          discarded[0] += bytes.length();
          if (discarded[0] > maxDiscardedBytes) {
            close(request);
          }
        });
    request.resume();
  }

  static boolean isHead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.HEAD);
  }
}
