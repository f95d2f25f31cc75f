package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.health.Pod;
import io.outport.agent.health.ReleaseSnapshot;
import io.outport.agent.health.Volume;
import io.outport.agent.health.Workload;
import io.outport.agent.release.ReleaseName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot of a release: what Helm made, by the mark that Helm puts on all it makes, and
 * the pods of it. Objects of hooks do not carry the mark.
 */
final class ReleaseLook {
  private static final String LATE_BINDING = "WaitForFirstConsumer";

  private final KubernetesClient client;

  ReleaseLook(KubernetesClient client) {
    this.client = client;
  }

  /** A workload with what finds its pods. */
  private record Found(Workload workload, Map<String, String> selector) {}

  ReleaseSnapshot at(ReleaseName release) {
    List<Found> found =
        Api.ask(
            "release %s cannot be looked at".formatted(release.name()), () -> workloads(release));
    List<Event> events =
        Api.ask(
                "events cannot be listed",
                () -> client.v1().events().inNamespace(release.namespace()).list())
            .getItems();
    return new ReleaseSnapshot(
        found.stream().map(Found::workload).toList(),
        volumes(release, events),
        pods(release, found, events));
  }

  private List<Found> workloads(ReleaseName release) {
    String namespace = release.namespace();
    List<Found> all = new ArrayList<>();
    for (Deployment each : client.apps().deployments().inNamespace(namespace).list().getItems()) {
      if (isOf(release, each)) {
        all.add(new Found(workload(each), selector(each.getSpec().getSelector())));
      }
    }
    for (DaemonSet each : client.apps().daemonSets().inNamespace(namespace).list().getItems()) {
      if (isOf(release, each)) {
        all.add(new Found(workload(each), selector(each.getSpec().getSelector())));
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

  private static Workload workload(DaemonSet each) {
    DaemonSetStatus status = each.getStatus() == null ? new DaemonSetStatus() : each.getStatus();
    int wanted = number(status.getDesiredNumberScheduled());
    int updated = number(status.getUpdatedNumberScheduled());
    return new Workload(
        "daemonset",
        each.getMetadata().getName(),
        wanted,
        Math.min(updated, number(status.getNumberReady())),
        updated >= wanted && isCurrent(each, status.getObservedGeneration()));
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

  private List<Pod> pods(ReleaseName release, List<Found> found, List<Event> events) {
    PodLook look = new PodLook(client, events);
    List<Pod> pods = new ArrayList<>();
    Api.ask(
            "pods cannot be listed",
            () -> client.pods().inNamespace(release.namespace()).list().getItems())
        .stream()
        .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
        .forEach(
            each ->
                owner(found, each.getMetadata().getLabels())
                    .ifPresent(owner -> pods.add(look.at(each, owner))));
    return pods;
  }

  private static Optional<String> owner(List<Found> found, @Nullable Map<String, String> labels) {
    return found.stream()
        .filter(each -> !each.selector().isEmpty() && labels != null)
        .filter(each -> labels != null && labels.entrySet().containsAll(each.selector().entrySet()))
        .map(each -> each.workload().name())
        .findFirst();
  }
}
