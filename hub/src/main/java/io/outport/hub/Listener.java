package io.outport.hub;

import io.outport.hubapi.model.Refusal;
import io.outport.registry.http.ConnectionGuard;
import io.outport.registry.http.ConnectionLimits;
import io.outport.registry.http.RegistryRoutes;
import io.outport.registry.tls.ReloadableServerIdentity;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One HTTPS address, served by every event loop. It listens before there is anything to serve, so
 * that a taken port is found out before any store is touched.
 */
final class Listener implements AutoCloseable {
  /** Longest wait for the server to open or to close. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Most requests that wait for the start to end; the stores open within a second or so. */
  static final int MAX_WAITING = 1_000;

  private static final int STARTING = 503;

  private final ConnectionGuard guard;
  private final Vertx vertx;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final Promise<HubRoutes> routes = Promise.promise();
  private final AtomicInteger waiting = new AtomicInteger();

  private Listener(ConnectionGuard guard) {
    this.guard = guard;
    this.vertx = guard.openVertx();
  }

  /**
   * Listens.
   *
   * @throws Refusal {@code ADDRESS_IN_USE} when the address is taken or not this machine's
   */
  static Listener open(
      InetSocketAddress address, ReloadableServerIdentity identity, ConnectionLimits limits) {
    Listener listener = new Listener(new ConnectionGuard(limits));
    try {
      HttpServerOptions server =
          listener.guard.limit(identity.secure(RegistryRoutes.serverOptions()));
      listener.deploy(server, address, RegistryRoutes.eventLoops());
      return listener;
    } catch (RuntimeException failure) {
      listener.close();
      throw failure;
    }
  }

  int port() {
    return servers.getFirst().actualPort();
  }

  /** Begins to serve these. */
  void serve(HubRoutes served) {
    routes.complete(served);
  }

  /** Has the certificate replaced when its files change. */
  void watch(
      ReloadableServerIdentity identity, Duration interval, ScheduledExecutorService schedule) {
    identity.watch(servers.getFirst(), interval, schedule);
  }

  /** Ends all connections. */
  @Override
  public void close() {
    await(vertx.close(), "close the server");
  }

  private void deploy(HttpServerOptions options, InetSocketAddress address, int instances) {
    Future<String> deployed =
        vertx.deployVerticle(
            () -> _ -> listen(options, address), new DeploymentOptions().setInstances(instances));
    try {
      await(deployed, "listen");
    } catch (IllegalStateException failure) {
      throw refusal(address, failure);
    }
  }

  private Future<HttpServer> listen(HttpServerOptions options, InetSocketAddress address) {
    return vertx
        .createHttpServer(options)
        .requestHandler(this::route)
        .connectionHandler(this::welcome)
        .invalidRequestHandler(RegistryRoutes::refuseInvalid)
        .listen(sharedPort(address), address.getHostString())
        .onSuccess(servers::add);
  }

  /** Where any port will do, servers that ask for the same negative one share what is found. */
  private static int sharedPort(InetSocketAddress address) {
    return address.getPort() == 0 ? -1 : address.getPort();
  }

  private void welcome(HttpConnection connection) {
    guard.watch(connection);
    if (routes.future().succeeded()) {
      routes.future().result().registry().attach(connection);
    }
  }

  /** Whoever comes while the hub starts waits for it, and need not know. */
  private void route(HttpServerRequest request) {
    if (routes.future().succeeded()) {
      routes.future().result().handle(request);
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      var _ = request.response().setStatusCode(STARTING).putHeader("Retry-After", "1").end();
      return;
    }
    request.pause();
    Context context = Vertx.currentContext();
    routes.future().onSuccess(ready -> context.runOnContext(_ -> ready.handle(request)));
  }

  private static <T> void await(Future<T> future, String action) {
    try {
      var _ =
          future
              .toCompletionStage()
              .toCompletableFuture()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw new IllegalStateException("could not " + action, failure.getCause());
    } catch (TimeoutException failure) {
      throw new IllegalStateException("could not %s in time".formatted(action), failure);
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", failure);
    }
  }

  private static RuntimeException refusal(
      InetSocketAddress address, IllegalStateException failure) {
    Throwable cause = failure.getCause();
    boolean unusable =
        cause instanceof BindException
            || cause instanceof UnknownHostException
            || cause instanceof UnresolvedAddressException
            || cause instanceof java.net.SocketException
            || String.valueOf(cause).contains("bind");
    if (!unusable) {
      return failure;
    }
    return new Refusal(
        Refusal.Exit.ADDRESS_IN_USE,
        ("cannot listen at %s:%d: another process listens there, or the address is not this"
                + " machine's; stop that process or give another --listen")
            .formatted(address.getHostString(), address.getPort()),
        failure);
  }
}
