package io.outport.registry.http;

import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends pieces on the event loop for as long as they can be made without waiting, the next when the
 * last one has left. Other connections have their turn in between.
 */
final class PieceRun implements Runnable {
  private final ChannelHandlerContext connection;
  private final Pieces pieces;
  private final long end;
  private final CompletableFuture<Long> reached = new CompletableFuture<>();
  private long at;

  PieceRun(ChannelHandlerContext connection, Pieces pieces, long start, long end) {
    this.connection = connection;
    this.pieces = pieces;
    this.at = start;
    this.end = end;
  }

  /** How far it got: to the end, or to a piece that must be waited for; fails with the client. */
  CompletableFuture<Long> reached() {
    return reached;
  }

  @Override
  public void run() {
    try {
      long next = Math.min(end, pieces.nextAfter(at));
      Optional<Object> piece = at < end ? pieces.find(at, next) : Optional.empty();
      if (piece.isEmpty()) {
        reached.complete(at);
      } else {
        send(piece.get(), next);
      }
    } catch (Throwable e) { // memory may run out for one piece; whoever waits must hear of it
      reached.completeExceptionally(e);
    }
  }

  private void send(Object piece, long next) {
    var _ =
        connection
            .writeAndFlush(piece)
            .addListener(
                sending -> {
                  if (sending.isSuccess()) {
                    at = next;
                    goOn();
                  } else {
                    reached.completeExceptionally(new ClientGoneException(sending.cause()));
                  }
                });
  }

  private void goOn() {
    try {
      connection.executor().execute(this);
    } catch (RejectedExecutionException e) {
      reached.completeExceptionally(new ClientGoneException(e));
    }
  }
}
