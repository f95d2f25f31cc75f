package io.outport.registry.http;

import io.outport.registry.content.BlobContent;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Puts parts of one blob on the wire: by the kernel where the blob is a file and the part is one,
 * else copied with back pressure: the next bytes are read when the last ones have left.
 */
record SliceWriter(
    ReplyWriter writer,
    HttpServerRequest request,
    Context context,
    Reply reply,
    Reply.Payload.Slices payload) {
  private static final int CHUNK_BYTES = 128 * 1024;

  /** Writes, closes the blob, then runs what comes afterwards. Throws as the writer does. */
  void write(Runnable afterwards) throws IOException {
    if (ReplyWriter.isHead(request) || payload.length() == 0) {
      payload.blob().close();
      writer.send(request, context, () -> ReplyWriter.head(request, reply).end(), afterwards);
      return;
    }
    Optional<FileChannel> file = openFile();
    if (file.isPresent()) {
      sendFile(file.get(), afterwards);
    } else {
      copy(afterwards);
    }
  }

  private Optional<FileChannel> openFile() {
    List<Reply.Payload.Slice> slices = payload.slices();
    boolean plain = slices.size() == 1 && slices.getFirst().preamble().isEmpty();
    return plain ? payload.blob().file().flatMap(SliceWriter::open) : Optional.empty();
  }

  private void sendFile(FileChannel file, Runnable afterwards) {
    Reply.Payload.Slice slice = payload.slices().getFirst();
    writer.send(
        request,
        context,
        () -> ReplyWriter.head(request, reply).sendFile(file, slice.offset(), slice.length()),
        () -> {
          closeQuietly(file);
          payload.blob().close();
          afterwards.run();
        });
  }

  private void copy(Runnable afterwards) throws IOException {
    boolean whole = false;
    try (BlobContent blob = payload.blob()) {
      HttpServerResponse response = ReplyWriter.head(request, reply);
      for (Reply.Payload.Slice slice : payload.slices()) {
        write(response, ascii(slice.preamble()));
        copy(response, blob, slice);
      }
      write(response, ascii(payload.closing()));
      whole = true;
      writer.send(request, context, response::end, afterwards);
    } finally {
      if (!whole) {
        ReplyWriter.close(request);
        afterwards.run();
      }
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

  /** Returns when the bytes have left: that is the back pressure. */
  private static void write(HttpServerResponse response, byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return;
    }
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
