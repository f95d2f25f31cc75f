package io.outport.agent.reconcile;

import io.outport.agent.chart.Charts;
import io.outport.agent.chart.FetchedChart;
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
import io.outport.agent.preflight.ImageFacts;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseMark;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseOrder;
import io.outport.agent.release.ReleaseStatus;
import io.outport.agent.release.Releases;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.DesiredExtension;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster, its Helm and its hub in memory: what was done is what is there. */
final class PlayedCluster
    implements Releases,
        Workloads,
        ClusterView,
        Charts,
        CertManagerTypes,
        MemoryStore,
        PullSecrets,
        Holds {
  private static final String CERT_MANAGER = "outport-cert-manager";

  final Map<ReleaseName, Release> releases = new HashMap<>();
  final Map<ReleaseName, ReleaseOrder> orders = new HashMap<>();
  final Map<String, Memory> memories = new TreeMap<>();
  final Set<String> pullSecrets = new TreeSet<>();
  final List<ReleaseName> swept = new ArrayList<>();
  final List<String> left = new ArrayList<>();
  final Map<String, SecretFacts> secrets = new HashMap<>();
  private final InstantSource clock;

  /** Why nothing is to be begun; empty where anything may be. */
  String hold = "";

  /** The volumes of releases, and which of them outlive these. */
  final Set<ReleaseName> volumes = new HashSet<>();

  private final Set<ReleaseName> kept = new HashSet<>();

  /** Removals of releases so far, {@code name hooks}. */
  final List<String> uninstalls = new ArrayList<>();

  /** A chart's hooks cannot be run. */
  boolean hooksFail;

  /** Releases have a DaemonSet. */
  boolean reachesNodes = true;

  /** The records of releases can be written. */
  boolean canKeep = true;

  /** Somebody makes a release of the same name between the look for one and Helm's work. */
  boolean takenMeanwhile;

  /** A release's last change was cut off. */
  boolean cutOff;

  /** The hub answers, and Helm does what it is told. */
  boolean hubAway;

  boolean hubRefuses;
  String helmSays = "";

  /** How often Helm said that. */
  int tries;

  /** The pods of releases are ready, and so are those of cert-manager. */
  boolean works = true;

  boolean certManagerRuns = true;

  /** Why the running one takes no certificate; empty where it does. */
  String certManagerRefusal = "";

  /** A pod of the release of this name has these reasons for not running. */
  final Map<String, Pod> stuck = new HashMap<>();

  /** What trust's pods say of nodes, each of them on one node of three, or of more. */
  final Set<String> distrusting = new TreeSet<>();

  /** How many pods of trust could not be asked. */
  int unheard;

  /** Nodes that are away, none of the three. */
  final List<AwayNode> away = new ArrayList<>();

  /** Where people run a cert-manager of their own, {@code namespace/name}; empty for none. */
  String foreignCertManager = "";

  /** Whose release brought cert-manager's types, {@code namespace/name}; empty for none. */
  String typesOf = "";

  /** What people have of them. */
  final List<String> uses = new ArrayList<>();

  /** Releases of somebody that have nodes trust a site, {@code namespace/name}. */
  final List<String> trustDistributors = new ArrayList<>();

  /** By namespace. */
  final Map<String, ClaimFacts> claims = new HashMap<>();

  PlayedCluster(InstantSource clock) {
    this.clock = clock;
  }

  ExtensionReconciler reconciler() {
    return new ExtensionReconciler(
        new Instruments(this, this, this, this, this, this, this, this, clock));
  }

  ReleaseOrder orderOf(ReleaseName name) {
    return Optional.ofNullable(orders.get(name)).orElseThrow();
  }

  @Override
  public Optional<Release> find(ReleaseName name) {
    return Optional.ofNullable(releases.get(name)).map(each -> cutOff ? pending(each) : each);
  }

  private static Release pending(Release release) {
    return new Release(
        release.name(),
        ReleaseStatus.PENDING_UPGRADE,
        release.revision() + 1,
        release.mark(),
        release.chartVersion(),
        "",
        0,
        true,
        release.changed());
  }

  @Override
  public void install(ReleaseOrder order) {
    if (takenMeanwhile && !order.name().name().equals(CERT_MANAGER)) {
      foreign(order.name(), ReleaseStatus.DEPLOYED);
      throw new ReleaseException("cannot re-use a name that is still in use", null);
    }
    make(order);
  }

  /** Has a release there that somebody else made. */
  Release foreign(ReleaseName name, ReleaseStatus status) {
    Release release =
        new Release(name, status, 1, null, "9.9.9", "theirs", 0, true, clock.instant());
    releases.put(name, release);
    return release;
  }

  @Override
  public void upgrade(ReleaseOrder order) {
    make(order);
  }

  private void make(ReleaseOrder order) {
    if (!helmSays.isEmpty()) {
      tries++;
      releases.compute(order.name(), (name, before) -> failed(order, before));
      throw new ReleaseException(helmSays, null);
    }
    Release before = releases.get(order.name());
    int revision = before == null ? 1 : before.revision() + 1;
    orders.put(order.name(), order);
    volumes.add(order.name());
    if (order.name().name().equals(CERT_MANAGER)) {
      String owner = order.name().namespace() + "/" + CERT_MANAGER;
      if (!typesOf.isEmpty() && !typesOf.equals(owner)) {
        throw new ReleaseException("invalid ownership metadata of " + typesOf, null);
      }
      typesOf = owner;
    }
    releases.put(
        order.name(),
        new Release(
            order.name(),
            ReleaseStatus.DEPLOYED,
            revision,
            order.mark(),
            order.chart().toString(),
            "",
            0,
            before != null,
            clock.instant()));
  }

  private Release failed(ReleaseOrder order, @Nullable Release before) {
    return new Release(
        order.name(),
        ReleaseStatus.FAILED,
        before == null ? 1 : before.revision() + 1,
        order.mark(),
        order.chart().toString(),
        helmSays,
        before == null ? 1 : before.failures() + 1,
        before != null,
        clock.instant());
  }

  /** As an agent leaves it that is killed in Helm's work. */
  void leave(ReleaseName name, ReleaseStatus status) {
    releases.computeIfPresent(
        name,
        (same, each) ->
            new Release(
                same, status, 1, each.mark(), each.chartVersion(), "", 0, false, each.changed()));
  }

  @Override
  public void forgetPending(ReleaseName name) {
    cutOff = false;
  }

  @Override
  public Optional<String> hold() {
    return Optional.of(hold).filter(words -> !words.isEmpty());
  }

  @Override
  public void keepVolumes(ReleaseName name) {
    if (!canKeep) {
      throw new ReleaseException("its record cannot be written", null);
    }
    kept.add(name);
  }

  @Override
  public void uninstall(ReleaseName name, Hooks hooks) {
    uninstalls.add(name.name() + " " + hooks);
    if (hooksFail && hooks == Hooks.RUN) {
      throw new ReleaseException("post-delete hooks failed", null);
    }
    if (releases.remove(name) != null && !kept.remove(name)) {
      volumes.remove(name);
    }
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

  /** As an agent leaves it that is killed between Helm's work and its record of that. */
  void makeAgainAs(DesiredExtension wish) {
    Release release =
        releases.values().stream()
            .filter(e -> e.name().name().equals(wish.name()))
            .findFirst()
            .orElseThrow();
    GoodRelease good = read(wish.name()).findLastGood().orElseThrow();
    releases.put(
        release.name(),
        new Release(
            release.name(),
            release.status(),
            release.revision(),
            new ReleaseMark(good.generation(), good.fingerprint()),
            release.chartVersion(),
            "",
            0,
            true,
            release.changed()));
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
  public List<StorageClassFacts> storageClasses() {
    return List.of(new StorageClassFacts("standard", true, false));
  }

  /** As its release was ordered last. */
  @Override
  public Optional<String> findServiceAddress(String namespace, String name) {
    return Optional.ofNullable(orders.get(new ReleaseName(namespace, name)))
        .filter(order -> releases.containsKey(order.name()))
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
    if (!foreignCertManager.isEmpty()) {
      List<String> place = List.of(foreignCertManager);
      return new CertManagerFacts(true, place, place, "cert-manager", certManagerRefusal);
    }
    return releases.keySet().stream()
        .filter(name -> name.name().equals(CERT_MANAGER))
        .map(name -> name.namespace() + "/cert-manager")
        .findFirst()
        .map(
            place ->
                new CertManagerFacts(
                    true,
                    List.of(place),
                    certManagerRuns ? List.of(place) : List.of(),
                    CERT_MANAGER,
                    certManagerRefusal))
        .orElseGet(this::typesAlone);
  }

  private CertManagerFacts typesAlone() {
    return typesOf.isEmpty()
        ? CertManagerFacts.ABSENT
        : new CertManagerFacts(
            true, List.of(), List.of(), typesOf.substring(typesOf.indexOf('/') + 1), "");
  }

  @Override
  public List<String> uses() {
    return List.copyOf(uses);
  }

  @Override
  public void moveTo(String namespace) {
    if (typesOf.endsWith("/" + CERT_MANAGER)) {
      typesOf = namespace + "/" + CERT_MANAGER;
    }
  }

  @Override
  public void remove() {
    if (typesOf.endsWith("/" + CERT_MANAGER)) {
      typesOf = "";
    }
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
  public FetchedChart fetch(DesiredExtension.Chart chart) {
    if (chart.version().equals("not-cached")) {
      hub();
    }
    return new FetchedChart(
        Path.of(chart.version()), chart.version(), "outport/connected-registry@sha256:1");
  }

  @Override
  public ImageFacts look(String image) {
    hub();
    return new ImageFacts(image, Set.of("amd64"), "");
  }

  @Override
  public DesiredExtension.Chart newest(String repository) {
    hub();
    return new DesiredExtension.Chart(repository, "1.0.0", "sha256:2");
  }

  @Override
  public String loginServer() {
    return "hub.example:8443";
  }

  private void hub() {
    if (hubAway) {
      throw new AgentException(AgentException.Kind.UNREACHABLE, "nothing listens at the hub", null);
    }
    if (hubRefuses) {
      throw new AgentException(AgentException.Kind.UNAUTHORIZED, "the key is not known", null);
    }
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

  @Override
  public void ensure(String namespace) {
    hub();
    pullSecrets.add(namespace);
  }

  @Override
  public void renew() {}

  @Override
  public void remove(String namespace) {
    pullSecrets.remove(namespace);
  }
}
