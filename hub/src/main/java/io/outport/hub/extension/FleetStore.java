package io.outport.hub.extension;

import io.outport.gateway.Bell;
import io.outport.hub.resource.KeptEntries;
import io.outport.hub.resource.Resources;
import io.outport.registry.store.sql.SqlDatabase;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Clusters, extensions, foreign extension types and rollouts, kept. Safe for use by many threads.
 */
public final class FleetStore {
  private final KeptEntries<ClusterEntry> clusters;
  private final KeptEntries<ExtensionEntry> extensions;
  private final KeptEntries<TypeEntry> types;
  private final KeptEntries<RolloutEntry> rollouts;
  private final Bell bell;

  /**
   * When each agent was heard last, by its cluster's incarnation: no more than there are of them.
   */
  private final Map<String, Instant> heard = new ConcurrentHashMap<>();

  /** Held by whoever writes after a look at more than one entry. */
  private final ReentrantLock lock = new ReentrantLock();

  private FleetStore(
      KeptEntries<ClusterEntry> clusters,
      KeptEntries<ExtensionEntry> extensions,
      KeptEntries<TypeEntry> types,
      KeptEntries<RolloutEntry> rollouts,
      Bell bell) {
    this.clusters = clusters;
    this.extensions = extensions;
    this.types = types;
    this.rollouts = rollouts;
    this.bell = bell;
  }

  /**
   * Reads what is kept; the tables must be there, see {@link
   * io.outport.hub.resource.ResourceStore#open}.
   *
   * @param bell rung after each change of what a cluster should run
   */
  public static FleetStore open(SqlDatabase database, Bell bell) {
    return new FleetStore(
        KeptEntries.open(database, "cluster", ClusterEntry.class),
        KeptEntries.open(database, "extension", ExtensionEntry.class),
        KeptEntries.open(database, "extensionType", TypeEntry.class),
        KeptEntries.open(database, "rollout", RolloutEntry.class),
        bell);
  }

  /** Runs with no other such work at the same time. */
  <T> T alone(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  Bell bell() {
    return bell;
  }

  KeptEntries<TypeEntry> types() {
    return types;
  }

  KeptEntries<RolloutEntry> rollouts() {
    return rollouts;
  }

  Collection<ClusterEntry> clusters() {
    return clusters.all().values();
  }

  Optional<ClusterEntry> cluster(String key) {
    return Optional.ofNullable(clusters.all().get(key));
  }

  /** The cluster of this incarnation; one that was made anew is another. */
  Optional<ClusterEntry> clusterOf(String incarnation) {
    return clusters().stream().filter(each -> each.incarnation().equals(incarnation)).findFirst();
  }

  Optional<ClusterEntry> changeCluster(
      String key, Function<Optional<ClusterEntry>, Optional<ClusterEntry>> work) {
    Optional<ClusterEntry> before = clusters.change(key, work);
    before.filter(old -> !isThere(old)).ifPresent(old -> heard.remove(old.incarnation()));
    return before;
  }

  /** Whether it is there still; one that was made anew is another. */
  boolean isThere(ClusterEntry cluster) {
    return cluster(cluster.key())
        .filter(each -> each.incarnation().equals(cluster.incarnation()))
        .isPresent();
  }

  List<ExtensionEntry> extensions() {
    return List.copyOf(extensions.all().values());
  }

  /** All of a cluster, those that people no longer see too, by name. */
  List<ExtensionEntry> extensions(String cluster) {
    String prefix = Resources.key(cluster) + "/";
    return List.copyOf(extensions.all().subMap(prefix, prefix + Character.MAX_VALUE).values());
  }

  Optional<ExtensionEntry> extension(String cluster, String name) {
    return Optional.ofNullable(extensions.all().get(ExtensionEntry.key(cluster, name)));
  }

  /** Changes one, and wakes the agents that wait where a wish became another. */
  Optional<ExtensionEntry> changeExtension(
      String cluster,
      String name,
      Function<Optional<ExtensionEntry>, Optional<ExtensionEntry>> work) {
    Optional<ExtensionEntry> before = extensions.change(ExtensionEntry.key(cluster, name), work);
    Optional<ExtensionEntry> after = extension(cluster, name);
    if (!before.map(ExtensionEntry::generation).equals(after.map(ExtensionEntry::generation))) {
      bell.ring();
    }
    return before;
  }

  void hear(ClusterEntry cluster, Instant now) {
    heard.put(cluster.incarnation(), now);
    // After the word, so that whichever comes last, this or the deletion, takes it away.
    if (!isThere(cluster)) {
      heard.remove(cluster.incarnation());
    }
  }

  /** When the cluster's agent was heard last. */
  Optional<Instant> heard(ClusterEntry cluster) {
    return Optional.ofNullable(heard.get(cluster.incarnation()))
        .or(() -> Optional.ofNullable(cluster.agent().heard()));
  }

  boolean isConnected(ClusterEntry cluster, Instant now) {
    return heard(cluster)
        .filter(last -> now.isBefore(last.plus(ClusterEntry.OFFLINE_AFTER)))
        .isPresent();
  }
}
