package io.outport.registry.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.CheckedFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts parts of one blob on the wire, each byte checked: by the kernel where the blob is a file and
 * nothing is encrypted, else copied. When a byte turns out to be wrong the connection ends before
 * the last one of the part, so that no client takes it for whole.
 */
record SliceWriter(
    ReplyWriter writer,
    HttpServerRequest request,
    Context context,
    Reply reply,
    Reply.Payload.Slices payload) {
  /** Copied at once from a store without files. */
  private static final int COPIED_BYTES = 256 * 1024;

  /** Writes, closes the blob, then runs what comes afterwards. Throws as the writer does. */
  void write(Runnable afterwards) throws IOException {
    if (ReplyWriter.isHead(request) || payload.length() == 0) {
      payload.blob().close();
      writer.send(request, context, () -> ReplyWriter.head(request, reply).end(), afterwards);
      return;
    }
    boolean whole = false;
    try (BlobContent blob = payload.blob()) {
      HttpServerResponse response = ReplyWriter.head(request, reply);
      await(response.writeHead());
      BodySender sender = BodySender.of(request);
      for (Reply.Payload.Slice slice : payload.slices()) {
        sendText(sender, slice.preamble());
        send(sender, blob, slice);
      }
      sendText(sender, payload.closing());
      // The file must stay open until the kernel has sent it.
      sender.drain();
      whole = true;
      writer.send(request, context, response::end, afterwards);
    } finally {
      if (!whole) {
        ReplyWriter.close(request);
        afterwards.run();
      }
    }
  }

  private void send(BodySender sender, BlobContent blob, Reply.Payload.Slice slice)
      throws IOException {
    Optional<CheckedFile> file = blob.file();
    if (file.isEmpty()) {
      copy(sender, blob, slice);
    } else if (request.isSSL()) {
      send(sender, copied(sender, file.get()), slice.offset(), slice.offset() + slice.length());
    } else {
      sendFile(sender, file.get(), slice);
    }
  }

  /**
   * All but the end by the kernel, piece by piece after it was checked. The end comes from our own
   * memory, checked there, and only when the file was not written to in the meantime.
   */
  private static void sendFile(BodySender sender, CheckedFile file, Reply.Payload.Slice slice)
      throws IOException {
    long end = slice.offset() + slice.length();
    long lastBlock = Math.max(slice.offset(), end - 1 - (end - 1) % file.blockBytes());
    send(sender, new Pieces.Regions(file), slice.offset(), lastBlock);
    sender.drain();
    file.recheck(slice.offset(), lastBlock - slice.offset());
    send(sender, copied(sender, file), lastBlock, end);
  }

  private static void send(BodySender sender, Pieces pieces, long start, long end)
      throws IOException {
    long at = start;
    while (at < end) {
      at = sender.sendHot(pieces, at, end);
      if (at < end) {
        long next = Math.min(end, pieces.nextAfter(at));
        sender.send(pieces.make(at, next));
        at = next;
      }
    }
  }

  private static Pieces copied(BodySender sender, CheckedFile file) {
    return new Pieces.Copied(file, sender.connection().alloc());
  }

  private static void copy(BodySender sender, BlobContent blob, Reply.Payload.Slice slice)
      throws IOException {
    try (InputStream bytes = blob.read(slice.offset(), slice.length())) {
      long left = slice.length();
      while (left > 0) {
        byte[] piece = bytes.readNBytes((int) Math.min(left, COPIED_BYTES));
        if (piece.length == 0) {
          throw new IOException("a blob ended before its size");
        }
        left -= piece.length;
        sender.send(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)));
      }
    }
  }

  private static void sendText(BodySender sender, String ascii) throws IOException {
    if (!ascii.isEmpty()) {
      byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
      sender.send(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }
  }

  private static void await(Future<Void> sent) throws IOException {
    try {
      sent.toCompletionStage()
          .toCompletableFuture()
          .get(BodySender.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      // The state is "closed": the connection went while the store was read.
      throw new ClientGoneException(e);
    } catch (InterruptedException e) {
      throw BodySender.interrupted(e);
    }
  }
}
