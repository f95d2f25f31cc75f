package io.outport.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.gateway.Bell;
import io.outport.gateway.MessageQueue;
import io.outport.gateway.Sites;
import io.outport.gateway.http.GatewayRoutes;
import io.outport.gateway.http.JsonExchange;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.ArtifactEvent;
import io.outport.hubapi.gateway.ClientAccount;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.Message;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectionString;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.Accounts;
import io.outport.registry.auth.PasswordHash;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.Change;
import io.outport.registry.content.Content;
import io.outport.registry.http.RegistryRoutes;
import io.outport.registry.http.RegistrySettings;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.registry.tls.ReloadableServerIdentity;
import io.outport.registry.tls.ServerIdentityFiles;
import io.outport.registry.tls.TlsSettings;
import io.outport.testkit.FreePorts;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A parent on loopback: the real registry and gateway over memory, with one site. */
final class TestHub implements AutoCloseable {
  static final String SITE = "shop1";

  /** A name that its certificate carries and nobody can look up. */
  static final String NAME = "hub.example";

  static final String PASSWORD = "sync-password";
  static final String CLIENT = "puller";
  static final String CLIENT_PASSWORD = "client-password";

  private final SecureRandom random = new SecureRandom();
  private final Bell bell = new Bell();
  private final List<ArtifactEvent> events = new CopyOnWriteArrayList<>();
  private final MemoryMetadataStore metadata = new MemoryMetadataStore(InstantSource.system());
  final Content content = new Content(new MemoryBlobStore(), metadata, bell::ring);
  private final CertificateAuthority authority =
      CertificateAuthority.create("Test hub", Duration.ofDays(10), InstantSource.system(), random);
  private final ServerIdentityFiles files;
  private final int port = FreePorts.pick();
  private final OneSite site = new OneSite();

  /** The server while it runs. */
  private record Running(Vertx vertx, ExecutorService threads) {}

  private @Nullable Running running;
  private volatile boolean old;
  private final AtomicInteger held = new AtomicInteger();

  TestHub(Path folder) throws IOException {
    ServerIdentity identity =
        authority.issue(
            ServerNames.of("127.0.0.1", NAME), Duration.ofDays(5), InstantSource.system(), random);
    files = ServerIdentityFiles.in(Files.createDirectories(folder));
    Files.writeString(files.certificate(), identity.certificatePem(), UTF_8);
    Files.writeString(files.key(), identity.keyPem(), UTF_8);
    start();
  }

