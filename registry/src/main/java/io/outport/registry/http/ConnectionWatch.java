package io.outport.registry.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose client stays behind. Nothing is timed per request: what happens is
 * counted, and a look every few seconds sees whether the counts have moved.
 *
 * <pre>
 * phase      | seen when                                      | lasts until
 * -----------+------------------------------------------------+--------------------------------
 * SENDING    | bytes of an answer wait for the client         | one of them is taken
 * ANSWERING  | a request is with the server                   | the server's own limits
 * DISCARDING | answered, and its body is still coming         | the body has come
 * HEAD       | a part of a request's head has come            | the head has come
 * IDLE       | nothing is asked                               | something comes
 * </pre>
 *
 * <p>One instance per connection, used on its event loop alone; next to the server, so that what
 * {@link HotReads} answers passes it as {@link HotReads.Answered}.
 */
final class ConnectionWatch extends ChannelDuplexHandler {
  private static final Logger log = LoggerFactory.getLogger(ConnectionWatch.class);

  /** Looks within the shortest limit: what is late by a quarter of it is late enough. */
  private static final int LOOKS = 4;

  private static final long MAX_NANOS_BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(5);

  private enum Phase {
    SENDING,
    ANSWERING,
    DISCARDING,
    HEAD,
    IDLE
  }

  /** What a look sees; equal to the last one's where nothing has moved. */
  private record Sight(Phase phase, long heads, long detail, long pending, long progress) {
    static Sight of(Phase phase, long heads, long detail) {
      return new Sight(phase, heads, detail, 0, 0);
    }
  }

  private final ConnectionLimits limits;
  private @Nullable Future<?> looking;
  private Sight last = Sight.of(Phase.IDLE, 0, 0);
  private long since;

  /** Requests that the server has and has not answered. */
  private int unanswered;

  /** Whether the body of the last request is still coming. */
  private boolean receiving;

  /** Whether what came last was no whole head. */
  private boolean partial;

  /** Whether the read under way brought what is understood; the first one ended the handshake. */
  private boolean understood = true;

  /** Whether nothing that follows can be told apart from the body of a refused request. */
  private boolean refused;

  private long heads;
  private long reads;

  ConnectionWatch(ConnectionLimits limits) {
    this.limits = limits;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    since = now(context);
    long nanos = Math.clamp(limits.shortest().toNanos() / LOOKS, 1, MAX_NANOS_BETWEEN_LOOKS);
    looking =
        context
            .executor()
            .scheduleWithFixedDelay(() -> look(context), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (looking != null) {
      looking.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    understood = true;
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      refused = RequestHeads.refuse(request);
      unanswered++;
      heads++;
      receiving = true;
    }
    if (message instanceof LastHttpContent) {
      receiving = false;
    }
    super.channelRead(context, message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof HotReads.Answered) {
      understood = true;
      heads++;
      return;
    }
    super.userEventTriggered(context, event);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    reads++;
    partial = !understood;
    understood = false;
    super.channelReadComplete(context);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (HotReads.endsAnswer(message)) {
      unanswered--;
    }
    super.write(context, message, promise);
  }

  private void look(ChannelHandlerContext context) {
    Sight seen = see(context);
    long now = now(context);
    if (!seen.equals(last)) {
      last = seen;
      since = now;
      return;
    }
    limit(seen.phase())
        .filter(limit -> now - since >= limit.toNanos())
        .ifPresent(limit -> end(context, seen.phase(), limit));
  }

  private Sight see(ChannelHandlerContext context) {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    if (pending > 0) {
      long current = System.identityHashCode(buffer.current());
      return new Sight(Phase.SENDING, heads, current, pending, buffer.currentProgress());
    }
    if (unanswered > 0) {
      return Sight.of(Phase.ANSWERING, 0, 0);
    }
    if (receiving) {
      return Sight.of(Phase.DISCARDING, heads, 0);
    }
    return partial ? Sight.of(Phase.HEAD, heads, 0) : Sight.of(Phase.IDLE, heads, reads);
  }

  private Optional<Duration> limit(Phase phase) {
    return switch (phase) {
      case SENDING -> Optional.of(limits.send());
      case ANSWERING -> Optional.empty();
      case DISCARDING -> Optional.of(limits.rest());
      case HEAD -> Optional.of(limits.requestHead());
      case IDLE -> Optional.of(limits.idle());
    };
  }

  private void end(ChannelHandlerContext context, Phase phase, Duration limit) {
    log.atDebug()
        .setMessage("ended a connection whose client stayed behind")
        .addKeyValue("phase", phase)
        .addKeyValue("limitMillis", limit.toMillis())
        .log();
    if (phase == Phase.SENDING) {
      // At once, past TLS: what waits here and in the kernel would wait on for the same client.
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = context.pipeline().firstContext().close();
    } else {
      var _ = context.close();
    }
  }

  private static long now(ChannelHandlerContext context) {
    return context.executor().ticker().nanoTime();
  }
}
