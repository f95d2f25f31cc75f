package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.outport.agent.reconcile.NodeImages.Image;
import io.outport.agent.release.ReleaseName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A pod that has a node pull an image. What its container does is of no interest: it says its
 * version and ends. It carries the release's label, by which a removal finds it, and not that by
 * which the site's Service does.
 */
record Puller(Pod pod) {
  private static final String NAME = "connected-registry-image";
  private static final String CONTAINER = "image";
  private static final long USER = 65532;

  /** What was asked for: webhooks have pods pull by way of mirrors, and add containers to them. */
  private static final String WANTED = "outport.io/image";

  /** Kubelet pulls for a pod that failed after up to five minutes; for a new one at once. */
  private static final Duration WORN = Duration.ofMinutes(2);

  /** Reasons for which a container is not there as its image is not. */
  private static final Set<String> WITHOUT_IMAGE =
      Set.of(
          "ContainerCreating",
          "PodInitializing",
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  /** Also in namespaces that let in nothing that asks for more, or that says not what it needs. */
  private static final ResourceRequirements LITTLE =
      new ResourceRequirementsBuilder()
          .addToRequests("cpu", new Quantity("10m"))
          .addToRequests("memory", new Quantity("32Mi"))
          .addToLimits("cpu", new Quantity("500m"))
          .addToLimits("memory", new Quantity("256Mi"))
          .build();

  static boolean is(Pod each) {
    return each.getMetadata().getLabels() != null
        && NAME.equals(each.getMetadata().getLabels().get(Api.NAME));
  }

  /**
   * One that is not made yet.
   *
   * @param other a pod on the node that is meant, whose tolerations it takes
   */
  static Puller of(ReleaseName release, Image image, Pod other) {
    String node = other.getSpec().getNodeName();
    byte[] what = (node + "\n" + image.reference()).getBytes(StandardCharsets.UTF_8);
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("%s-image-%s".formatted(release.name(), UUID.nameUUIDFromBytes(what)))
            .withNamespace(release.namespace())
            .addToLabels(Api.NAME, NAME)
            .addToLabels(Api.INSTANCE, release.name())
            .addToAnnotations(WANTED, image.reference())
            .endMetadata()
            .withNewSpec()
            .withNodeName(node)
            .withTolerations(other.getSpec().getTolerations())
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(false)
            .withTerminationGracePeriodSeconds(0L)
            .withImagePullSecrets(secrets(image))
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(USER)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .addNewContainer()
            .withName(CONTAINER)
            .withImage(image.reference())
            .withImagePullPolicy("IfNotPresent")
            .withArgs("--version")
            .withResources(LITTLE)
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withReadOnlyRootFilesystem(true)
            .withNewCapabilities()
            .addToDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    return new Puller(pod);
  }

  private static List<LocalObjectReference> secrets(Image image) {
    return Stream.of(image.pullSecret())
        .filter(name -> !name.isEmpty())
        .map(LocalObjectReference::new)
        .toList();
  }

  String node() {
    return pod.getSpec().getNodeName();
  }

  boolean pulls(Image image) {
    return pod.getMetadata().getAnnotations() != null
        && image.reference().equals(pod.getMetadata().getAnnotations().get(WANTED));
  }

  /** Also where it could not be started, or its node would not have it: it pulls no more. */
  boolean isDone() {
    PodStatus status = status();
    boolean pending = status.getPhase() == null || status.getPhase().equals("Pending");
    return !pending || status.getContainerStatuses().stream().anyMatch(Puller::hasImage);
  }

  private static boolean hasImage(ContainerStatus each) {
    ContainerStateWaiting waiting = each.getState() == null ? null : each.getState().getWaiting();
    return CONTAINER.equals(each.getName())
        && waiting != null
        && !WITHOUT_IMAGE.contains(String.valueOf(waiting.getReason()));
  }

  /** Whether kubelet lets it wait, and for long by now. */
  boolean isWorn(List<Event> events, Instant now) {
    String made = pod.getMetadata().getCreationTimestamp();
    return made != null
        && Instant.parse(made).plus(WORN).isBefore(now)
        && !isDone()
        && Events.newestOfPull(events, pod.getMetadata())
            .filter(each -> Events.PULL_WAITS.equals(each.getReason()))
            .isPresent();
  }

  boolean isLeaving() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  private PodStatus status() {
    return pod.getStatus() == null ? new PodStatus() : pod.getStatus();
  }
}
