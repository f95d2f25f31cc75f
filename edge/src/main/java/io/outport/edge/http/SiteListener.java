package io.outport.edge.http;

import io.outport.hubapi.model.Refusal;
import io.outport.registry.http.ConnectionGuard;
import io.outport.registry.http.ConnectionLimits;
import io.outport.registry.http.RegistryRoutes;
import io.outport.registry.tls.ReloadableServerIdentity;
import io.outport.registry.tls.TlsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;

/** The site's one port, served by every event loop. */
public final class SiteListener implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final ConnectionGuard guard;
  private final Vertx vertx;
  private final Runnable afterwards;

  private SiteListener(ConnectionGuard guard, Runnable afterwards) {
    this.guard = guard;
    this.vertx = guard.openVertx();
    this.afterwards = afterwards;
  }

  /**
   * Finds out, before anything is changed, whether the address can be had.
   *
   * @param port 0 finds a free one
   * @return the port
   * @throws Refusal {@code ADDRESS_IN_USE}
   */
  public static int probe(String address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw refused(address, port, e);
    }
  }

  /**
   * Reads a certificate and key for {@link #start}.
   *
   * @throws io.outport.pki.CertificateProblem with everything that is wrong
   */
  public static ReloadableServerIdentity identity(TlsSettings tls, InstantSource clock) {
    return ReloadableServerIdentity.read(tls, clock);
  }

  /** Listens for HTTPS; whoever calls closes. */
  public static SiteListener start(
      InetSocketAddress address,
      ReloadableServerIdentity identity,
      ConnectionLimits limits,
      EdgeRoutes routes,
      ScheduledExecutorService timer) {
    var listener = new SiteListener(new ConnectionGuard(limits), identity::close);
    HttpServer server =
        listener.open(address, identity.secure(RegistryRoutes.serverOptions()), routes);
    identity.watch(server, ReloadableServerIdentity.DEFAULT_INTERVAL, timer);
    return listener;
  }

  /** Listens for plain HTTP; whoever calls closes. */
  public static SiteListener startPlain(
      InetSocketAddress address, ConnectionLimits limits, EdgeRoutes routes) {
    var listener = new SiteListener(new ConnectionGuard(limits), () -> {});
    listener.open(address, RegistryRoutes.serverOptions(), routes);
    return listener;
  }

  @Override
  public void close() {
    afterwards.run();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** The first of its servers, which all share one socket. */
  private HttpServer open(
      InetSocketAddress address, HttpServerOptions serverOptions, EdgeRoutes routes) {
    HttpServerOptions options =
        guard
            .limit(serverOptions)
            .setHost(address.getHostString())
            .setPort(address.getPort())
            .setAcceptBacklog(BACKLOG);
    try {
      HttpServer first = listen(options, routes);
      for (int i = 1; i < RegistryRoutes.eventLoops(); i++) {
        listen(options, routes);
      }
      return first;
    } catch (CompletionException e) {
      close();
      throw refused(
          address.getHostString(), address.getPort(), e.getCause() == null ? e : e.getCause());
    }
  }

  private HttpServer listen(HttpServerOptions options, EdgeRoutes routes) {
    return vertx
        .createHttpServer(options)
        .requestHandler(routes)
        .connectionHandler(connection -> welcome(connection, routes.registry()))
        .invalidRequestHandler(RegistryRoutes::refuseInvalid)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void welcome(HttpConnection connection, RegistryRoutes routes) {
    guard.watch(connection);
    routes.attach(connection);
  }

  private static Refusal refused(String address, int port, Throwable cause) {
    return new Refusal(
        Refusal.Exit.ADDRESS_IN_USE,
        "cannot listen on %s port %d (%s): stop what uses it, or name another with --listen and --port"
            .formatted(address, port, cause.getMessage()),
        cause);
  }
}
