package io.outport.edge;

import io.outport.edge.http.EdgeRoutes;
import io.outport.edge.http.SiteListener;
import io.outport.gateway.Bell;
import io.outport.gateway.http.GatewayRoutes;
import io.outport.gateway.http.JsonExchange;
import io.outport.hubapi.client.JsonCaller;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.ArtifactEventBatch;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.RegistryClient;
import io.outport.pki.ServerNames;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.Content;
import io.outport.registry.content.Waiting;
import io.outport.registry.content.Writer;
import io.outport.registry.http.ConnectionLimits;
import io.outport.registry.http.RegistryRoutes;
import io.outport.registry.http.RegistrySettings;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.registry.tls.ReloadableServerIdentity;
import io.outport.registry.tls.ServerIdentityFiles;
import io.outport.registry.tls.TlsSettings;
import io.outport.registry.upkeep.StorageUpkeep;
import io.outport.sync.Pause;
import io.outport.sync.engine.SyncEngine;
import io.outport.sync.engine.SyncSurroundings;
import io.outport.sync.up.Outbox;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a site from its settings, each part in the order in which it may fail; used once. */
final class SiteStart {
  private static final Logger LOG = LoggerFactory.getLogger(SiteStart.class);
  private static final Duration RENEWAL_INTERVAL = Duration.ofHours(12);
  private static final Duration HOUSEKEEPING_INTERVAL = Duration.ofHours(1);
  private static final Duration UPLOAD_AGE = Duration.ofDays(7);
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final EdgeSettings settings;
  private final Openings openings;
  private final InstantSource clock;
  private final SecureRandom random;

  SiteStart(EdgeSettings settings, Openings openings, InstantSource clock, SecureRandom random) {
    this.settings = settings;
    this.openings = openings;
    this.clock = clock;
    this.random = random;
  }

  /** The ways to the parent. */
  private record Uplink(GatewayClient gateway, RegistryClient registry, ActivationRequest claim) {}

  EdgeServer run() throws IOException {
    ParentAddress parent = ParentAddress.of(settings.connection());
    SiteDirectory directory = SiteDirectory.inspect(settings.data(), parent, random, clock);
    var names = new ServerNames(settings.hostNames());
    if (settings.tls() instanceof SiteTls.Given(var files, _)) {
      SiteListener.identity(tls(files, names), clock).close();
    }
    int port = SiteListener.probe(settings.listenAddress(), settings.port());

    Uplink uplink = uplink(parent, directory);
    var stored = new StoredConfiguration(directory.configuration());
    SiteConfiguration configuration =
        stored.find().orElseGet(() -> activateFirst(directory, uplink, stored));
    return serve(directory, names, port, uplink, stored, configuration);
  }

  private Uplink uplink(ParentAddress parent, SiteDirectory directory) {
    String instance = directory.instanceId();
    var caller = JsonCaller.create(parent.trust(), settings.proxy());
    var gateway = openings.add(new GatewayClient(parent.link(instance), caller));
    var registry =
        openings.add(
            RegistryClient.create(
                parent.registry().withProxy(settings.proxy()), ClientSettings.defaults()));
    return new Uplink(gateway, registry, new ActivationRequest(instance, EdgeVersion.read()));
  }

  /** The folder is marked before the site is claimed, so a crash between cannot lose the claim. */
  private static SiteConfiguration activateFirst(
      SiteDirectory directory, Uplink uplink, StoredConfiguration stored) {
    directory.establish();
    try {
      SiteConfiguration configuration = uplink.gateway().activate(uplink.claim());
      stored.save(configuration);
      return configuration;
    } catch (GatewayException e) {
      directory.abandon();
      throw new Refusal(exit(e.kind()), String.valueOf(e.getMessage()), e);
    }
  }

