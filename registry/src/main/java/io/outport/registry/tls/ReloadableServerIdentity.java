package io.outport.registry.tls;

import io.outport.pki.CertificateProblem;
import io.outport.pki.PemPair;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerIdentityCheck;
import io.outport.registry.tls.IdentityWatch.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's certificate and key, read from files and replaced in the running server when the files
 * change. Connections that are open keep the certificate that they began with; new ones get the new
 * one; none is closed or refused for it. A pair that clients would not accept is refused with one
 * warning, and the old one is served on.
 *
 * <p>Use: {@link #read}, {@link #secure}, listen, {@link #watch}, {@link #close} before the server
 * is closed.
 */
public final class ReloadableServerIdentity implements AutoCloseable {
  /** How often files are looked at; a new pair is served after two equal looks. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  /** Longest wait for a server to take a new certificate. */
  static final Duration REPLACE_TIMEOUT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(ReloadableServerIdentity.class);
  private static final Duration BETWEEN_EXPIRY_WARNINGS = Duration.ofDays(1);
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /** Forward secrecy and authenticated encryption only; HTTP/2 forbids the others too. */
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final TlsSettings settings;
  private final InstantSource clock;
  private final IdentityWatch watch;
  private volatile ServerIdentity identity;
  private volatile boolean closed;
  private @Nullable Future<?> looking;

  /** When expiry was last warned of; touched by the looking thread only. */
  private Instant warned = Instant.MIN;

  private ReloadableServerIdentity(
      TlsSettings settings, InstantSource clock, IdentityWatch watch, ServerIdentity identity) {
    this.settings = settings;
    this.clock = clock;
    this.watch = watch;
    this.identity = identity;
  }

  /**
   * Reads and checks the files.
   *
   * @throws CertificateProblem with everything that is wrong, in words for the person who starts us
   */
  public static ReloadableServerIdentity read(TlsSettings settings, InstantSource clock) {
    PemPair pair = settings.files().read();
    ServerIdentity identity = ServerIdentityCheck.check(pair, settings.requiredNames(), clock);
    return new ReloadableServerIdentity(
        settings, clock, new IdentityWatch(settings, pair, identity, clock), identity);
  }

  /** What new connections are shown at this moment. */
  public ServerIdentity identity() {
    return identity;
  }

  /** Makes these options those of an HTTPS server with this identity, and returns them. */
  public HttpServerOptions secure(HttpServerOptions options) {
    CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
    return options
        .setSsl(true)
        .setSslEngineOptions(settings.engine().options())
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(keyCertOptions(identity))
        .setAlpnVersions(settings.versions())
        .setUseAlpn(true);
  }

  /**
   * The same as {@link #secure} for a server that is already there; it keeps the engine and the
   * application protocols that it was made with.
   */
  private ServerSSLOptions sslOptions(ServerIdentity of) {
    ServerSSLOptions options = new ServerSSLOptions();
    CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
    return options
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(keyCertOptions(of))
        .setUseAlpn(true);
  }

  private static PemKeyCertOptions keyCertOptions(ServerIdentity of) {
    return new PemKeyCertOptions()
        .setCertValue(Buffer.buffer(of.certificatePem()))
        .setKeyValue(Buffer.buffer(of.keyPem()));
  }

  /**
   * Looks at the files again and again until closed, and gives the server what is new there.
   *
   * @param server a listening server that was made with {@link #secure}; servers that share its
   *     port in the same Vert.x are served with it
   * @param executor may block for the time of reading two small files; closed by the caller
   * @throws IllegalStateException when called a second time, or after {@link #close}
   */
  public synchronized void watch(
      HttpServer server, Duration interval, ScheduledExecutorService executor) {
    if (looking != null || closed) {
      throw new IllegalStateException("this identity is watched already, or closed");
    }
    long nanos = interval.toNanos();
    looking =
        executor.scheduleWithFixedDelay(() -> look(server), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** One look; never throws, for an exception would end the looking. */
  private void look(HttpServer server) {
    try {
      warnOfExpiry();
      switch (watch.look()) {
        case Outcome.Unchanged _, Outcome.Waiting _ -> {}
        case Outcome.Hold(Instant until) -> held(until);
        case Outcome.Replace(ServerIdentity fresh) -> replace(server, fresh);
        case Outcome.Refuse(CertificateProblem problem) -> refused(problem.getMessage());
      }
    } catch (InterruptedException ignored) {
      // Whoever shuts the executor down wants the looking to end.
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      failed(e);
    }
  }

  /** Tries again at the next look; says so once for each new pair. */
  private void failed(Exception e) {
    if (watch.firstFailure() && !closed) {
      LOG.atWarn().setMessage("server certificate not replaced").setCause(e).log();
    }
  }

  private void replace(HttpServer server, ServerIdentity fresh)
      throws InterruptedException, ExecutionException, TimeoutException {
    var _ =
        server
            .updateSSLOptions(sslOptions(fresh))
            .toCompletionStage()
            .toCompletableFuture()
            .get(REPLACE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    identity = fresh;
    watch.taken();
    warned = Instant.MIN;
    LOG.atInfo()
        .setMessage("server certificate replaced")
        .addKeyValue("certificateFile", settings.files().certificate())
        .addKeyValue("serial", fresh.certificate().getSerialNumber().toString(16))
        .addKeyValue("expires", fresh.certificate().getNotAfter().toInstant())
        .log();
  }

  private void held(Instant until) {
    LOG.atInfo()
        .setMessage("new server certificate held back, for clients to learn of its authority")
        .addKeyValue("certificateFile", settings.files().certificate())
        .addKeyValue("until", until)
        .log();
  }

  private void refused(String reason) {
    LOG.atWarn()
        .setMessage("new server certificate refused, old one kept")
        .addKeyValue("certificateFile", settings.files().certificate())
        .addKeyValue("reason", reason)
        .log();
  }

  private void warnOfExpiry() {
    Instant now = clock.instant();
    if (now.isBefore(nextWarning())) {
      return;
    }
    identity
        .expiryWarning(clock)
        .ifPresent(
            text -> {
              warned = now;
              LOG.atWarn()
                  .setMessage("server certificate nearly or already expired")
                  .addKeyValue("certificateFile", settings.files().certificate())
                  .addKeyValue("reason", text)
                  .log();
            });
  }

  private Instant nextWarning() {
    return warned.equals(Instant.MIN) ? warned : warned.plus(BETWEEN_EXPIRY_WARNINGS);
  }

  /** Ends the looking; what is served stays. Repeating does nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    if (looking != null) {
      looking.cancel(false);
    }
  }
}
