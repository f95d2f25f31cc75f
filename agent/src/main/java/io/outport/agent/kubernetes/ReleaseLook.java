package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.health.AwayNode;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.health.Volume;
import io.outport.agent.health.Workload;
import io.outport.agent.release.ReleaseName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot of a release: what Helm made, by the mark that Helm puts on all it makes, and
 * the pods of it. Objects of hooks do not carry the mark.
 */
final class ReleaseLook {
  private static final String LATE_BINDING = "WaitForFirstConsumer";

  private final KubernetesClient client;
  private final InstantSource clock;

  ReleaseLook(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * A workload with what finds its pods.
   *
   * @param lost names of those of its pods whose nodes are away or gone
   */
  private record Found(
      Workload workload, Map<String, String> selector, List<AwayNode> away, Set<String> lost) {
    Found(Workload workload, Map<String, String> selector) {
      this(workload, selector, List.of(), Set.of());
    }

    Workload workload(Refusals refusals, List<Pod> pods) {
      return workload.refused(
          refusals.of(workload.name(), pods.stream().filter(this::owns).toList()));
    }

    boolean owns(Pod pod) {
      return matches(selector, pod);
    }
  }

  ReleaseSnapshot at(ReleaseName release) {
    List<Pod> pods =
        Api.ask(
            "pods cannot be listed",
            () -> client.pods().inNamespace(release.namespace()).list().getItems());
    List<Found> found =
        Api.ask(
            "release %s cannot be looked at".formatted(release.name()),
            () -> workloads(release, pods));
    List<Event> events =
        Api.ask(
                "events cannot be listed",
                () -> client.v1().events().inNamespace(release.namespace()).list())
            .getItems();
    List<Pod> owned = pods.stream().filter(each -> owner(found, each).isPresent()).toList();
    TrustWords.Heard trust = new TrustWords(client).from(owned);
    PodLook look = new PodLook(client, events, trust, clock.instant());
    Refusals refusals = new Refusals(events);
    return new ReleaseSnapshot(
        found.stream().map(each -> each.workload(refusals, pods)).toList(),
        volumes(release, events),
        owned.stream().map(each -> look.at(each, owner(found, each).orElseThrow())).toList(),
        found.stream().flatMap(each -> each.away().stream()).distinct().toList(),
        trust.unheard());
  }

  private List<Found> workloads(ReleaseName release, List<Pod> pods) {
    String namespace = release.namespace();
    List<Found> all = new ArrayList<>();
    for (Deployment each : client.apps().deployments().inNamespace(namespace).list().getItems()) {
      if (isOf(release, each)) {
        all.add(new Found(workload(each), selector(each.getSpec().getSelector())));
      }
    }
    NodePresence nodes = new NodePresence(client);
    for (DaemonSet each : client.apps().daemonSets().inNamespace(namespace).list().getItems()) {
      if (isOf(release, each)) {
        all.add(found(each, pods, nodes));
      }
    }
    for (StatefulSet each : client.apps().statefulSets().inNamespace(namespace).list().getItems()) {
      if (isOf(release, each)) {
        all.add(new Found(workload(each), selector(each.getSpec().getSelector())));
      }
    }
    return all;
  }

  private static boolean isOf(ReleaseName release, HasMetadata each) {
    Map<String, String> annotations = each.getMetadata().getAnnotations();
    return annotations != null
        && release.name().equals(annotations.get(Api.RELEASE_NAME))
        && release.namespace().equals(annotations.get(Api.RELEASE_NAMESPACE));
  }

  /** Of old and new pods together, only as many as cannot be old ones count. */
  private static Workload workload(Deployment each) {
    DeploymentStatus status = each.getStatus() == null ? new DeploymentStatus() : each.getStatus();
    int old = number(status.getReplicas()) - number(status.getUpdatedReplicas());
    int ready =
        Math.min(number(status.getUpdatedReplicas()), number(status.getReadyReplicas()) - old);
    return new Workload(
        "deployment",
        each.getMetadata().getName(),
        each.getSpec().getReplicas() == null ? 1 : each.getSpec().getReplicas(),
        Math.max(0, ready),
        isCurrent(each, status.getObservedGeneration()));
  }

  private static Found found(DaemonSet each, List<Pod> pods, NodePresence nodes) {
    Map<String, String> selector = selector(each.getSpec().getSelector());
    DaemonLook look =
        DaemonLook.at(each, pods.stream().filter(pod -> matches(selector, pod)).toList(), nodes);
    return new Found(
        look.workload(),
        selector,
        look.away(),
        look.lost().stream()
            .map(pod -> pod.getMetadata().getName())
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Workload workload(StatefulSet each) {
    StatefulSetStatus status =
        each.getStatus() == null ? new StatefulSetStatus() : each.getStatus();
    return new Workload(
        "statefulset",
        each.getMetadata().getName(),
        each.getSpec().getReplicas() == null ? 1 : each.getSpec().getReplicas(),
        Math.min(number(status.getUpdatedReplicas()), number(status.getReadyReplicas())),
        isCurrent(each, status.getObservedGeneration()));
  }

  private static boolean isCurrent(HasMetadata each, @Nullable Long seen) {
    Long generation = each.getMetadata().getGeneration();
    return generation == null || (seen != null && seen >= generation);
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static Map<String, String> selector(@Nullable LabelSelector selector) {
    return selector == null || selector.getMatchLabels() == null
        ? Map.of()
        : selector.getMatchLabels();
  }

  private List<Volume> volumes(ReleaseName release, List<Event> events) {
    return Api.ask(
            "volume claims cannot be listed",
            () -> client.persistentVolumeClaims().inNamespace(release.namespace()).list())
        .getItems()
        .stream()
        .filter(each -> isOf(release, each))
        .map(each -> volume(each, events))
        .toList();
  }

  private Volume volume(PersistentVolumeClaim claim, List<Event> events) {
    boolean bound = claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    String name = claim.getMetadata().getName();
    return new Volume(
        name,
        bound,
        !bound && bindsLate(claim.getSpec().getStorageClassName()),
        bound ? "" : Events.newestWarning(events, "PersistentVolumeClaim", claim.getMetadata()));
  }

  private boolean bindsLate(@Nullable String className) {
    if (className == null || className.isEmpty()) {
      return false;
    }
    StorageClass found =
        Api.ask(
            "storage class %s cannot be read".formatted(className),
            () -> client.storage().v1().storageClasses().withName(className).get());
    return Optional.ofNullable(found)
        .filter(each -> LATE_BINDING.equals(each.getVolumeBindingMode()))
        .isPresent();
  }

  /** Whose it is; nobody's where it is lost or on its way out. */
  private static Optional<String> owner(List<Found> found, Pod pod) {
    return found.stream()
        .filter(each -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(each -> each.owns(pod))
        .findFirst()
        .filter(each -> !each.lost().contains(pod.getMetadata().getName()))
        .map(each -> each.workload().name());
  }

  private static boolean matches(Map<String, String> selector, Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return !selector.isEmpty()
        && labels != null
        && labels.entrySet().containsAll(selector.entrySet());
  }
}
