package io.outport.registry.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.VertxConnection;
import java.util.List;
import java.util.Optional;

/**
 * Answers what is asked most, reads of known manifests, lists and small blobs with a bearer token,
 * between Netty's decoder and the server, on the event loop: no thread is changed and no object of
 * the server is made. Whatever is not plainly such a request goes on to the server untouched, which
 * gives the same answer, only slower.
 *
 * <p>One instance per connection, used on its event loop alone.
 */
final class HotReads extends ChannelDuplexHandler {
  private static final String ENCODER = "httpEncoder";
  private static final String IDLE_WATCH = "idle";

  /** Tells the watch that a request was answered before it. */
  enum Answered {
    HERE
  }

  /** A request with any of these means more than its target, or has a body. */
  private static final List<CharSequence> SPECIAL =
      List.of(
          HttpHeaderNames.RANGE,
          HttpHeaderNames.IF_NONE_MATCH,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.EXPECT,
          HttpHeaderNames.UPGRADE);

  private final HotReplies replies;
  private final Gate gate;
  private final Turnstile turnstile;
  private final String address;

  /** Below the encoder: the answers are encoded already. */
  private final ChannelHandlerContext wire;

  /** Requests that the server has and has not answered: ours must not overtake those. */
  private int unanswered;

  /** Whether the end of a request that was answered here is still to come. */
  private boolean ending;

  private boolean dirty;

  private HotReads(
      HotReplies replies,
      Gate gate,
      Turnstile turnstile,
      String address,
      ChannelHandlerContext wire) {
    this.replies = replies;
    this.gate = gate;
    this.turnstile = turnstile;
    this.address = address;
    this.wire = wire;
  }

  /** Takes its place in a connection of HTTP/1.1 that has had no request yet. */
  static void attach(
      HttpConnection connection, HotReplies replies, Gate gate, Turnstile turnstile) {
    ChannelPipeline pipeline =
        ((VertxConnection) connection).channelHandlerContext().channel().pipeline();
    ChannelHandlerContext wire = pipeline.context(ENCODER);
    if (wire != null) {
      // Behind the watch for silent connections, which counts what is read; before all that keeps
      // account of requests and their answers, which would miss ours.
      String before = pipeline.get(IDLE_WATCH) == null ? ENCODER : IDLE_WATCH;
      pipeline.addAfter(
          before,
          "hotReads",
          new HotReads(replies, gate, turnstile, Exchange.address(connection), wire));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpRequest request) {
      Optional<HotReply> known = find(context, request);
      if (known.isPresent()) {
        answer(request, known.get());
        return;
      }
      unanswered++;
    } else if (ending) {
      ending = !(message instanceof LastHttpContent);
      ReferenceCountUtil.release(message);
      return;
    }
    super.channelRead(context, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (dirty) {
      dirty = false;
      wire.flush();
      context.fireUserEventTriggered(Answered.HERE);
    }
    super.channelReadComplete(context);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (endsAnswer(message)) {
      unanswered--;
    }
    super.write(context, message, promise);
  }

  private Optional<HotReply> find(ChannelHandlerContext context, HttpRequest request) {
    // A client that does not read must not make us hold its answers.
    boolean next = unanswered == 0 && context.channel().isWritable();
    return next && isPlainRead(request)
        ? replies
            .find(request.uri())
            .filter(reply -> answers(request, reply) && mayRead(request, reply))
            // One too many is not counted here: the server counts it, and says how long to wait.
            .filter(_ -> turnstile.count(address).isEmpty())
        : Optional.empty();
  }

  /** HEAD of what answers GET alone is the endpoint's to answer, or to refuse. */
  private static boolean answers(HttpRequest request, HotReply reply) {
    return !reply.isGetOnly() || request.method().equals(HttpMethod.GET);
  }

  private boolean mayRead(HttpRequest request, HotReply reply) {
    String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    return gate.admitsAtOnce(authorization == null ? "" : authorization, reply.audience());
  }

  private void answer(HttpRequest request, HotReply reply) {
    ByteBuf bytes = reply.toBuffer(request.method().equals(HttpMethod.HEAD));
    var _ = wire.write(bytes, wire.voidPromise());
    dirty = true;
    ending = !(request instanceof LastHttpContent);
    ReferenceCountUtil.release(request);
  }

  private static boolean isPlainRead(HttpRequest request) {
    HttpMethod method = request.method();
    return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && request.decoderResult().isSuccess()
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && isPlain(request.headers());
  }

  private static boolean isPlain(HttpHeaders headers) {
    String connection = headers.get(HttpHeaderNames.CONNECTION);
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    boolean lasting = connection == null || connection.equalsIgnoreCase("keep-alive");
    boolean empty = length == null || length.equals("0");
    return lasting && empty && SPECIAL.stream().noneMatch(headers::contains);
  }

  /** Whether this is the last of an answer; "100 Continue" is none. */
  static boolean endsAnswer(Object message) {
    return message instanceof LastHttpContent && !isInformational(message);
  }

  private static boolean isInformational(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
