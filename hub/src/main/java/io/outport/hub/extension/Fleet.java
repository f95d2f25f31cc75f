package io.outport.hub.extension;

import io.outport.hub.resource.GroupDesk;
import io.outport.hub.resource.HubFacts;
import io.outport.hubapi.model.Cluster;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clusters and what they should run, as people see and write them. Safe for many threads. */
public final class Fleet {
  private static final Logger log = LoggerFactory.getLogger(Fleet.class);
  private static final int RANDOM_BYTES = 24;

  /** How many extensions a line of the log names at most. */
  private static final int MAX_NAMED = 20;

  private final FleetStore store;
  private final GroupDesk groups;
  private final ExtensionTypes types;
  private final SettingsSeal seal;
  private final ExtensionViews views;
  private final Diagnostics diagnostics;
  private final HubFacts hub;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Rollouts rollouts;

  /** Of this hub. */
  public Fleet(
      FleetStore store,
      GroupDesk groups,
      ExtensionTypes types,
      SettingsSeal seal,
      Diagnostics diagnostics,
      HubFacts hub,
      InstantSource clock,
      RandomGenerator random) {
    this.store = store;
    this.groups = groups;
    this.types = types;
    this.seal = seal;
    this.diagnostics = diagnostics;
    this.views = new ExtensionViews(store, hub, seal);
    this.hub = hub;
    this.clock = clock;
    this.random = random;
    this.rollouts =
        new Rollouts(store, new RolloutViews(store, hub), views::hasLostSecrets, clock.instant());
  }

  /** The clusters of a resource group. */
  public ClusterDesk clusters(String group) {
    return new ClusterDesk(this, group);
  }

  /** All clusters, sorted by group and name. */
  public List<Cluster> clusters() {
    return store.clusters().stream().map(this::view).toList();
  }

  /**
   * The extensions of a cluster; refuses one that there is not.
   *
   * @param writer the principal whose writes they are
   */
  public ExtensionDesk extensions(String group, String cluster, String writer) {
    return new ExtensionDesk(this, clusters(group).require(cluster), writer, false);
  }

  /**
   * The rollouts of a resource group.
   *
   * @param writer the principal whose writes they are
   */
  public RolloutDesk rollouts(String group, String writer) {
    return new RolloutDesk(this, group, writer);
  }

  /** The groups that all of it is in. */
  public GroupDesk groups() {
    return groups;
  }

  /** The kinds of extension. */
  public ExtensionTypes types() {
    return types;
  }

  /** As after a restore of half a backup: nobody would know before an extension is changed. */
  public void warnOfLostSettings() {
    List<String> lost = extensionsWithLostSettings();
    if (!lost.isEmpty()) {
      log.atError()
          .setMessage(
              "cannot read the protected settings of extensions: put the protected-settings.key of"
                  + " their time back, or give them again with 'outport k8s-extension update'")
          .addKeyValue("count", lost.size())
          .addKeyValue("extensions", lost.stream().limit(MAX_NAMED).toList())
          .log();
    }
  }

  /** The ids of those whose protected settings were sealed with another key than this hub's. */
  List<String> extensionsWithLostSettings() {
    return store.clusters().stream()
        .flatMap(
            cluster ->
                store.extensions(cluster.key()).stream()
                    .filter(each -> views.isSealedByAnotherKey(cluster, each))
                    .map(each -> views.id(cluster).extension(each.name()).toString()))
        .toList();
  }

  Rollouts rollouts() {
    return rollouts;
  }

  FleetStore store() {
    return store;
  }

  SettingsSeal seal() {
    return seal;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  ExtensionViews views() {
    return views;
  }

  HubFacts hub() {
    return hub;
  }

  Instant now() {
    return clock.instant();
  }

  Cluster view(ClusterEntry entry) {
    return ClusterDesk.view(entry, views.id(entry), store, now());
  }

  /** Hexadecimal, not to be guessed. */
  String randomText() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static String hash(String secret) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("the Java platform lacks SHA-256", impossible);
    }
  }
}
