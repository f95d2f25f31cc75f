package io.outport.registry.http;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.VertxConnection;
import io.vertx.core.transport.Transport;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a listener alive among clients that open too many connections, stay silent, send byte by
 * byte or take nothing. Use one for each address: its Vert.x refuses what is too much at the door,
 * and each connection that got through is watched.
 *
 * <p>Safe for use by many event loops at once; owns nothing that needs closing.
 */
public final class ConnectionGuard {
  private static final String SERVER = "handler";

  private final ConnectionLimits limits;
  private final ConnectionCap cap;

  /** Guards one address. */
  public ConnectionGuard(ConnectionLimits limits) {
    this.limits = limits;
    this.cap = new ConnectionCap(limits.maxOpen(), limits.maxPerAddress());
  }

  /**
   * A Vert.x whose servers accept no more connections than the limits say; closed by the caller.
   */
  public Vertx openVertx() {
    Transport system = Transport.nativeTransport();
    Transport real = system != null && system.available() ? system : Transport.NIO;
    return Vertx.builder()
        .with(RegistryRoutes.vertxOptions())
        .withTransport(new GuardedTransport(real, cap))
        .build();
  }

  /** Puts these options' own limits on, and returns them. */
  public HttpServerOptions limit(HttpServerOptions options) {
    return options
        .setSslHandshakeTimeout(limits.handshake().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpKeepAlive(true);
  }

  /** Watches a fresh connection until it ends: call first in the connection's handler. */
  public void watch(HttpConnection connection) {
    ChannelPipeline pipeline =
        ((VertxConnection) connection).channelHandlerContext().channel().pipeline();
    pipeline.addBefore(SERVER, "watch", new ConnectionWatch(limits));
  }

  /** How many connections are open now. */
  public int open() {
    return cap.open();
  }
}
