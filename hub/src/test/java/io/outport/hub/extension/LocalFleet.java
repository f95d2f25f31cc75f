package io.outport.hub.extension;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.gateway.Bell;
import io.outport.hub.resource.GroupDesk;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principals;
import io.outport.hub.resource.ResourceStore;
import io.outport.hubapi.model.Cluster;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.References;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/** A hub's fleet with one cluster, on a real store and a clock of the test's, without HTTP. */
final class LocalFleet implements AutoCloseable {
  static final String GROUP = "outport";
  static final String CLUSTER = "site1";
  static final String WRITER = "admin";
  private static final RepositoryName CHARTS = new RepositoryName("charts/connected-registry");

  private final SqliteDatabase database;
  private final SqlMetadataStore metadata;
  private final Fleet fleet;
  private final AgentDesk agents;

  private LocalFleet(
      SqliteDatabase database, SqlMetadataStore metadata, VirtualClock clock, byte[] sealingKey) {
    Bell bell = new Bell();
    FleetStore store = FleetStore.open(database, bell);
    HubFacts hub =
        new HubFacts(
            "myhub",
            "hub:8443",
            "t",
            "s",
            GROUP,
            clock.instant(),
            "",
            Principals.of(List.of(), _ -> {}));
    SecureRandom random = new SecureRandom();
    this.database = database;
    this.metadata = metadata;
    this.fleet =
        new Fleet(
            store,
            GroupDesk.open(database, hub, new GroupContents(store)),
            new ExtensionTypes(store, new ChartCatalog(metadata), hub),
            SettingsSeal.of(sealingKey, random),
            new Diagnostics(bell, clock),
            hub,
            clock,
            random);
    this.agents = new AgentDesk(fleet, new AgentPulls(store, new byte[32], "hub:8443", clock));
  }

  /** Makes its cluster, where there is none, and publishes chart 1.0.0. */
  static LocalFleet open(Path folder, VirtualClock clock) {
    return open(folder, clock, new byte[SettingsSeal.KEY_BYTES]);
  }

  /** The same with this key in place of the usual one. */
  static LocalFleet open(Path folder, VirtualClock clock, byte[] sealingKey) {
    SqliteDatabase database = SqliteDatabase.open(folder.resolve("metadata.db"));
    SqlMetadataStore metadata = SqlMetadataStore.over(database, clock);
    var _ = ResourceStore.open(database, () -> {});
    LocalFleet opened = new LocalFleet(database, metadata, clock, sealingKey);
    opened.putCluster();
    opened.publish("1.0.0", "stable");
    return opened;
  }

  Fleet fleet() {
    return fleet;
  }

  AgentDesk agents() {
    return agents;
  }

  SqliteDatabase database() {
    return database;
  }

  void putCluster() {
    var _ = fleet.clusters(GROUP).put(CLUSTER, Cluster.of(null, null));
  }

  boolean deleteCluster() {
    return fleet.clusters(GROUP).delete(CLUSTER);
  }

  ClusterEntry cluster() {
    return fleet.clusters(GROUP).require(CLUSTER);
  }

  /** The cluster's extensions; it is looked up here. */
  ExtensionDesk extensions() {
    return fleet.extensions(GROUP, CLUSTER, WRITER);
  }

  void publish(String version, String train) {
    byte[] index =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],
         "annotations":{"io.outport.release-train":"%s","version":"%s"}}\
        """
            .formatted(train, version)
            .getBytes(UTF_8);
    var manifest =
        new StoredManifest(Digest.ofBytes(index), "application/vnd.oci.image.index.v1+json", index);
    var _ = metadata.putManifest(CHARTS, manifest, References.NONE, Set.of(new Tag(version)));
  }

  @Override
  public void close() {
    database.close();
  }
}
