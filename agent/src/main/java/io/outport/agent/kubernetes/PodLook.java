package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.outport.agent.health.Pod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How one pod is. */
final class PodLook {
  private static final int LAST_LINES = 20;

  /** A log is asked for only where a container has ended more than once. */
  private static final int RESTARTS = 2;

  /** Kubernetes itself forgets a container's ends after ten minutes of running. */
  private static final Duration CALM = Duration.ofMinutes(2);

  private static final Set<String> ON_ITS_WAY = Set.of("ContainerCreating", "PodInitializing");

  /**
   * Of the warnings that a pod has on its way; others, such as of its DNS, keep it from nothing.
   */
  private static final Set<String> MOUNTS =
      Set.of("FailedMount", "FailedAttachVolume", "FailedMapVolume");

  private static final String BACK_OFF = "ImagePullBackOff";

  private static final Set<String> WAITS_FOR_IMAGE =
      Set.of("ContainerCreating", "PodInitializing", "ErrImagePull", BACK_OFF);

  /** A registry that does not answer has been given up by then: so long takes what comes. */
  private static final Duration LONG_PULL = Duration.ofMinutes(2);

  private static final String PULL_FAILED = "Failed to pull image";

  /** Of these what kubelet says of itself, and tries again at once. */
  private static final Pattern PASSING =
      Pattern.compile("failed to sync (configmap|secret) cache|object \\S+ not registered");

  private final KubernetesClient client;
  private final List<Event> events;
  private final TrustWords.Heard trust;
  private final Instant now;

  PodLook(KubernetesClient client, List<Event> events, TrustWords.Heard trust, Instant now) {
    this.client = client;
    this.events = events;
    this.trust = trust;
    this.now = now;
  }

  Pod at(io.fabric8.kubernetes.api.model.Pod pod, String owner) {
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    boolean ready = status.getConditions().stream().anyMatch(each -> is(each, "Ready", "True"));
    Optional<ContainerStatus> container = ready ? Optional.empty() : worst(status);
    ContainerStateWaiting waiting = container.map(PodLook::waiting).orElse(null);
    String told = waiting == null ? "" : text(waiting.getReason());
    String reason = WAITS_FOR_IMAGE.contains(told) && pulls(pod) ? Pod.PULLING : told;
    return new Pod(
        pod.getMetadata().getName(),
        owner,
        ready,
        reason,
        waiting == null ? "" : waitingWords(pod, waiting),
        container.map(this::restarts).orElse(0),
        container.map(each -> lastWords(pod, each)).orElse(""),
        scheduling(status),
        ON_ITS_WAY.contains(reason) ? Events.newestWarning(mounts(), "Pod", pod.getMetadata()) : "",
        trust.of(pod));
  }

  /** Kubelet goes on calling a pull failed while it tries again; its events tell what it does. */
  private boolean pulls(io.fabric8.kubernetes.api.model.Pod pod) {
    return Events.newestOfPull(events, pod.getMetadata())
        .filter(each -> Events.PULL_BEGINS.equals(each.getReason()))
        .filter(each -> isBefore(Events.time(each), LONG_PULL))
        .isPresent();
  }

  /** Older kubelets say only that they wait before the next try. */
  private String waitingWords(
      io.fabric8.kubernetes.api.model.Pod pod, ContainerStateWaiting waiting) {
    String words = text(waiting.getMessage());
    if (!BACK_OFF.equals(waiting.getReason()) || words.contains("ErrImagePull:")) {
      return words;
    }
    List<Event> pulls =
        events.stream().filter(each -> text(each.getMessage()).startsWith(PULL_FAILED)).toList();
    String last = Events.newestWarning(pulls, "Pod", pod.getMetadata());
    return last.isEmpty() ? words : last;
  }

  private List<Event> mounts() {
    return events.stream()
        .filter(each -> MOUNTS.contains(text(each.getReason())))
        .filter(each -> !PASSING.matcher(text(each.getMessage())).find())
        .toList();
  }

  /** The container that tells most of why the pod is not ready. */
  private static Optional<ContainerStatus> worst(PodStatus status) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(each -> !Boolean.TRUE.equals(each.getReady()))
        .max(Comparator.comparingInt(PodLook::weight));
  }

  private static int weight(ContainerStatus each) {
    ContainerStateWaiting waiting = waiting(each);
    if (waiting == null) {
      return each.getRestartCount() == null || each.getRestartCount() == 0 ? 0 : 2;
    }
    return ON_ITS_WAY.contains(text(waiting.getReason())) ? 1 : 3;
  }

  private static @Nullable ContainerStateWaiting waiting(ContainerStatus each) {
    ContainerState state = each.getState();
    return state == null ? null : state.getWaiting();
  }

  /** Those of what has run for long by now were of reboots, or are over. */
  private int restarts(ContainerStatus container) {
    ContainerState state = container.getState();
    boolean calm =
        state != null
            && state.getRunning() != null
            && isBefore(text(state.getRunning().getStartedAt()), CALM);
    return calm || container.getRestartCount() == null ? 0 : container.getRestartCount();
  }

  private boolean isBefore(String time, Duration ago) {
    try {
      return Instant.parse(time).plus(ago).isBefore(now);
    } catch (DateTimeException ignored) {
      return false;
    }
  }

  private String lastWords(io.fabric8.kubernetes.api.model.Pod pod, ContainerStatus container) {
    if (restarts(container) < RESTARTS) {
      return "";
    }
    String log = log(pod, container);
    return log.isBlank() ? keptWords(container) : log;
  }

  private String log(io.fabric8.kubernetes.api.model.Pod pod, ContainerStatus container) {
    try {
      return text(
          client
              .pods()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(pod.getMetadata().getName())
              .inContainer(container.getName())
              .terminated()
              .tailingLines(LAST_LINES)
              .getLog());
    } catch (KubernetesClientException ignored) {
      return "";
    }
  }

  /** The log may be gone already; the runtime keeps the end of it. */
  private static String keptWords(ContainerStatus container) {
    ContainerState last = container.getLastState();
    ContainerStateTerminated ended = last == null ? null : last.getTerminated();
    return ended == null ? "" : text(ended.getMessage());
  }

  private static String scheduling(PodStatus status) {
    return status.getConditions().stream()
        .filter(each -> is(each, "PodScheduled", "False"))
        .map(each -> text(each.getMessage()))
        .findFirst()
        .orElse("");
  }

  private static boolean is(PodCondition condition, String type, String status) {
    return type.equals(condition.getType()) && status.equals(condition.getStatus());
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
