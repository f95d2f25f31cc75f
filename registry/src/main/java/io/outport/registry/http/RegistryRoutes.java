package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.outport.oci.model.ErrorCode;
import io.outport.registry.auth.Accounts;
import io.outport.registry.auth.RefreshTokens;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.Content;
import io.outport.registry.content.DamagedBlobException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's routes: everything below {@code /v2/} and the token endpoint. Safe for use by many
 * event loops at once; owns nothing that needs closing.
 */
public final class RegistryRoutes implements Handler<HttpServerRequest> {
  private static final Logger log = LoggerFactory.getLogger(RegistryRoutes.class);

  private static final String API_VERSION = "Docker-Distribution-API-Version";
  private static final String API_VERSION_2 = "registry/2.0";
  private static final int MAX_HEADER_BYTES = 32 * 1024;
  private static final int MAX_LINE_BYTES = 16 * 1024;
  private static final int MAX_CHUNK_BYTES = 64 * 1024;
  private static final int IDLE_SECONDS = 300;

  /** One place among the concurrent requests; given back once, however often it is told to. */
  private final class Place implements Runnable {
    private final AtomicBoolean given = new AtomicBoolean();

    @Override
    public void run() {
      if (given.compareAndSet(false, true)) {
        permits.release();
      }
    }
  }

  private final HotReplies hot;
  private final Operations operations;
  private final Turnstile turnstile;
  private final Gate gate;
  private final RegistrySettings settings;
  private final Executor virtualThreads;
  private final InstantSource clock;
  private final Failures failures;
  private final ReplyWriter writer;
  private final UploadSessions sessions;
  private final Semaphore permits;

  /**
   * Wires the endpoints.
   *
   * @param virtualThreads runs each request on a thread that may wait
   */
  public RegistryRoutes(
      Content content,
      Accounts accounts,
      RequestTokens tokens,
      RegistrySettings settings,
      Executor virtualThreads,
      SecureRandom random,
      InstantSource clock) {
    this(content, accounts, tokens, RefreshTokens.NONE, settings, virtualThreads, random, clock);
  }

  /** As above, for a registry with a control API, whose sign-ins it takes as well. */
  public RegistryRoutes(
      Content content,
      Accounts accounts,
      RequestTokens tokens,
      RefreshTokens refreshTokens,
      RegistrySettings settings,
      Executor virtualThreads,
      SecureRandom random,
      InstantSource clock) {
    RegistrySettings.Limits limits = settings.limits();
    this.hot = new HotReplies(content.epochs(), limits.maxHotBytes());
    this.settings = settings;
    this.virtualThreads = virtualThreads;
    this.clock = clock;
    this.turnstile = new Turnstile(settings.protection(), clock);
    this.gate = new Gate(accounts, tokens, refreshTokens, settings, turnstile);
    this.failures = new Failures(random);
    this.writer = new ReplyWriter(limits.maxDiscardedBytes());
    this.sessions = new UploadSessions(content.blobs(), random, clock, limits.maxBlobBytes());
    this.permits = new Semaphore(limits.maxConcurrentRequests());
    this.operations =
        Operations.of(
            content, gate, new Operations.Tokens(tokens, refreshTokens), sessions, settings);
  }

  /** Whether a request for this path belongs here. */
  public boolean handles(String path) {
    return Route.handles(path);
  }

  /** Answers what it can of this fresh connection at once: set it as the connection's handler. */
  public void attach(HttpConnection connection) {
    HotReads.attach(connection, hot, gate, turnstile);
  }

  /** Drops the uploads of clients that started longer ago than this; says how many. Waits. */
  public int purgeUploads(Duration age) {
    return sessions.purge(age);
  }

