package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.outport.agent.cluster.ClusterException;
import io.outport.agent.health.Health;
import io.outport.agent.health.ImageJudge;
import io.outport.agent.reconcile.NodeImages;
import io.outport.agent.release.ReleaseName;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link NodeImages} by a {@link Puller} on each node. */
public final class KubernetesNodeImages implements NodeImages {
  /** So many nodes share the link at a time. */
  private static final int AT_A_TIME = 4;

  private static final Logger LOG = LoggerFactory.getLogger(KubernetesNodeImages.class);
  private static final String SITE = "connected-registry";
  private static final int CONFLICT = 409;
  private static final int INVALID = 422;
  private static final Set<Integer> NOT_LET_IN = Set.of(Api.FORBIDDEN, INVALID);

  private final KubernetesClient client;
  private final InstantSource clock;

  /** Of this cluster. */
  public KubernetesNodeImages(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public boolean isComing(ReleaseName release, Image image) {
    return pods(release).stream()
        .filter(Puller::is)
        .map(Puller::new)
        .anyMatch(each -> each.pulls(image) && !each.isDone());
  }

  @Override
  public Health bring(ReleaseName release, Image image) {
    List<Pod> pods = pods(release);
    List<Event> events = pods.stream().anyMatch(Puller::is) ? events(release) : List.of();
    Map<String, Puller> there = pullers(pods, image, events);
    Map<String, Puller> coming = new TreeMap<>();
    int later = 0;
    for (Pod each : wanting(pods, image)) {
      String node = each.getSpec().getNodeName();
      Puller puller = there.get(node);
      if (puller != null && puller.isDone()) {
        continue;
      }
      if (puller == null && coming.size() >= AT_A_TIME) {
        later++;
      } else {
        Optional.ofNullable(puller)
            .or(() -> make(Puller.of(release, image, each)))
            .ifPresent(made -> coming.put(node, made));
      }
    }
    return judge(coming, later, events);
  }

  @Override
  public void clear(ReleaseName release) {
    pods(release).stream().filter(Puller::is).map(Puller::new).forEach(this::delete);
  }

  /** Those of this image; others go, and those that wait for long before they try again. */
  private Map<String, Puller> pullers(List<Pod> pods, Image image, List<Event> events) {
    List<Puller> all = pods.stream().filter(Puller::is).map(Puller::new).toList();
    all.stream()
        .filter(each -> !each.pulls(image) || each.isWorn(events, clock.instant()))
        .forEach(this::delete);
    return all.stream()
        .filter(each -> each.pulls(image))
        .collect(Collectors.toMap(Puller::node, each -> each, (one, _) -> one));
  }

  /** A pod of each node that is there and runs something else, the site's own first. */
  private Collection<Pod> wanting(List<Pod> pods, Image image) {
    NodePresence nodes = new NodePresence(client);
    return pods.stream()
        .filter(each -> !Puller.is(each) && each.getSpec().getNodeName() != null)
        .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
        .filter(each -> !runs(each, image))
        .filter(each -> nodes.isThere(each.getSpec().getNodeName()))
        .sorted(Comparator.comparing(each -> !isOfSite(each)))
        .collect(
            Collectors.toMap(
                each -> each.getSpec().getNodeName(),
                each -> each,
                (one, _) -> one,
                LinkedHashMap::new))
        .values();
  }

  private static boolean runs(Pod each, Image image) {
    return each.getSpec().getContainers().stream()
        .anyMatch(one -> image.reference().equals(one.getImage()));
  }

  private static boolean isOfSite(Pod each) {
    return SITE.equals(each.getMetadata().getLabels().get(Api.NAME));
  }

  private Health judge(Map<String, Puller> coming, int later, List<Event> events) {
    PodLook look = new PodLook(client, events, TrustWords.Heard.NOTHING, clock.instant());
    Map<String, io.outport.agent.health.Pod> pods = new TreeMap<>();
    coming.forEach((node, each) -> pods.put(node, look.at(each.pod(), SITE)));
    return ImageJudge.judge(pods, later);
  }

  /** Empty where it is not let in: the change itself may be, and waits for no image then. */
  private Optional<Puller> make(Puller puller) {
    try {
      return Optional.of(new Puller(client.resource(puller.pod()).create()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        return Optional.of(puller);
      }
      if (NOT_LET_IN.contains(e.getCode())) {
        LOG.atWarn()
            .addKeyValue("node", puller.node())
            .addKeyValue("reason", Api.words(e))
            .log("cannot bring an image to a node before it is needed");
        return Optional.empty();
      }
      throw new ClusterException(
          "an image cannot be brought to node %s: %s".formatted(puller.node(), Api.words(e)), e);
    }
  }

  private void delete(Puller puller) {
    if (!puller.isLeaving()) {
      Api.ask("a pod cannot be deleted", () -> client.resource(puller.pod()).delete());
    }
  }

  private List<Event> events(ReleaseName release) {
    return Api.ask(
            "events cannot be listed",
            () -> client.v1().events().inNamespace(release.namespace()).list())
        .getItems();
  }

  private List<Pod> pods(ReleaseName release) {
    return Api.ask(
        "pods of release %s cannot be listed".formatted(release.name()),
        () ->
            client
                .pods()
                .inNamespace(release.namespace())
                .withLabel(Api.INSTANCE, release.name())
                .list()
                .getItems());
  }
}
