package io.outport.edge;

import io.outport.gateway.Bell;
import io.outport.gateway.http.GatewayRoutes;
import io.outport.gateway.http.JsonExchange;
import io.outport.hub.event.SiteEventLog;
import io.outport.hub.extension.AgentPulls;
import io.outport.hub.extension.FleetStore;
import io.outport.hub.extension.SettingsSeal;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principals;
import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.ScopeMapDesk;
import io.outport.hub.resource.SiteActivity;
import io.outport.hub.resource.SiteDesk;
import io.outport.hub.resource.TokenDesk;
import io.outport.hub.site.HistoryQueue;
import io.outport.hub.site.HubAccounts;
import io.outport.hub.site.HubSites;
import io.outport.hubapi.model.ResourceId;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqliteDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hub of a simulation: its stores outlive its processes. */
final class SimHub implements SimNode, AutoCloseable {
  private final SimWorld world;
  private final InstantSource clock;
  private final SecureRandom random;
  private final SqlDatabase database;
  private final MemoryBlobStore blobs;
  private final MemoryMetadataStore metadata;
  private final HubFacts facts;
  private @Nullable Running running;

  SimHub(SimWorld world, Path folder) {
    this.world = world;
    this.clock = world.clock();
    this.random = world.secureRandom();
    this.database = SqliteDatabase.open(folder.resolve("hub.db"));
    this.blobs = new MemoryBlobStore(clock);
    this.metadata = new MemoryMetadataStore(clock);
    this.facts =
        new HubFacts(
            "simhub",
            "simhub.test",
            "00000000-0000-0000-0000-000000000001",
            "00000000-0000-0000-0000-000000000002",
            "outport",
            Instant.EPOCH,
            "",
            Principals.of(List.of(), _ -> {}));
  }

  /** What a process of the hub consists of. */
  record Running(
      Serving serving,
      ResourceStore resources,
      SiteDesk sites,
      TokenDesk tokens,
      ScopeMapDesk scopeMaps,
      SiteEventLog events) {}

  /** Starts a process where none lives. */
  void start() {
    if (serving().isPresent()) {
      return;
    }
    var process = new SimProcess(world.chaos());
    var bell = new Bell();
    ResourceStore resources = ResourceStore.open(database, bell::ring);
    SiteEventLog events = SiteEventLog.open(database, resources, bell::ring, clock);
    MetadataStore meaning = process.guard(MetadataStore.class, metadata);
    var content =
        new Content(
            process.guard(BlobStore.class, blobs),
            meaning,
            new ContentNews(bell, ContentListener.NONE));
    var activity = new SiteActivity(clock);
    var gateway =
        new GatewayRoutes(
            new HubSites(resources, activity, clock),
            new HistoryQueue(resources, meaning),
            bell,
            new JsonExchange(Runnable::run),
            events);
    FleetStore fleet = FleetStore.open(database, bell);
    var agents = new AgentPulls(fleet, new byte[SettingsSeal.KEY_BYTES], facts.authority(), clock);
    var accounts = new HubAccounts(resources, facts, agents, clock);
    ResourceId id = facts.registryId();
    running =
        new Running(
            new Serving(process, gateway, content, accounts),
            resources,
            new SiteDesk(resources, id, facts.authority(), activity, clock),
            new TokenDesk(resources, id, _ -> false, clock, random),
            new ScopeMapDesk(resources, id, clock),
            events);
  }

  @Override
  public String name() {
    return "simhub.test";
  }

  @Override
  public Optional<Serving> serving() {
    return running().map(Running::serving);
  }

  /** The process that lives now. */
  Optional<Running> running() {
    return Optional.ofNullable(running).filter(it -> !it.serving().process().hasEnded());
  }

  ResourceId id(String kind, String name) {
    return facts.registryId().child(kind, name);
  }

  /** The content as it is, whoever looks at it. */
  Content content() {
    return new Content(blobs, metadata, ContentListener.NONE);
  }

  @Override
  public void close() {
    database.close();
  }
}
