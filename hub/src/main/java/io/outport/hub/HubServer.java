package io.outport.hub;

import io.outport.gateway.Bell;
import io.outport.gateway.http.GatewayRoutes;
import io.outport.gateway.http.JsonExchange;
import io.outport.hub.http.ApiTokens;
import io.outport.hub.http.ArmRoutes;
import io.outport.hub.http.Desks;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principal;
import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.ScopeMapDesk;
import io.outport.hub.resource.SiteActivity;
import io.outport.hub.resource.SiteDesk;
import io.outport.hub.resource.TokenDesk;
import io.outport.hub.site.HistoryQueue;
import io.outport.hub.site.HubAccounts;
import io.outport.hub.site.HubSites;
import io.outport.hubapi.model.Refusal;
import io.outport.pki.CertificateProblem;
import io.outport.pki.TrustBundle;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.Content;
import io.outport.registry.content.StoreException;
import io.outport.registry.http.RegistryRoutes;
import io.outport.registry.http.RegistrySettings;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.registry.store.sql.SqliteMetadataStore;
import io.outport.registry.tls.ReloadableServerIdentity;
import io.outport.registry.tls.TlsSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running hub: the registry, the gateway and the control API on one HTTPS port. */
public final class HubServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HubServer.class);

  /** Where and how a hub listens. */
  public record Settings(Path data, InetSocketAddress listen, Duration certificateInterval) {
    /** Looks for new certificates as often as is usual. */
    public static Settings of(Path data, InetSocketAddress listen) {
      return new Settings(data, listen, ReloadableServerIdentity.DEFAULT_INTERVAL);
    }
  }

  private static final int HTTPS = 443;

  private final HubFacts facts;
  private final int port;
  private final Closing closing;

  private HubServer(HubFacts facts, int port, Closing closing) {
    this.facts = facts;
    this.port = port;
    this.closing = closing;
  }

  /**
   * Starts a hub.
   *
   * @throws Refusal {@code DATA_DIRECTORY}, {@code CERTIFICATE} or {@code ADDRESS_IN_USE}; nothing
   *     was changed on disk then
   */
  public static HubServer start(Settings settings) {
    Closing closing = new Closing();
    try {
      return start(settings, closing);
    } catch (StoreException problem) {
      closing.close();
      throw new Refusal(Refusal.Exit.DATA_DIRECTORY, String.valueOf(problem.getMessage()), problem);
    } catch (CertificateProblem problem) {
      closing.close();
      throw new Refusal(Refusal.Exit.CERTIFICATE, problem.getMessage(), problem);
    } catch (RuntimeException | Error problem) {
      closing.close();
      throw problem;
    }
  }

  private static HubServer start(Settings settings, Closing closing) {
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    HubDirectory directory = HubDirectory.at(settings.data());
    HubDocument document = directory.read();
    byte[] signingKey = directory.readSigningKey();
    List<TrustBundle> ca = directory.readCa().map(TrustBundle::ofPem).stream().toList();
    ReloadableServerIdentity identity =
        closing.with(
            ReloadableServerIdentity.read(
                TlsSettings.of(directory.identity(), Set.of(document.host())), clock));
    Listener listener = closing.with(Listener.open(settings.listen(), identity));

    HubFacts facts = facts(document, listener.port(), ca);
    FileBlobStore blobs = closing.with(FileBlobStore.open(directory.blobs()));
    SqliteDatabase database = closing.with(SqliteDatabase.open(directory.metadata()));
    SqliteMetadataStore metadata = SqliteMetadataStore.over(database, clock);
    Bell bell = new Bell();
    ResourceStore store = ResourceStore.open(database, bell::ring);

    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    closing.with(() -> stop(threads));
    RegistrySettings registry =
        RegistrySettings.of(facts.authority(), RegistrySettings.Access.READ_WRITE);
    RegistryRoutes registryRoutes =
        new RegistryRoutes(
            new Content(blobs, metadata, bell::ring),
            new HubAccounts(store, facts.principals(), clock),
            new RequestTokens(facts.authority(), registry.tokenLifetime(), clock, random),
            registry,
            threads,
            random,
            clock);
    SiteActivity activity = new SiteActivity(clock);
    Desks desks =
        new Desks(
            new SiteDesk(store, facts.registryId(), facts.authority(), activity, clock),
            new ScopeMapDesk(store, facts.registryId(), clock),
            new TokenDesk(store, facts.registryId(), reservedNames(facts), clock, random));
    desks.scopeMaps().addBuiltIns();
    JsonExchange exchange = new JsonExchange(threads);
    GatewayRoutes gatewayRoutes =
        new GatewayRoutes(
            new HubSites(store, activity, clock),
            new HistoryQueue(store, metadata),
            bell,
            exchange);
    ArmRoutes armRoutes =
        new ArmRoutes(facts, ApiTokens.of(facts, signingKey, clock), desks, exchange);

    listener.serve(new HubRoutes(registryRoutes, gatewayRoutes, armRoutes));
    closing.with(bell);
    ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
    closing.with(() -> stop(schedule));
    new Upkeep(registryRoutes, metadata, store, clock).start(schedule);
    listener.watch(identity, settings.certificateInterval(), schedule);
    log.atInfo()
        .setMessage("started the hub")
        .addKeyValue("hub", facts.name())
        .addKeyValue("endpoint", facts.endpoint())
        .addKeyValue("port", listener.port())
        .log();
    return new HubServer(facts, listener.port(), closing);
  }

  /**
   * The port that the hub in this folder was made with; 0 for any free one.
   *
   * @throws Refusal {@code DATA_DIRECTORY} when the folder is not a hub's
   */
  public static int portOf(Path data) {
    return HubDirectory.at(data).read().port();
  }

  /** The port that it listens at. */
  public int port() {
    return port;
  }

  /** The address that clients and sites reach it at. */
  public URI endpoint() {
    return facts.endpoint();
  }

  /** Stops listening, lets what is under way end, and closes the stores. */
  @Override
  public void close() {
    closing.close();
    log.atInfo().setMessage("stopped the hub").addKeyValue("hub", facts.name()).log();
  }

  static HubFacts facts(HubDocument document, int listeningPort, List<TrustBundle> ca) {
    int port = document.port() == 0 ? listeningPort : document.port();
    String host = document.host().contains(":") ? "[" + document.host() + "]" : document.host();
    return new HubFacts(
        document.name(),
        port == HTTPS ? host : host + ":" + port,
        document.tenantId(),
        document.subscriptionId(),
        document.resourceGroup(),
        document.created(),
        ca.stream().map(TrustBundle::toCompactText).findFirst().orElse(""),
        document.principals());
  }

  private static Set<String> reservedNames(HubFacts facts) {
    return facts.principals().stream()
        .map(Principal::name)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static void stop(ExecutorService threads) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(Listener.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      threads.shutdownNow();
    }
  }
}
