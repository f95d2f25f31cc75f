package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.outport.agent.health.Distrust;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What pods that keep nodes' trust say of their nodes: a line of JSON for each change. Of many bad
 * nodes all are asked, for what was so before an upgrade must be known after it.
 */
final class TrustWords {
  /** Each log is a call. */
  static final int MAX_LOGS = 512;

  private static final int AT_ONCE = 8;

  /** After which an answer is not waited for: the next look asks again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String NAME = "app.kubernetes.io/name";
  private static final String PODS = "connected-registry-trust";
  private static final int LAST_LINES = 5;

  /** What is remembered of all nodes has to fit into one secret. */
  private static final int MAX_DETAIL = 600;

  /** What somebody has to mend. */
  private static final Set<String> BAD = Set.of("Failed", "RestartNeeded");

  /** What passes by itself: others have to do their part first. */
  private static final Set<String> PASSING = Set.of("Waiting", "Written");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final KubernetesClient client;
  private final Duration patience;

  TrustWords(KubernetesClient client) {
    this(client, PATIENCE);
  }

  TrustWords(KubernetesClient client, Duration patience) {
    this.client = client;
    this.patience = patience;
  }

  /**
   * Why nodes do not trust the site.
   *
   * @param words by pod
   * @param unheard how many pods were too many to be asked, or did not answer in time
   */
  record Heard(Map<String, Distrust> words, int unheard) {
    /** Where none of trust's pods are looked at. */
    static final Heard NOTHING = new Heard(Map.of(), 0);

    Distrust of(Pod pod) {
      return words.getOrDefault(pod.getMetadata().getName(), Distrust.NONE);
    }
  }

  /** Asks those of these pods that have something to say; the same nodes' first at each look. */
  Heard from(List<Pod> pods) {
    List<Pod> asked =
        pods.stream()
            .filter(TrustWords::mayComplain)
            .sorted(Comparator.comparing(TrustWords::node))
            .toList();
    Map<String, Distrust> words =
        asked.isEmpty() ? Map.of() : ask(asked.stream().limit(MAX_LOGS).toList());
    return new Heard(words, asked.size() - words.size());
  }

  private static boolean mayComplain(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels != null
        && labels.getOrDefault(NAME, "").startsWith(PODS)
        && !NodePresence.isReady(pod)
        && pod.getStatus() != null
        && pod.getStatus().getContainerStatuses().stream().anyMatch(TrustWords::runs);
  }

  private static boolean runs(ContainerStatus status) {
    return status.getState() != null && status.getState().getRunning() != null;
  }

  /** Without those who do not answer in time. */
  private Map<String, Distrust> ask(List<Pod> pods) {
    List<Callable<Distrust>> questions =
        pods.stream().<Callable<Distrust>>map(pod -> () -> words(pod)).toList();
    Map<String, Distrust> words = new HashMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      List<Future<Distrust>> answers =
          threads.invokeAll(questions, patience.toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; i < answers.size(); i++) {
        if (!answers.get(i).isCancelled()) {
          words.put(pods.get(i).getMetadata().getName(), answers.get(i).resultNow());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return words;
  }

  private Distrust words(Pod pod) {
    return log(pod)
        .lines()
        .flatMap(TrustWords::status)
        .reduce((earlier, later) -> later)
        .map(status -> distrust(node(pod), status))
        .orElse(Distrust.NONE);
  }

  private static Distrust distrust(String node, JsonNode status) {
    String state = status.path("state").asString("");
    return BAD.contains(state) || PASSING.contains(state)
        ? new Distrust("node %s: %s".formatted(node, detail(status)), PASSING.contains(state))
        : Distrust.NONE;
  }

  private static String detail(JsonNode status) {
    String detail = status.path("detail").asString("");
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }

  private String log(Pod pod) {
    try {
      // Asked by its path: the client's own call first watches the pod, to wait until it is ready.
      String log =
          client.raw(
              "/api/v1/namespaces/%s/pods/%s/log?tailLines=%d"
                  .formatted(
                      pod.getMetadata().getNamespace(), pod.getMetadata().getName(), LAST_LINES));
      return log == null ? "" : log;
    } catch (KubernetesClientException ignored) {
      // The pod is looked at again soon; without a word it is one that starts.
      return "";
    }
  }

  private static Stream<JsonNode> status(String line) {
    try {
      return line.startsWith("{") ? Stream.of(JSON.readTree(line)) : Stream.of();
    } catch (JacksonException ignored) {
      return Stream.of();
    }
  }

  private static String node(Pod pod) {
    return String.valueOf(pod.getSpec().getNodeName());
  }
}
