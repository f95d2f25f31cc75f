package io.outport.hub;

import io.outport.gateway.Bell;
import io.outport.gateway.http.GatewayRoutes;
import io.outport.gateway.http.JsonExchange;
import io.outport.hub.audit.AuditLog;
import io.outport.hub.event.DeliverySettings;
import io.outport.hub.event.HistoryFeed;
import io.outport.hub.event.SiteEventLog;
import io.outport.hub.event.WebhookDelivery;
import io.outport.hub.event.WebhookDesk;
import io.outport.hub.event.WebhookStore;
import io.outport.hub.extension.AgentDesk;
import io.outport.hub.extension.AgentPulls;
import io.outport.hub.extension.ChartCatalog;
import io.outport.hub.extension.Diagnostics;
import io.outport.hub.extension.ExtensionTypes;
import io.outport.hub.extension.Fleet;
import io.outport.hub.extension.FleetStore;
import io.outport.hub.extension.FleetUpkeep;
import io.outport.hub.extension.GroupContents;
import io.outport.hub.extension.SettingsSeal;
import io.outport.hub.http.AgentRoutes;
import io.outport.hub.http.ApiTokens;
import io.outport.hub.http.ArmRoutes;
import io.outport.hub.http.Desks;
import io.outport.hub.http.RegistryRefreshTokens;
import io.outport.hub.resource.GroupDesk;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.PrincipalDesk;
import io.outport.hub.resource.Principals;
import io.outport.hub.resource.RegistryDesk;
import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.ScopeMapDesk;
import io.outport.hub.resource.SiteActivity;
import io.outport.hub.resource.SiteDesk;
import io.outport.hub.resource.TokenDesk;
import io.outport.hub.site.HistoryQueue;
import io.outport.hub.site.HubAccounts;
import io.outport.hub.site.HubSites;
import io.outport.pki.TrustBundle;
import io.outport.registry.auth.RefreshTokens;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.Content;
import io.outport.registry.content.Waiting;
import io.outport.registry.http.ConnectionLimits;
import io.outport.registry.http.RegistryRoutes;
import io.outport.registry.http.RegistrySettings;
import io.outport.registry.store.sql.PostgresDatabase;
import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.registry.tls.ReloadableServerIdentity;
import io.outport.registry.tls.TlsSettings;
import io.outport.registry.upkeep.StorageUpkeep;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of one hub: reads, listens, opens the stores, then serves; in this order. */
final class HubStart {
  private static final Logger log = LoggerFactory.getLogger(HubStart.class);
  private static final Duration FLEET_UPKEEP = Duration.ofMinutes(1);

  private final HubServer.Settings settings;
  private final Closing closing;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final Bell bell = new Bell();
  private final Bell agentBell = new Bell();
  private final HubContent contentListener = new HubContent(bell);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  HubStart(HubServer.Settings settings, Closing closing) {
    this.settings = settings;
    this.closing = closing;
  }

  /** What is kept of the hub, opened. */
  private record Stores(
      BlobStore blobs,
      SqlMetadataStore metadata,
      ResourceStore resources,
      SqlDatabase database,
      SiteEventLog siteEvents,
      WebhookStore webhooks,
      AuditLog audit) {}

  /** Starts it; whatever was opened is in the closing, also when this throws. */
  HubServer start() {
    HubDirectory directory = HubDirectory.at(settings.data());
    HubDocument document = directory.read();
    byte[] signingKey = directory.readSigningKey();
    List<TrustBundle> ca = directory.readCa().map(TrustBundle::ofPem).stream().toList();
    ReloadableServerIdentity identity = closing.with(identity(directory, document));
    ConnectionLimits connections = settings.protection().connections();
    Listener listener = closing.with(Listener.open(settings.listen(), identity, connections));
    HubFacts facts =
        HubServer.facts(document, listener.port(), ca)
            .with(Principals.of(document.principals(), directory::write));

    Stores stores = open(directory, facts);
    closing.with(() -> stop(threads));
    Content content = new Content(stores.blobs, stores.metadata, contentListener);
    ApiTokens tokens = ApiTokens.of(facts, signingKey, clock);
    RequestTokens requestTokens =
        new RequestTokens(facts.authority(), RegistrySettings.TOKEN_LIFETIME, clock, random);
    var refreshTokens = RegistryRefreshTokens.of(facts, tokens, signingKey, clock);
    byte[] sealingKey = directory.sealingKey(random);
    FleetStore fleetStore = FleetStore.open(stores.database, agentBell);
    var pulls = new AgentPulls(fleetStore, sealingKey, facts.authority(), clock);
    Fleet fleet = fleet(fleetStore, stores, sealingKey, facts);
    fleet.warnOfLostSettings();
    RegistryRoutes registry = registry(facts, stores, content, requestTokens, refreshTokens, pulls);
    SiteActivity activity = new SiteActivity(clock);
    JsonExchange exchange = new JsonExchange(threads);
    GatewayRoutes gateway = gateway(stores, activity, exchange);
    StorageUpkeep upkeep =
        StorageUpkeep.start(
            content, contentListener, List::of, settings.content().upkeep(), clock, Waiting.REAL);
    closing.with(upkeep);
    WebhookDelivery events = events(facts, stores.webhooks, ca);
    Desks desks = desks(facts, stores, activity, events, upkeep, fleet);
    AgentRoutes agents = new AgentRoutes(new AgentDesk(fleet, pulls), exchange);
    ArmRoutes control = new ArmRoutes(facts, tokens, desks, exchange);

    // Closed before the threads: it lets the polls that wait end.
    closing.with(bell);
    closing.with(agentBell);
    closing.with(events).start();
    listener.serve(new HubRoutes(registry, gateway, agents, control));
    ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
    closing.with(() -> stop(schedule));
    new Upkeep(registry, requestTokens, stores.metadata, stores.resources, clock).start(schedule);
    every(schedule, FLEET_UPKEEP, new FleetUpkeep(fleet)::run);
    listener.watch(identity, settings.certificateInterval(), schedule);
    return new HubServer(facts, listener.port(), closing);
  }