  void start() {
    var vertx = Vertx.vertx();
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    String service = "127.0.0.1:" + port;
    var settings = RegistrySettings.of(service, RegistrySettings.Access.READ_WRITE);
    var tokens =
        new RequestTokens(service, settings.tokenLifetime(), InstantSource.system(), random);
    var registry =
        new RegistryRoutes(
            content, site, tokens, settings, threads, random, InstantSource.system());
    var exchange = new JsonExchange(threads);
    var routes = new GatewayRoutes(site, site, bell, exchange, this::take);
    Handler<HttpServerRequest> gateway =
        request ->
            exchange.serve(
                request,
                it -> {
                  held.addAndGet(it.parameter(GatewayClient.KNOWN).isPresent() ? 1 : 0);
                  return routes.answer(old ? withoutHold(it) : it);
                });
    try (var identity =
        ReloadableServerIdentity.read(
            TlsSettings.of(files, Set.of("127.0.0.1")), InstantSource.system())) {
      vertx
          .createHttpServer(identity.secure(RegistryRoutes.serverOptions()).setUseAlpn(false))
          .requestHandler(request -> route(request, gateway, registry))
          .listen(port, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
    }
    running = new Running(vertx, threads);
  }

  void stop() {
    Running now = running;
    if (now != null) {
      now.threads().shutdownNow();
      now.vertx()
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
      running = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** What the site is started with when the parent is reached at this port. */
  ConnectionString connection(int throughPort) {
    return connection("127.0.0.1", throughPort);
  }

  ConnectionString connection(String host, int throughPort) {
    return new ConnectionString(
        SITE,
        "shop1token",
        PASSWORD,
        host + ":" + throughPort,
        "https",
        authority.trust().toCompactText());
  }

  ConnectionString connection() {
    return connection(port);
  }

  void cover(String... patterns) {
    site.patterns = List.of(patterns);
    site.changed();
  }

  /** Asks for the events of these patterns. */
  void listen(String... notifications) {
    site.notifications = List.of(notifications);
    site.changed();
  }

  /** What the site told of its content. */
  List<ArtifactEvent> events() {
    return List.copyOf(events);
  }

  private long take(String name, String instance, List<ArtifactEvent> told) {
    events.addAll(told);
    return told.getLast().sequence();
  }

  void schedule(String cron, String window) {
    site.schedule = cron;
    site.window = window;
    site.changed();
  }

  /** Changes what the site is told, on top of all else. */
  void tell(UnaryOperator<SiteConfiguration> change) {
    site.change = change;
    site.changed();
  }

  /** Gives the client's password an end. */
  void setClientExpiry(@Nullable Instant expiry) {
    site.clientExpiry = expiry;
    site.changed();
  }

  void setClientPassword(String password) {
    site.clientHash = PasswordHash.of(password, random).toText();
    site.changed();
  }

  void setClientEnabled(boolean enabled) {
    site.clientEnabled = enabled;
    site.changed();
  }

  void setMode(String mode) {
    site.mode = mode;
  }

  void setPassword(String password) {
    site.password = password;
  }

  /** Gives the site to this instance; empty frees it. */
  void giveTo(String instance) {
    synchronized (site) {
      site.holder = instance;
    }
    bell.ring();
  }

  List<StatusReport> reports() {
    synchronized (site) {
      return List.copyOf(site.reports);
    }
  }

  /** How many calls for another configuration than a known one have come. */
  int held() {
    return held.get();
  }

  /** From now on it knows no call that is held for a configuration, as older hubs. */
  void beOld() {
    old = true;
  }

  private static JsonRequest withoutHold(JsonRequest it) {
    return it.path().endsWith("/configuration")
        ? JsonRequest.of(it.method(), it.path(), it.headers(), it.body())
        : it;
  }

  private static void route(
      HttpServerRequest request, Handler<HttpServerRequest> gateway, RegistryRoutes registry) {
    if (request.path().startsWith(GatewayRoutes.PREFIX)) {
      gateway.handle(request);
    } else {
      registry.handle(request);
    }
  }

  /** The hub's view of its one site, and of the site's token as an account. */
  private final class OneSite implements Sites, MessageQueue, Accounts {
    private final List<StatusReport> reports = new ArrayList<>();
    private volatile UnaryOperator<SiteConfiguration> change = UnaryOperator.identity();
    private volatile @Nullable Instant clientExpiry;
    private volatile String clientHash = PasswordHash.of(CLIENT_PASSWORD, random).toText();
    private String holder = "";
    private volatile List<String> patterns = List.of("*");
    private volatile List<String> notifications = List.of();
    private volatile String schedule = "* * * * *";
    private volatile String window = "";
    private volatile String mode = "ReadOnly";
    private volatile String password = PASSWORD;
    private volatile boolean clientEnabled = true;
    private volatile long revision = 1;

    void changed() {
      synchronized (this) {
        revision++;
      }
      bell.ring();
    }

    @Override
    public SignIn signIn(String name, String tokenName, String given) {
      return tokenName.equals("shop1token") && given.equals(password)
          ? SignIn.ACCEPTED
          : SignIn.REFUSED;
    }

    @Override
    public synchronized Holding activate(String name, ActivationRequest request) {
      if (holder.isEmpty()) {
        holder = request.instanceId();
      }
      return holding(name, request.instanceId());
    }

    @Override
    public synchronized Holding holding(String name, String instanceId) {
      if (holder.isEmpty()) {
        return Holding.FREE;
      }
      return holder.equals(instanceId) ? Holding.MINE : Holding.ANOTHERS;
    }

    @Override
    public Optional<SiteConfiguration> findConfiguration(String name) {
      var client =
          new ClientAccount(
              CLIENT,
              clientEnabled,
              List.of(new ClientAccount.HashedPassword(clientHash, clientExpiry)),
              List.of(
                  new ClientAccount.Rule(
                      "*", List.of("content/read", "content/write", "metadata/read"))));
      var told =
          new SiteConfiguration(
                  SITE, revision, mode, patterns, schedule, window, List.of(client), "Information")
              .withNotifications(notifications);
      return Optional.of(change.apply(told));
    }

    @Override
    public long configurationRevision(String name) {
      return revision;
    }

    @Override
    public boolean isBelow(String name, String ancestor) {
      return false;
    }

    @Override
    public synchronized void report(String name, StatusReport report) {
      reports.add(report);
    }

    @Override
    public MessageBatch read(String name, long after, int limit) {
      long last = metadata.lastSequence();
      if (after == 0 && last > 0) {
        return new MessageBatch(List.of(), last, revision, true);
      }
      List<Change> changes = metadata.listChanges(after, limit);
      return new MessageBatch(
          changes.stream().map(OneSite::message).toList(),
          changes.isEmpty() ? after : changes.getLast().sequence(),
          revision,
          false);
    }

    private static Message message(Change change) {
      return new Message(
          change.sequence(),
          change.time(),
          Message.Kind.valueOf(change.kind().name()),
          change.repository().value(),
          change.tagOrNull(),
          change.digest().toString());
    }

    @Override
    public Optional<Account> authenticate(String name, String given) {
      return given.equals(password) ? find(name) : Optional.empty();
    }

    @Override
    public Optional<Account> find(String name) {
      var rights = Set.of(RepositoryAction.CONTENT_READ, RepositoryAction.METADATA_READ);
      return name.equals("shop1token")
          ? Optional.of(
              new Account(
                  name,
                  patterns.stream()
                      .map(each -> new ScopeRule(new RepositoryPattern(each), rights))
                      .toList()))
          : Optional.empty();
    }
  }
}
