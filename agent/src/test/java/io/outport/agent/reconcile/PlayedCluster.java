package io.outport.agent.reconcile;

import io.outport.agent.cluster.AddressTrial;
import io.outport.agent.cluster.CertManagerFacts;
import io.outport.agent.cluster.ClaimFacts;
import io.outport.agent.cluster.ClusterView;
import io.outport.agent.cluster.Holds;
import io.outport.agent.cluster.NamespaceState;
import io.outport.agent.cluster.NodeFacts;
import io.outport.agent.cluster.Right;
import io.outport.agent.cluster.SecretFacts;
import io.outport.agent.cluster.StorageClassFacts;
import io.outport.agent.health.AwayNode;
import io.outport.agent.health.Distrust;
import io.outport.agent.health.Pod;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.health.Workload;
import io.outport.agent.health.Workloads;
import io.outport.agent.release.ReleaseName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A cluster in memory, with what works on it. */
final class PlayedCluster implements Workloads, ClusterView, MemoryStore, Holds {
  final PlayedImages images = new PlayedImages();
  final PlayedHub hub = new PlayedHub();
  final PlayedCertManager certManager = new PlayedCertManager();
  final PlayedHelm helm;
  final Map<String, Memory> memories = new TreeMap<>();
  final List<ReleaseName> swept = new ArrayList<>();
  final List<String> left = new ArrayList<>();
  final Map<String, SecretFacts> secrets = new HashMap<>();
  private final InstantSource clock;

  /** Why nothing is to be begun; empty where anything may be. */
  String hold = "";

  /** The pods of releases are ready. */
  boolean works = true;

  /** Releases have a DaemonSet. */
  boolean reachesNodes = true;

  /** A pod of the release of this name has these reasons for not running. */
  final Map<String, Pod> stuck = new HashMap<>();

  /** What trust's pods say of nodes, each of them on one node of three, or of more. */
  final Set<String> distrusting = new TreeSet<>();

  /** How many pods of trust could not be asked. */
  int unheard;

  /** Nodes that are away, none of the three. */
  final List<AwayNode> away = new ArrayList<>();

  /** Releases of somebody that have nodes trust a site, {@code namespace/name}. */
  final List<String> trustDistributors = new ArrayList<>();

  /** By namespace. */
  final Map<String, ClaimFacts> claims = new HashMap<>();

  PlayedCluster(InstantSource clock) {
    this.clock = clock;
    this.helm = new PlayedHelm(certManager, clock);
  }

  ExtensionReconciler reconciler() {
    return new ExtensionReconciler(
        new Instruments(helm, this, this, hub, certManager, this, hub, images, this, clock));
  }

  @Override
  public Optional<String> hold() {
    return Optional.of(hold).filter(words -> !words.isEmpty());
  }

  /** One that is not ready, for this reason. */
  static Pod trustPod(Distrust distrust) {
    return new Pod("trust-1", "trust", false, "", "", 0, "", "", "", distrust);
  }

  @Override
  public ReleaseSnapshot look(ReleaseName release) {
    Workload workload = new Workload("deployment", release.name(), 1, works ? 1 : 0, true);
    int nodes = Math.max(3, distrusting.size());
    Workload trust = new Workload("daemonset", "trust", nodes, nodes - distrusting.size(), true);
    Stream<Pod> bad = Stream.ofNullable(stuck.get(release.name()));
    Stream<Pod> distrustful =
        distrusting.stream().map(words -> trustPod(new Distrust(words, false)));
    return new ReleaseSnapshot(
        reachesNodes ? List.of(workload, trust) : List.of(workload),
        List.of(),
        Stream.concat(bad, distrustful).toList(),
        away,
        unheard);
  }

  @Override
  public List<String> sweep(ReleaseName release, Leftovers leftovers) {
    swept.add(release);
    return List.copyOf(left);
  }

  @Override
  public NamespaceState namespace(String name) {
    return NamespaceState.ACTIVE;
  }

  @Override
  public AddressTrial tryAddress(String namespace, String address) {
    return new AddressTrial.Free();
  }

  @Override
  public Optional<String> findNodeAccessRefusal(String namespace) {
    return Optional.empty();
  }

  @Override
  public List<StorageClassFacts> storageClasses() {
    return List.of(new StorageClassFacts("standard", true, false));
  }

  /** As its release was ordered last. */
  @Override
  public Optional<String> findServiceAddress(String namespace, String name) {
    return helm.findOrder(new ReleaseName(namespace, name))
        .map(order -> order.values().get("service"))
        .map(service -> service instanceof Map<?, ?> map ? map.get("clusterIP") : null)
        .map(String::valueOf);
  }

  @Override
  public Optional<ClaimFacts> findClaim(String namespace, String name) {
    return Optional.ofNullable(claims.get(namespace));
  }

  @Override
  public CertManagerFacts certManager() {
    return certManager.facts(helm.releases.keySet());
  }

  @Override
  public Optional<SecretFacts> findSecret(String namespace, String name) {
    return Optional.ofNullable(secrets.get(namespace + "/" + name));
  }

  @Override
  public List<String> namespacesWithSecret(String name) {
    return List.of();
  }

  @Override
  public List<String> trustDistributors() {
    return List.copyOf(trustDistributors);
  }

  @Override
  public boolean may(Right right) {
    return true;
  }

  @Override
  public List<NodeFacts> nodes() {
    return List.of(new NodeFacts("n1", "amd64", "containerd://2.1.4", true, 4, Map.of()));
  }

  @Override
  public String version() {
    return "v1.34.4";
  }

  @Override
  public Memory read(String extension) {
    return memories.getOrDefault(extension, Memory.EMPTY);
  }

  @Override
  public void write(String extension, Memory memory) {
    memories.put(extension, memory);
  }

  @Override
  public void forget(String extension) {
    memories.remove(extension);
  }

  @Override
  public Set<String> list() {
    return Set.copyOf(memories.keySet());
  }
}
