package io.outport.registry.http;

import io.outport.registry.content.BlobContent;
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
import java.util.function.Supplier;

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
          send(request, context, () -> head(request, reply).end(), () -> {});
      case Reply.Payload.Bytes bytes ->
          send(request, context, () -> send(request, reply, bytes), () -> {});
      case Reply.Payload.Slices slices -> send(request, context, reply, slices);
    }
  }

  private static Future<Void> send(
      HttpServerRequest request, Reply reply, Reply.Payload.Bytes payload) {
    HttpServerResponse response = head(request, reply);
    return isHead(request) ? response.end() : response.end(Buffer.buffer(payload.bytes()));
  }

  private void send(
      HttpServerRequest request, Context context, Reply reply, Reply.Payload.Slices payload)
      throws IOException {
    if (isHead(request) || payload.length() == 0) {
      payload.blob().close();
      send(request, context, () -> head(request, reply).end(), () -> {});
      return;
    }
    Optional<FileChannel> file =
        payload.slices().size() == 1 && payload.closing().isEmpty()
            ? payload.blob().file().flatMap(ReplyWriter::open)
            : Optional.empty();
    if (file.isPresent()) {
      sendFile(request, context, reply, payload, file.get());
      return;
    }
    try (BlobContent blob = payload.blob()) {
      copy(request, context, reply, payload, blob);
    }
  }

  private void sendFile(
      HttpServerRequest request,
      Context context,
      Reply reply,
      Reply.Payload.Slices payload,
      FileChannel channel) {
    Reply.Payload.Slice slice = payload.slices().getFirst();
    send(
        request,
        context,
        () -> head(request, reply).sendFile(channel, slice.offset(), slice.length()),
        () -> {
          closeQuietly(channel);
          payload.blob().close();
        });
  }

  private void copy(
      HttpServerRequest request,
      Context context,
      Reply reply,
      Reply.Payload.Slices payload,
      BlobContent blob)
      throws IOException {
    HttpServerResponse response = head(request, reply);
    try {
      for (Reply.Payload.Slice slice : payload.slices()) {
        if (!slice.preamble().isEmpty()) {
          write(response, ascii(slice.preamble()));
        }
        copy(response, blob, slice);
      }
      if (!payload.closing().isEmpty()) {
        write(response, ascii(payload.closing()));
      }
      send(request, context, response::end, () -> {});
    } catch (IOException | RuntimeException e) {
      request.connection().close();
      throw e;
    }
  }

  private static void copy(HttpServerResponse response, BlobContent blob, Reply.Payload.Slice slice)
      throws IOException {
    try (InputStream bytes = blob.read(slice.offset(), slice.length())) {
      long left = slice.length();
      while (left > 0) {
        byte[] chunk = bytes.readNBytes((int) Math.min(left, CHUNK_BYTES));
        if (chunk.length == 0) {
          throw new IOException("a blob ended before its size");
        }
        left -= chunk.length;
        write(response, chunk);
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

  /** Sends on the event loop; releases what is sent when that has ended, well or not. */
  private void send(
      HttpServerRequest request,
      Context context,
      Supplier<Future<Void>> sending,
      Runnable release) {
    context.runOnContext(
        _ -> {
          try {
            sending
                .get()
                .onComplete(_ -> release.run())
                .onFailure(_ -> request.connection().close());
            discardRest(request);
          } catch (IllegalStateException ignored) {
            // "Closed": the client went while the answer was made.
            release.run();
          }
        });
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
            request.connection().close();
          }
        });
    request.resume();
  }

  /** Returns when the bytes have left: that is the back pressure. */
  private static void write(HttpServerResponse response, byte[] bytes) throws IOException {
    try {
      response.write(Buffer.buffer(bytes)).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException | IllegalStateException e) {
      // The state is "closed": the connection went while the store was read.
      throw new ClientGoneException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("stopped while a blob was sent").initCause(e);
    }
  }

  private static Optional<FileChannel> open(Path file) {
    try {
      return Optional.of(FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException ignored) {
      // The name went with a deletion; the open blob still has the bytes.
      return Optional.empty();
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
