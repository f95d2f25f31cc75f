package io.outport.hub.extension;

import io.outport.hub.resource.GroupDesk;
import io.outport.hub.resource.Names;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.EnrolmentSecret;
import io.outport.oci.model.Quoted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The clusters of one resource group (azure-api.md, "cluster"). */
public final class ClusterDesk implements ResourceDesk<Cluster> {
  /** How long an enrolment secret can be used. */
  public static final Duration ENROLMENT = Duration.ofHours(24);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final Fleet fleet;
  private final String group;

  ClusterDesk(Fleet fleet, String group) {
    this.fleet = fleet;
    this.group = group;
  }

  @Override
  public List<Cluster> list() {
    return fleet.store().clusters().stream()
        .filter(each -> each.group().equalsIgnoreCase(group))
        .map(fleet::view)
        .toList();
  }

  @Override
  public Cluster get(String name) {
    return fleet.view(require(name));
  }

  @Override
  public Written<Cluster> put(String name, Cluster wanted) {
    if (!NAME.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "cluster name '%s' is not allowed: use 1 to 63 letters, digits, '-', '_' and '.'"
              .formatted(Quoted.shorten(name)));
    }
    return fleet
        .store()
        .alone(
            () -> {
              fleet.groups().requireExists(group);
              Optional<ClusterEntry> before =
                  change(
                      name,
                      old ->
                          old.orElseGet(() -> fresh(name))
                              .with(described(Optional.empty(), wanted)));
              return new Written<>(get(name), before.isEmpty());
            });
  }

  @Override
  public Cluster patch(String name, Cluster partial) {
    return fleet
        .store()
        .alone(
            () -> {
              var _ =
                  change(
                      name,
                      old -> {
                        ClusterEntry entry = old.orElseThrow(() -> unknown(name));
                        return entry.with(described(Optional.of(entry.described()), partial));
                      });
              return get(name);
            });
  }

  @Override
  public boolean delete(String name) {
    return fleet
        .store()
        .alone(
            () -> {
              Optional<ClusterEntry> entry = fleet.store().cluster(key(name));
              entry.ifPresent(this::requireEmpty);
              return fleet.store().changeCluster(key(name), _ -> Optional.empty()).isPresent();
            });
  }

  /** What its agent enrols with, once; takes the place of one that is not used yet. */
  public EnrolmentSecret enroll(String name) {
    String secret = fleet.randomText();
    Instant expires = fleet.now().plus(ENROLMENT);
    var enrolment = new ClusterEntry.Enrolment(Fleet.hash(secret), expires, "");
    return fleet
        .store()
        .alone(
            () -> {
              var _ =
                  change(
                      name,
                      old -> {
                        ClusterEntry entry = old.orElseThrow(() -> unknown(name));
                        return entry.with(entry.agent().with(enrolment));
                      });
              // Nobody can have made it anew since: the name is the one of this secret's cluster.
              return new EnrolmentSecret(secret, expires, AgentPulls.username(require(name)));
            });
  }

  private Optional<ClusterEntry> change(
      String name, Function<Optional<ClusterEntry>, ClusterEntry> work) {
    return fleet.store().changeCluster(key(name), old -> Optional.of(work.apply(old)));
  }

  ClusterEntry require(String name) {
    return fleet.store().cluster(key(name)).orElseThrow(() -> unknown(name));
  }

  private void requireEmpty(ClusterEntry cluster) {
    boolean used =
        fleet.store().extensions(cluster.key()).stream().anyMatch(each -> !each.wish().forgotten());
    if (used) {
      throw ResourceProblem.conflict(
          "ClusterNotEmpty",
          "cluster '%s' has extensions: delete them first, see 'outport k8s-extension list'"
              .formatted(cluster.name()));
    }
    // What nobody sees any more would come back with a new cluster of this name.
    fleet
        .store()
        .extensions(cluster.key())
        .forEach(
            each ->
                fleet.store().changeExtension(cluster.key(), each.name(), _ -> Optional.empty()));
  }

  private String key(String name) {
    return ClusterEntry.key(group, name);
  }

  private ClusterEntry fresh(String name) {
    Names.requireRoom("cluster", fleet.store().clusters().size());
    var described = new ClusterEntry.Description(GroupDesk.LOCATION, Map.of(), null, null);
    return new ClusterEntry(group, name, fleet.randomText(), described, ClusterEntry.Agent.NONE);
  }

  private static ClusterEntry.Description described(
      Optional<ClusterEntry.Description> before, Cluster wanted) {
    Map<String, String> tags =
        wanted.tags() == null
            ? before.map(ClusterEntry.Description::tags).orElse(Map.of())
            : GroupDesk.checkedTags(wanted.tags());
    Cluster.Properties properties = wanted.properties();
    return new ClusterEntry.Description(
        or(wanted.location(), before.map(ClusterEntry.Description::location), GroupDesk.LOCATION),
        tags,
        properties == null || properties.distribution() == null
            ? before.map(ClusterEntry.Description::distribution).orElse(null)
            : properties.distribution(),
        properties == null || properties.infrastructure() == null
            ? before.map(ClusterEntry.Description::infrastructure).orElse(null)
            : properties.infrastructure());
  }

  private static String or(@Nullable String given, Optional<String> before, String absent) {
    return Objects.requireNonNullElse(given, before.orElse(absent));
  }

  private ResourceProblem unknown(String name) {
    return ResourceProblem.notFound("cluster", name);
  }

  /** How a cluster shows itself. */
  static Cluster view(ClusterEntry entry, ClusterId id, FleetStore store, Instant now) {
    @Nullable AgentReport report = entry.agent().report();
    return new Cluster(
        id.toString(),
        entry.name(),
        ClusterId.CLUSTER_TYPE,
        entry.described().location(),
        entry.described().tags(),
        new Cluster.Properties(
            "Succeeded",
            connectivity(entry, store, now),
            store.heard(entry).orElse(null),
            report == null ? null : report.kubernetesVersion(),
            report == null ? null : report.agentVersion(),
            report == null ? null : report.nodes().size(),
            report == null ? null : report.totalCores(),
            told(report == null ? null : report.distribution(), entry.described().distribution()),
            told(
                report == null ? null : report.infrastructure(),
                entry.described().infrastructure()),
            "",
            report == null ? null : report.hold()));
  }

  private static @Nullable String told(@Nullable String reported, @Nullable String written) {
    return reported == null ? written : reported;
  }

  private static String connectivity(ClusterEntry entry, FleetStore store, Instant now) {
    if (entry.isEnrolled()) {
      return store.isConnected(entry, now) ? Cluster.CONNECTED : Cluster.OFFLINE;
    }
    ClusterEntry.Enrolment enrolment = entry.agent().enrolment();
    boolean over = enrolment != null && !now.isBefore(enrolment.expires());
    return over ? Cluster.EXPIRED : Cluster.CONNECTING;
  }
}
