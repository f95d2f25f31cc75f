package io.outport.registry.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends the body of one answer in pieces from a thread that may wait, {@value #WINDOW} of them at a
 * time, so that the next is made while the last one leaves. Used by one thread; the head was sent
 * before, and the end is sent by the server itself.
 */
final class BodySender {
  private static final int WINDOW = 2;

  /** How long one piece may take before the client counts as gone. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ChannelHandlerContext connection;
  private final Semaphore window = new Semaphore(WINDOW);
  private volatile boolean gone;

  private BodySender(ChannelHandlerContext connection) {
    this.connection = connection;
  }

  static BodySender of(HttpServerRequest request) {
    return new BodySender(((VertxConnection) request.connection()).channelHandlerContext());
  }

  /** The connection, for memory to make pieces in. */
  ChannelHandlerContext connection() {
    return connection;
  }

  /**
   * Sends a piece when there is room, and releases it in any case.
   *
   * @throws ClientGoneException when the client went, or takes nothing any more
   */
  void send(Object piece) throws ClientGoneException, InterruptedIOException {
    boolean sent = false;
    try {
      await(1);
      connection.executor().execute(() -> write(piece));
      sent = true;
    } catch (RejectedExecutionException stopped) {
      throw new ClientGoneException(stopped);
    } finally {
      if (!sent) {
        ReferenceCountUtil.release(piece);
      }
    }
  }

  /**
   * Sends what can be sent of a range of a file without waiting for the disk.
   *
   * @return where the first piece begins that must be waited for, or the end
   * @throws ClientGoneException as {@link #send}
   */
  long sendHot(Pieces pieces, long start, long end) throws IOException {
    PieceRun run = new PieceRun(connection, pieces, start, end);
    try {
      connection.executor().execute(run);
      // Bounded by the server's watch for connections on which nothing moves.
      return run.reached().get();
    } catch (RejectedExecutionException stopped) {
      throw new ClientGoneException(stopped);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new ClientGoneException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Waits until all pieces have left. Throws as {@link #send}. */
  void drain() throws ClientGoneException, InterruptedIOException {
    await(WINDOW);
    window.release(WINDOW);
  }

  private void await(int pieces) throws ClientGoneException, InterruptedIOException {
    try {
      if (!window.tryAcquire(pieces, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new ClientGoneException(
            new IllegalStateException("the client took nothing for %s".formatted(PATIENCE)));
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (gone) {
      throw new ClientGoneException(new IllegalStateException("the connection was lost"));
    }
  }

  static InterruptedIOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return (InterruptedIOException)
        new InterruptedIOException("stopped while a blob was sent").initCause(e);
  }

  private void write(Object piece) {
    var _ =
        connection
            .writeAndFlush(piece)
            .addListener(
                sending -> {
                  gone |= !sending.isSuccess();
                  window.release();
                });
  }
}