  private ReloadableServerIdentity identity(HubDirectory directory, HubDocument document) {
    TlsSettings tls = TlsSettings.of(directory.identity(), Set.of(document.host()));
    return ReloadableServerIdentity.read(tls, clock);
  }

  private Stores open(HubDirectory directory, HubFacts facts) {
    BlobStores places =
        new BlobStores(
            directory,
            clock,
            settings.content().freeSpaceFloor(),
            contentListener::blobLost,
            threads);
    BlobStore blobs = closing.with(places.open(settings.blobs()));
    directory.requireSamePlace(settings.metadata());
    SqlDatabase database = closing.with(database(directory));
    directory.remember(settings.metadata());
    SqlMetadataStore metadata = SqlMetadataStore.over(database, clock);
    var history = new HistoryFeed(metadata, facts.registryId().toString());
    ResourceStore resources = ResourceStore.open(database, bell::ring);
    SiteEventLog siteEvents = SiteEventLog.open(database, resources, bell::ring, clock);
    return new Stores(
        blobs,
        metadata,
        resources,
        database,
        siteEvents,
        WebhookStore.open(database, List.of(history, siteEvents)),
        AuditLog.open(database, clock));
  }

  private SqlDatabase database(HubDirectory directory) {
    return switch (settings.metadata()) {
      case MetadataPlace.OwnFile() -> SqliteDatabase.open(directory.metadata());
      case MetadataPlace.Postgres(var access) -> PostgresDatabase.open(access);
    };
  }

  private RegistryRoutes registry(
      HubFacts facts,
      Stores stores,
      Content content,
      RequestTokens tokens,
      RefreshTokens refreshTokens,
      AgentPulls pulls) {
    RegistrySettings registry =
        RegistrySettings.of(facts.authority(), RegistrySettings.Access.READ_WRITE)
            .with(settings.content().missingContent())
            .with(settings.protection());
    return new RegistryRoutes(
        content,
        new HubAccounts(stores.resources, facts, pulls, clock),
        tokens,
        refreshTokens,
        registry,
        threads,
        random,
        clock);
  }

  private GatewayRoutes gateway(Stores stores, SiteActivity activity, JsonExchange exchange) {
    return new GatewayRoutes(
        new HubSites(stores.resources, activity, clock),
        new HistoryQueue(stores.resources, stores.metadata),
        bell,
        exchange,
        stores.siteEvents);
  }

  private WebhookDelivery events(HubFacts facts, WebhookStore store, List<TrustBundle> ca) {
    return WebhookDelivery.of(
        store,
        new WebhookDelivery.Surroundings(
            facts,
            bell,
            () -> TrustBundle.system().and(ca).clientContext(),
            DeliverySettings.DEFAULT,
            clock,
            random));
  }

  private Desks desks(
      HubFacts facts,
      Stores stores,
      SiteActivity activity,
      WebhookDelivery events,
      StorageUpkeep upkeep,
      Fleet fleet) {
    ResourceStore store = stores.resources;
    var scopeMaps = new ScopeMapDesk(store, facts.registryId(), clock);
    scopeMaps.addBuiltIns();
    return new Desks(
        new SiteDesk(store, facts.registryId(), facts.authority(), activity, clock),
        scopeMaps,
        new TokenDesk(
            store,
            facts.registryId(),
            name -> facts.principals().find(name).isPresent(),
            clock,
            random),
        new WebhookDesk(stores.webhooks, events, facts, clock),
        upkeep,
        stores.audit,
        fleet.groups(),
        RegistryDesk.open(stores.database, facts),
        new PrincipalDesk(
            facts.principals(),
            facts.subscriptionId(),
            name -> store.current().token(name).isPresent(),
            clock,
            random),
        fleet);
  }

  private Fleet fleet(FleetStore store, Stores stores, byte[] sealingKey, HubFacts facts) {
    return new Fleet(
        store,
        GroupDesk.open(stores.database, facts, new GroupContents(store)),
        new ExtensionTypes(store, new ChartCatalog(stores.metadata), facts),
        SettingsSeal.of(sealingKey, random),
        new Diagnostics(agentBell, clock),
        facts,
        clock,
        random);
  }

  /** A round that fails ends no later ones. */
  private static void every(ScheduledExecutorService schedule, Duration interval, Runnable work) {
    Runnable quiet =
        () -> {
          try {
            work.run();
          } catch (RuntimeException failure) {
            log.atWarn().setMessage("failed in the upkeep of the fleet").setCause(failure).log();
          }
        };
    var _ =
        schedule.scheduleWithFixedDelay(
            quiet, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void stop(ExecutorService threads) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(Listener.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      threads.shutdownNow();
    }
  }
}