  private static Refusal.Exit exit(GatewayException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, UNAVAILABLE -> Refusal.Exit.UNREACHABLE;
      case UNTRUSTED -> Refusal.Exit.UNTRUSTED;
      case UNAUTHORIZED -> Refusal.Exit.UNAUTHORIZED;
      case UNKNOWN_SITE -> Refusal.Exit.NOT_FOUND;
      case ALREADY_ACTIVATED -> Refusal.Exit.ALREADY_ACTIVATED;
      case NOT_ACTIVATED, OTHER_PARENT, PROTOCOL -> Refusal.Exit.REJECTED;
    };
  }

  private EdgeServer serve(
      SiteDirectory directory,
      ServerNames names,
      int port,
      Uplink uplink,
      StoredConfiguration stored,
      SiteConfiguration configuration)
      throws IOException {
    var healer = new Healer(Pause.REAL, random);
    var blobs =
        openings.add(
            FileBlobStore.open(
                directory.blobs(), clock, settings.content().freeSpaceFloor(), healer::blobLost));
    var metadata = openings.add(SqlMetadataStore.open(directory.metadata(), clock));
    var bell = new Bell();
    var content = new Content(blobs, metadata, new ContentNews(bell, healer));
    var journal = FileSyncJournal.open(directory.journal());
    var contact = ParentContact.open(directory.contact(), clock);
    var grace = new OfflineGrace(contact, settings.choices().offlineGrace());
    var accounts = new SiteAccounts(clock, grace);
    var syncTokens = new SiteAccounts(clock, grace);
    var site = new SiteState(configuration, stored, accounts, syncTokens, journal, bell);
    site.follow(it -> settings.choices().logLevel().follow(it.logLevel()));
    var state = new LinkState(settings.connection().parentEndpoint(), contact);

    String loginServer = loginServer(names.names().getFirst(), port);
    ScheduledExecutorService timer = timer();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    openings.add(threads::shutdownNow);
    RelayedSites below = sitesBelow(uplink, site, state);
    var queue = new SiteQueue(site, content.metadata(), directory.historyBase());
    var gateway =
        new GatewayRoutes(
            below,
            queue,
            bell,
            new JsonExchange(threads),
            (child, instance, events) ->
                uplink
                    .gateway()
                    .reportEventsBelow(child, instance, new ArtifactEventBatch(events)));
    openings.add(bell);
    boolean sendsUp = !SiteState.isReadOnly(configuration);
    Content served = sendsUp ? content.as(Writer.CLIENT) : content;
    RegistryRoutes registry = routes(served, accounts, loginServer, site, timer, threads);
    var told = new ToldEvents(directory.toldEvents());
    every(HOUSEKEEPING_INTERVAL, timer, new HistoryKeeper(metadata, told, site, clock)::trim);
    Supplier<Optional<Instant>> certificateExpiry =
        listen(directory, names, port, timer, new EdgeRoutes(registry, gateway));

    var surroundings =
        new SyncSurroundings(
            clock, random, Pause.REAL, Thread.ofVirtual().name("sync-", 0).factory());
    var engine =
        SyncEngine.create(
            new RegistryParent(uplink.registry()),
            content.as(Writer.SYNC),
            journal,
            settings.sync(),
            surroundings,
            new ProgressLog(clock));
    openings.add(healer.start(engine::heal));
    StorageUpkeep upkeep =
        openings.add(
            StorageUpkeep.start(
                content,
                healer,
                engine::awaitedBlobs,
                settings.content().upkeep(),
                clock,
                Waiting.REAL));
    if (settings.choices().garbage() == LocalChoices.Decider.HUB) {
      site.follow(new GarbageRule(upkeep));
    }
    var vitals = new SiteVitals(directory.root(), certificateExpiry);
    var status =
        new SiteStatus(uplink.claim().version(), loginServer, isEncrypted(), vitals, clock, random);
    var conflicts = FileConflictLog.open(directory.conflicts(), metadata);
    var conversation =
        new Conversation(
            uplink.gateway(),
            uplink.claim(),
            engine,
            journal,
            site,
            status,
            conflicts,
            state,
            settings.link(),
            clock);
    var link = openings.add(new ParentLink(conversation, state, settings.link(), random));
    openings.add(eventReporter(told, metadata, site, uplink)).start();
    link.start();
    if (sendsUp) {
      var upstream = new RegistryUpstream(uplink.registry());
      var outbox = new Outbox(upstream, content, journal, conflicts, configuration.name(), clock);
      openings.add(new UpLink(outbox, site, status, bell, settings.link(), clock, random).start());
    }
    LOG.atInfo()
        .setMessage("site serving")
        .addKeyValue("site", configuration.name())
        .addKeyValue("mode", configuration.mode())
        .addKeyValue("loginServer", loginServer)
        .log();
    return new EdgeServer(
        openings, loginServer, port, settings.tls(), directory.tls().resolve("ca.crt"));
  }

  private RelayedSites sitesBelow(Uplink uplink, SiteState site, LinkState state) {
    var reports = new ReportRelay(uplink.gateway(), settings.link().heartbeat());
    openings.add(reports.start());
    return new RelayedSites(site, uplink.gateway(), state, reports, clock);
  }

  private EventReporter eventReporter(
      ToldEvents told, SqlMetadataStore metadata, SiteState site, Uplink uplink) {
    var outbox = new EventOutbox(metadata, told, uplink.gateway()::reportEvents, site, clock);
    site.follow(outbox::heed);
    return new EventReporter(outbox, settings.link(), random);
  }

  private RegistryRoutes routes(
      Content content,
      SiteAccounts accounts,
      String loginServer,
      SiteState site,
      ScheduledExecutorService timer,
      ExecutorService threads) {
    var access =
        SiteState.isReadOnly(site.configuration())
            ? RegistrySettings.Access.READ_ONLY
            : RegistrySettings.Access.READ_WRITE;
    RegistrySettings front =
        RegistrySettings.of(loginServer, access)
            .withNamespaces(
                Set.copyOf(List.of(loginServer, settings.connection().parentEndpoint())))
            .with(settings.limits())
            .with(settings.content().missingContent())
            .with(settings.protection());
    var tokens = new RequestTokens(loginServer, front.tokenLifetime(), clock, random);
    var routes = new RegistryRoutes(content, accounts, tokens, front, threads, random, clock);
    every(
        HOUSEKEEPING_INTERVAL,
        timer,
        () -> {
          tokens.rotate();
          routes.purgeUploads(UPLOAD_AGE);
        });
    return routes;
  }

  /** Answers how long the certificate that clients see is good, at each time that it is asked. */
  private Supplier<Optional<Instant>> listen(
      SiteDirectory directory,
      ServerNames names,
      int port,
      ScheduledExecutorService timer,
      EdgeRoutes routes)
      throws IOException {
    var address = InetSocketAddress.createUnresolved(settings.listenAddress(), port);
    ConnectionLimits connections = settings.protection().connections();
    Optional<ServerIdentityFiles> files = identityFiles(directory, names, timer);
    if (files.isEmpty()) {
      openings.add(SiteListener.startPlain(address, connections, routes));
      return Optional::empty;
    }
    ReloadableServerIdentity identity = SiteListener.identity(tls(files.get(), names), clock);
    openings.add(SiteListener.start(address, identity, connections, routes, timer));
    return () -> Optional.of(identity.identity().certificate().getNotAfter().toInstant());
  }

  private Optional<ServerIdentityFiles> identityFiles(
      SiteDirectory directory, ServerNames names, ScheduledExecutorService timer)
      throws IOException {
    return switch (settings.tls()) {
      case SiteTls.Off _ -> Optional.empty();
      case SiteTls.Given(var files, _) -> Optional.of(files);
      case SiteTls.OwnAuthority _ -> {
        var certificate = new SiteCertificate(directory.tls(), names, clock, random);
        ServerIdentityFiles files = certificate.ensure();
        every(RENEWAL_INTERVAL, timer, certificate::renewWhenDue);
        yield Optional.of(files);
      }
    };
  }

  private TlsSettings tls(ServerIdentityFiles files, ServerNames names) {
    Duration overlap =
        settings.tls() instanceof SiteTls.Given(_, var given) ? given : Duration.ZERO;
    return TlsSettings.of(files, Set.copyOf(names.names())).withAuthorityOverlap(overlap);
  }

  private boolean isEncrypted() {
    return !(settings.tls() instanceof SiteTls.Off);
  }

  private ScheduledExecutorService timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("edge-timer").daemon().factory());
    openings.add(timer::shutdownNow);
    return timer;
  }

  /** Does the work again and again; a failure is told of and does not end that. */
  private static void every(Duration interval, ScheduledExecutorService timer, Runnable work) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            LOG.atWarn().setMessage("housekeeping failed").setCause(e).log();
          }
        };
    var _ =
        timer.scheduleWithFixedDelay(
            guarded, interval.toSeconds(), interval.toSeconds(), TimeUnit.SECONDS);
  }

  private String loginServer(String name, int port) {
    String host = name.contains(":") ? "[" + name + "]" : name;
    int usual = isEncrypted() ? HTTPS_PORT : HTTP_PORT;
    return port == usual ? host : host + ":" + port;
  }
}