  /**
   * Options for the Vert.x that runs such a server: the system's own network calls where it has
   * faster ones, and no folder in the temporary directory, which a killed process would leave.
   */
  public static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  /**
   * How many event loops serve the sockets of one address: half of the processors, one at least.
   * The other half runs what waits for the disk, and everything else on the machine.
   */
  public static int eventLoops() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /**
   * Options for a server of these routes, without address and TLS: bounded heads, no compression
   * (blobs are compressed, and a changed length would break HEAD), HTTP/1.1.
   */
  public static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setMaxChunkSize(MAX_CHUNK_BYTES)
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setHandle100ContinueAutomatically(true)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        .setHttp2ClearTextEnabled(false)
        .setUseAlpn(false);
  }

  /**
   * Answers what is not HTTP, or breaks the limits of {@link #serverOptions}: set it as the
   * server's handler for invalid requests.
   */
  public static void refuseInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Reply reply =
        switch (cause) {
          case TooLongHttpLineException _ -> refusal(414, "the request line is too long");
          case TooLongHttpHeaderException _ -> refusal(431, "the request's headers are too long");
          case null, default -> refusal(400, "the request is not valid HTTP");
        };
    HttpServerResponse response = request.response().setStatusCode(reply.status());
    reply.headers().forEach(header -> response.headers().add(header.name(), header.value()));
    byte[] body =
        reply.payload() instanceof Reply.Payload.Bytes bytes ? bytes.bytes() : new byte[0];
    response.end(Buffer.buffer(body)).onComplete(_ -> request.connection().close());
  }

  private static Reply refusal(int status, String message) {
    return Errors.reply(status, ErrorCode.UNSUPPORTED, message, "");
  }

  @Override
  public void handle(HttpServerRequest request) {
    request.pause();
    // Without this the server logs each connection that breaks off as an error of its own.
    request.connection().exceptionHandler(RegistryRoutes::noteBroken);
    Context context = Vertx.currentContext();
    RequestBody body = RequestBody.of(request, context, settings.limits(), clock);
    Optional<Duration> wait = turnstile.count(Exchange.address(request.connection()));
    if (wait.isPresent()) {
      Reply tooMany =
          Turnstile.tooMany(wait.get(), "too many requests from this address: slow down");
      write(request, context, tooMany, () -> {});
      return;
    }
    if (!permits.tryAcquire()) {
      write(request, context, Failures.tooMany(), () -> {});
      return;
    }
    Place place = new Place();
    try {
      virtualThreads.execute(() -> serve(request, context, body, place));
    } catch (RejectedExecutionException ignored) {
      // The process ends; the client may find another replica, or this one again.
      write(request, context, Failures.stopping(), place);
    }
  }

  private static void noteBroken(Throwable cause) {
    log.atDebug().setMessage("lost a connection").setCause(cause).log();
  }

  private void serve(
      HttpServerRequest request, Context context, RequestBody body, Runnable afterwards) {
    try {
      write(request, context, answer(request, body), afterwards);
    } catch (ClientGoneException e) {
      afterwards.run();
      log.atDebug()
          .setMessage("lost the client in the middle of a request")
          .addKeyValue("path", request.path())
          .setCause(e)
          .log();
    }
  }

  private Reply answer(HttpServerRequest request, RequestBody body) throws ClientGoneException {
    String path = request.path() == null ? "" : request.path();
    try {
      return dispatch(request, path, body);
    } catch (ClientGoneException e) {
      throw e;
    } catch (Throwable e) {
      // Also errors: the client waits for an answer, and the log must say what happened.
      return failures.reply(e, request.method().name(), path);
    }
  }

  private Reply dispatch(HttpServerRequest request, String path, RequestBody body)
      throws IOException {
    Route route =
        Route.find(path)
            .orElseThrow(
                () -> new RefusalException(Errors.reply(ErrorCode.NAME_UNKNOWN, "no such path")));
    Operations.Operation operation = operations.find(route.kind(), request.method());
    if (operation.changes() && settings.access() == RegistrySettings.Access.READ_ONLY) {
      throw new RefusalException(readOnly());
    }
    Exchange exchange = new Exchange(request, route, body);
    Caller caller = gate.admit(exchange, operation.right());
    return switch (route.kind()) {
      case MANIFEST, BLOB, REFERRERS, TAGS, CATALOG ->
          answerAndKeep(request, exchange, route, caller, operation);
      case PING, TOKEN, UPLOADS, UPLOAD -> operation.endpoint().answer(exchange, caller);
      case EXCHANGE, ACR_REPOSITORY, ACR_TAGS, ACR_TAG, ACR_MANIFESTS, ACR_MANIFEST ->
          operation.endpoint().answer(exchange, caller);
    };
  }

  private Reply answerAndKeep(
      HttpServerRequest request,
      Exchange exchange,
      Route route,
      Caller caller,
      Operations.Operation operation)
      throws IOException {
    Audience audience =
        route.kind() == Route.Kind.CATALOG
            ? new Audience.OfCatalog()
            : new Audience.OfRepository(exchange.repository(), operation.right());
    long epoch = hot.epoch(audience);
    Reply reply =
        operation
            .endpoint()
            .answer(exchange, caller)
            .with("OCI-Namespace", namespace(exchange).orElse(null));
    if (!operation.changes()
        && caller.isOf(audience)
        && reply.status() == HttpResponseStatus.OK.code()
        && reply.payload() instanceof Reply.Payload.Bytes(byte[] body)
        && body.length <= HotReplies.MAX_BODY_BYTES) {
      Reply whole = reply.with(API_VERSION, API_VERSION_2);
      // Asking whether a blob is there begins its grace time anew; lists have no HEAD at all.
      boolean getOnly = route.kind() != Route.Kind.MANIFEST;
      HotReply.find(audience, epoch, getOnly, whole.headers(), body)
          .ifPresent(hotReply -> hot.keep(request.uri(), hotReply));
    }
    return reply;
  }

  /**
   * The registry that a mirror's client means, where this one has its content. Other names change
   * nothing: people also fill a registry by hand and send the pulls of another to it.
   */
  private Optional<String> namespace(Exchange exchange) {
    return exchange.parameter("ns").filter(settings.namespaces()::contains);
  }

  private void write(HttpServerRequest request, Context context, Reply reply, Runnable afterwards) {
    Reply whole = reply.with(API_VERSION, API_VERSION_2);
    try {
      writer.write(request, context, whole, afterwards);
    } catch (ClientGoneException e) {
      log.atDebug()
          .setMessage("lost the client while answering")
          .addKeyValue("path", request.path())
          .setCause(e)
          .log();
    } catch (DamagedBlobException e) {
      log.atWarn()
          .setMessage("broke an answer off before its end, since the stored blob is damaged")
          .addKeyValue("path", request.path())
          .addKeyValue("reason", e.getMessage())
          .log();
    } catch (IOException | RuntimeException e) {
      log.atError()
          .setMessage("failed while sending an answer")
          .addKeyValue("path", request.path())
          .setCause(e)
          .log();
      ReplyWriter.close(request);
      afterwards.run();
    }
  }

  private static Reply readOnly() {
    return Errors.reply(
        ErrorCode.DENIED.status(),
        ErrorCode.DENIED,
        "This operation is not allowed on this registry.",
        "this registry is read-only: push to its parent registry, and it will come here by itself");
  }
}
