package io.outport.registry.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Puts an answer on the wire. Files go by {@code sendFile}; other blobs are copied with back
 * pressure: the next bytes are read when the last ones have left.
 */
final class ReplyWriter {
  private static final int CHUNK_BYTES = 128 * 1024;

  private final long maxDiscardedBytes;

  ReplyWriter(long maxDiscardedBytes) {
    this.maxDiscardedBytes = maxDiscardedBytes;
  }

  /**
   * Writes the answer and closes its blob. Runs on a virtual thread; waits only for a blob that is
   * not a file.
   *
   * @throws IOException when the blob or the connection fails after the head was written; the
   *     connection is closed then, so that the client sees that the body is not whole
   */
  void write(HttpServerRequest request, Context context, Reply reply) throws IOException {
    switch (reply.payload()) {
      case Reply.Payload.None none ->
          context.runOnContext(_ -> end(request, head(request, reply).end()));
      case Reply.Payload.Bytes bytes -> context.runOnContext(_ -> send(request, reply, bytes));
      case Reply.Payload.Slices slices -> {
        boolean handedOver = false;
        try {
          handedOver = send(request, context, reply, slices);
        } finally {
          if (!handedOver) {
            slices.blob().close();
          }
        }
      }
    }
  }

  private void send(HttpServerRequest request, Reply reply, Reply.Payload.Bytes payload) {
    HttpServerResponse response = head(request, reply);
    end(request, isHead(request) ? response.end() : response.end(Buffer.buffer(payload.bytes())));
  }

  /** Says whether the blob is closed by somebody else, later. */
  private boolean send(
      HttpServerRequest request, Context context, Reply reply, Reply.Payload.Slices payload)
      throws IOException {
    if (isHead(request) || payload.length() == 0) {
      context.runOnContext(_ -> end(request, head(request, reply).end()));
      return false;
    }
    Optional<Path> file = payload.blob().file();
    if (file.isPresent() && payload.slices().size() == 1 && payload.closing().isEmpty()) {
      sendFile(request, context, reply, FileChannel.open(file.get(), StandardOpenOption.READ));
      return true;
    }
    copy(request, context, reply, payload);
    return false;
  }

  private void sendFile(
      HttpServerRequest request, Context context, Reply reply, FileChannel channel) {
    Reply.Payload.Slices payload = (Reply.Payload.Slices) reply.payload();
    Reply.Payload.Slice slice = payload.slices().getFirst();
    context.runOnContext(
        _ ->
            end(
                request,
                head(request, reply)
                    .sendFile(channel, slice.offset(), slice.length())
                    .onComplete(
                        _ -> {
                          closeQuietly(channel);
                          payload.blob().close();
                        })));
  }

  private void copy(
      HttpServerRequest request, Context context, Reply reply, Reply.Payload.Slices payload)
      throws IOException {
    HttpServerResponse response = head(request, reply);
    try {
      for (Reply.Payload.Slice slice : payload.slices()) {
        if (!slice.preamble().isEmpty()) {
          await(response.write(Buffer.buffer(ascii(slice.preamble()))));
        }
        copy(response, payload, slice);
      }
      Future<Void> ended = response.end(Buffer.buffer(ascii(payload.closing())));
      context.runOnContext(_ -> end(request, ended));
    } catch (IOException | RuntimeException e) {
      request.connection().close();
      throw e;
    }
  }

  private static void copy(
      HttpServerResponse response, Reply.Payload.Slices payload, Reply.Payload.Slice slice)
      throws IOException {
    try (InputStream bytes = payload.blob().read(slice.offset(), slice.length())) {
      long left = slice.length();
      while (left > 0) {
        byte[] chunk = bytes.readNBytes((int) Math.min(left, CHUNK_BYTES));
        if (chunk.length == 0) {
          throw new IOException("a blob ended before its size");
        }
        left -= chunk.length;
        await(response.write(Buffer.buffer(chunk)));
      }
    }
  }

  private static HttpServerResponse head(HttpServerRequest request, Reply reply) {
    HttpServerResponse response = request.response().setStatusCode(reply.status());
    reply.headers().forEach(header -> response.headers().add(header.name(), header.value()));
    if (!(reply.payload() instanceof Reply.Payload.None)) {
      response.headers().set("Content-Length", Long.toString(reply.payload().length()));
    }
    return response;
  }

  /** Once the answer is out, reads on past what is left of the body, up to the limit. */
  private void end(HttpServerRequest request, Future<Void> sent) {
    sent.onFailure(_ -> request.connection().close());
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
            request.connection().close();
          }
        });
    request.resume();
  }

  private static void await(Future<Void> written) throws IOException {
    try {
      written.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new ClientGoneException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("stopped while a blob was sent").initCause(e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Closing a file that was only read loses nothing.
    }
  }

  private static boolean isHead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.HEAD);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
