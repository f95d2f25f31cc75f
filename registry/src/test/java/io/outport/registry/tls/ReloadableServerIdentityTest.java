package io.outport.registry.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.outport.pki.CertificateProblem;
import io.outport.pki.ServerIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A real Vert.x server on loopback whose files change under it. */
final class ReloadableServerIdentityTest {
  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final int PIECES = 200;
  private static final int PIECE_BYTES = 16 << 10;
  private static final int REPLACEMENTS = 6;

  @TempDir private Path directory;
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> serverSessions = ConcurrentHashMap.newKeySet();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final AtomicBoolean done = new AtomicBoolean();
  private final List<ReloadableServerIdentity> opened = new ArrayList<>();
  private CertificateDirectory files;

  /** A server that is being watched, and a client of it. */
  private record Serving(
      ReloadableServerIdentity reloadable, HttpServer server, HandshakeClient client) {

    void awaitShown(ServerIdentity identity) {
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(INTERVAL)
          .until(client::serial, identity.certificate().getSerialNumber()::equals);
    }
  }

  @BeforeEach
  void listenToTheLog() {
    log.start();
    logger().addAppender(log);
    files = new CertificateDirectory(directory);
  }

  @AfterEach
  void closeAll() throws Exception {
    logger().detachAppender(log);
    opened.forEach(ReloadableServerIdentity::close);
    scheduler.shutdownNow();
    clients.shutdownNow();
    result(vertx.close());
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ReloadableServerIdentity.class);
  }

  private static <T> T result(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private TlsSettings settings(TlsEngine engine) {
    return new TlsSettings(
        files.files(),
        CertificateDirectory.NAMES,
        List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1),
        engine);
  }

  private Serving serve(TlsSettings settings) throws Exception {
    return serve(settings, 0);
  }

  private Serving serve(TlsSettings settings, int port) throws Exception {
    ReloadableServerIdentity reloadable = read(settings);
    HttpServer server = listen(reloadable, port);
    reloadable.watch(server, INTERVAL, scheduler);
    return new Serving(reloadable, server, new HandshakeClient(files.trust(), server.actualPort()));
  }

  private ReloadableServerIdentity read(TlsSettings settings) {
    ReloadableServerIdentity reloadable =
        ReloadableServerIdentity.read(settings, InstantSource.system());
    opened.add(reloadable);
    return reloadable;
  }

  private HttpServer listen(ReloadableServerIdentity reloadable, int port) throws Exception {
    HttpServerOptions options = reloadable.secure(new HttpServerOptions());
    return result(
        vertx.createHttpServer(options).requestHandler(this::answer).listen(port, "127.0.0.1"));
  }

  /** Vert.x shares a port between servers only where both name it. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void answer(HttpServerRequest request) {
    serverSessions.add(request.connection().sslSession().getClass().getName());
    if (request.path().equals("/slow")) {
      request.response().putHeader("content-length", Long.toString((long) PIECES * PIECE_BYTES));
      AtomicInteger left = new AtomicInteger(PIECES);
      vertx.setPeriodic(5, timer -> piece(request, left, timer));
      return;
    }
    request.response().end("ok");
  }

  /** One piece of a download; the last one comes when all replacements are over. */
  private void piece(HttpServerRequest request, AtomicInteger left, long timer) {
    Buffer piece = Buffer.buffer(new byte[PIECE_BYTES]);
    if (left.get() > 1) {
      left.decrementAndGet();
      var _ = request.response().write(piece);
      return;
    }
    if (done.get()) {
      vertx.cancelTimer(timer);
      var _ = request.response().end(piece);
    }
  }

  private List<String> logged(Level level) {
    return log.list.stream()
        .filter(event -> event.getLevel().equals(level))
        .map(event -> event.getMessage() + " " + event.getKeyValuePairs())
        .toList();
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void replacesCertificatesWithoutALostConnection(TlsEngine engine) throws Exception {
    files.replace();
    Serving serving = serve(settings(engine));
    SSLSocket slow = serving.client().request("/slow");
    Future<Long> download = clients.submit(() -> HandshakeClient.body(slow));
    Future<Integer> fresh = clients.submit(connecting(serving, files.trust()::clientContext));
    SSLContext resuming = files.trust().clientContext();
    Future<Integer> resumed = clients.submit(connecting(serving, () -> resuming));

    for (int i = 0; i < REPLACEMENTS; i++) {
      serving.awaitShown(files.replace());
    }
    boolean stillDownloading = !download.isDone();
    done.set(true);

    assertThat(stillDownloading).isTrue();
    assertThat(fresh.get(20, TimeUnit.SECONDS)).isGreaterThan(REPLACEMENTS);
    assertThat(resumed.get(20, TimeUnit.SECONDS)).isGreaterThan(REPLACEMENTS);
    assertThat(download.get(60, TimeUnit.SECONDS)).isEqualTo((long) PIECES * PIECE_BYTES);
    assertThat(logged(Level.WARN)).isEmpty();
    assertThat(logged(Level.INFO)).hasSize(REPLACEMENTS);
  }

  /** Connects until told to end; the number of connections, all of which were answered. */
  private Callable<Integer> connecting(Serving serving, Callable<SSLContext> contexts) {
    return () -> {
      int connections = 0;
      while (!done.get()) {
        assertThat(serving.client().serial(contexts.call())).isPositive();
        connections++;
      }
      return connections;
    };
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void offersTheSameProtocolsBeforeAndAfterAReplacement(TlsEngine engine) throws Exception {
    files.replace();
    Serving serving = serve(settings(engine));
    for (int round = 0; round < 2; round++) {
      assertThat(serving.client().applicationProtocol("h2", "http/1.1")).isEqualTo("h2");
      assertThat(serving.client().applicationProtocol("http/1.1")).isEqualTo("http/1.1");
      assertThat(serving.client().handshake("TLSv1.3")).startsWith("TLSv1.3 ");
      assertThat(serving.client().handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
          .startsWith("TLSv1.2 ");
      assertThatThrownBy(
              () ->
                  serving.client().handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"))
          .isInstanceOf(IOException.class);
      serving.awaitShown(files.replace());
    }
  }

  @Test
  void offersHttp1AloneWhereSoSet() throws Exception {
    files.replace();
    TlsSettings both = settings(TlsEngine.best());
    Serving serving =
        serve(
            new TlsSettings(
                both.files(), both.requiredNames(), List.of(HttpVersion.HTTP_1_1), both.engine()));

    serving.awaitShown(files.replace());

    assertThat(serving.client().applicationProtocol("h2", "http/1.1")).isEqualTo("http/1.1");
  }

  @Test
  void usesTheNativeEngineAndTransportWhereTheyLoad() throws Exception {
    files.replace();
    Serving serving = serve(settings(TlsEngine.best()));

    serving.client().serial();

    boolean linux = System.getProperty("os.name").equals("Linux");
    if (linux) {
      assertThat(TlsEngine.best()).isEqualTo(TlsEngine.NATIVE);
      assertThat(vertx.isNativeTransportEnabled()).isTrue();
      assertThat(serverSessions).allMatch(name -> name.contains("OpenSsl"));
    }
  }

  @Test
  void servesTheNewCertificateOnAllServersOfAPort() throws Exception {
    files.replace();
    int port = freePort();
    Serving serving = serve(settings(TlsEngine.best()), port);
    HttpServer twin = listen(serving.reloadable(), port);

    ServerIdentity second = files.replace();
    serving.awaitShown(second);

    for (int i = 0; i < 8; i++) {
      assertThat(serving.client().serial()).isEqualTo(second.certificate().getSerialNumber());
    }
    result(twin.close());
  }

  @Test
  void keepsTheOldCertificateWhereTheNewOneIsBad() throws Exception {
    BigInteger first = files.replace().certificate().getSerialNumber();
    Serving serving = serve(settings(TlsEngine.best()));

    ServerIdentity other = files.issue(Duration.ofDays(365), "hub.example.org");
    files.write(other.certificatePem(), other.keyPem());
    await().atMost(Duration.ofSeconds(20)).until(() -> !logged(Level.WARN).isEmpty());
    assertThat(serving.client().serial()).isEqualTo(first);
    serving.awaitShown(files.replace());

    assertThat(logged(Level.WARN)).hasSize(1);
    assertThat(logged(Level.WARN).getFirst())
        .contains("new server certificate refused, old one kept", "127.0.0.1", "tls.crt")
        .doesNotContain("PRIVATE KEY");
  }

  @Test
  void warnsOfTheEndOnce() throws Exception {
    ServerIdentity brief = files.issue(Duration.ofDays(2), "127.0.0.1");
    files.write(brief.certificatePem(), brief.keyPem());
    Serving serving = serve(settings(TlsEngine.best()));

    await().atMost(Duration.ofSeconds(20)).until(() -> !logged(Level.WARN).isEmpty());
    serving.awaitShown(files.replace());

    assertThat(logged(Level.WARN)).hasSize(1);
    assertThat(logged(Level.WARN).getFirst()).contains("expires on ");
  }

  @Test
  void keepsLookingWhereTheServerDoesNotTakeACertificate() throws Exception {
    ServerIdentity first = files.replace();
    ReloadableServerIdentity reloadable = read(settings(TlsEngine.best()));
    HttpServer late = vertx.createHttpServer(reloadable.secure(new HttpServerOptions()));
    late.requestHandler(this::answer);
    reloadable.watch(late, INTERVAL, scheduler);

    ServerIdentity second = files.replace();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> logged(Level.WARN).toString().contains("server certificate not replaced"));
    assertThat(reloadable.identity()).isEqualTo(first);
    result(late.listen(0, "127.0.0.1"));

    await().atMost(Duration.ofSeconds(20)).until(() -> reloadable.identity().equals(second));
    assertThat(logged(Level.WARN)).hasSize(1);
    assertThat(new HandshakeClient(files.trust(), late.actualPort()).serial())
        .isEqualTo(second.certificate().getSerialNumber());
  }

  @Test
  void changesNothingOnceClosed() throws Exception {
    BigInteger first = files.replace().certificate().getSerialNumber();
    Serving serving = serve(settings(TlsEngine.best()));

    serving.reloadable().close();
    serving.reloadable().close();
    files.replace();
    scheduler.shutdown();

    assertThat(scheduler.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(serving.client().serial()).isEqualTo(first);
    assertThatThrownBy(() -> serving.reloadable().watch(serving.server(), INTERVAL, scheduler))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesToStartWithBadFilesAndNamesThem() throws IOException {
    TlsSettings settings = settings(TlsEngine.JDK);

    assertThatThrownBy(() -> ReloadableServerIdentity.read(settings, InstantSource.system()))
        .isInstanceOf(CertificateProblem.class)
        .hasMessage(files.files().certificate() + ": does not exist: put the PEM file there");

    files.write(files.issue().certificatePem(), files.issue().keyPem());
    assertThatThrownBy(() -> ReloadableServerIdentity.read(settings, InstantSource.system()))
        .hasMessageContaining("the key in " + files.files().key() + " does not belong");

    Files.write(files.files().key(), new byte[ServerIdentityFiles.MAX_BYTES + 1]);
    assertThatThrownBy(() -> ReloadableServerIdentity.read(settings, InstantSource.system()))
        .hasMessageContaining("is larger than 1048576 bytes");

    Files.delete(files.files().key());
    Files.createDirectory(files.files().key());
    assertThatThrownBy(() -> ReloadableServerIdentity.read(settings, InstantSource.system()))
        .hasMessageContaining("cannot be read");
  }
}
