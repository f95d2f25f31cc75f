package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.outport.agent.health.Workloads.Leftovers;
import io.outport.agent.release.ReleaseName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what a removed release left. First the DaemonSets that put nodes back get the time that
 * they need: a node that keeps its entry would ask a registry that is not there any more. They wait
 * on each node for what serves there, so that goes before; a change that was cut off leaves it.
 */
final class ReleaseSweep {
  private static final String WHEN = "outport.io/delete-when";
  private static final String READY = "ready";
  private static final String TRUST = "connected-registry-trust";
  private static final String CERTIFICATE = "cert-manager.io/certificate-name";
  private static final String WEBHOOK = "-webhook-ca";
  private static final String POLICY = "helm.sh/resource-policy";

  /** What nodes get also where nobody is to be waited for: those that are there need seconds. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final NodeAbsence absence;

  ReleaseSweep(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
    this.absence = new NodeAbsence(client);
  }

  List<String> of(ReleaseName release, Leftovers leftovers) {
    return Api.ask(
        "what release %s left cannot be removed".formatted(release.name()),
        () -> sweep(release, leftovers));
  }

  private List<String> sweep(ReleaseName release, Leftovers leftovers) {
    serving(release).forEach(this::delete);
    List<String> waiting =
        leftovers.forced()
            ? waiting(release, true)
            : Stream.concat(writing(release), waiting(release, false).stream()).toList();
    if (!waiting.isEmpty()) {
      return waiting;
    }
    find(release, leftovers).forEach(this::delete);
    return find(release, leftovers).map(ReleaseSweep::name).toList();
  }

  private void delete(HasMetadata each) {
    if (each.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    if (each instanceof GenericKubernetesResource issued) {
      issued(issued.getKind(), issued.getMetadata().getNamespace()).resource(issued).delete();
    } else {
      client.resource(each).delete();
    }
  }

  private Stream<DaemonSet> serving(ReleaseName release) {
    return labelled(client.apps().daemonSets().inNamespace(release.namespace()), release.name())
        .stream()
        .filter(each -> value(each.getMetadata().getLabels(), WHEN).isEmpty())
        .filter(each -> !isKept(each) && !isOfOthers(release, each));
  }

  /** Pods that may write to a node once more before they end, which is put back after that only. */
  private Stream<String> writing(ReleaseName release) {
    return client
        .pods()
        .inNamespace(release.namespace())
        .withLabels(Map.of(Api.INSTANCE, release.name(), Api.NAME, TRUST))
        .list()
        .getItems()
        .stream()
        .map(each -> "%s (still serves its node)".formatted(name(each)));
  }

  /** DaemonSets that have not done their work on all nodes yet. */
  private List<String> waiting(ReleaseName release, boolean forced) {
    return client
        .apps()
        .daemonSets()
        .inNamespace(release.namespace())
        .withLabels(Map.of(Api.INSTANCE, release.name(), WHEN, READY))
        .list()
        .getItems()
        .stream()
        .filter(each -> !forced || isNew(each))
        .flatMap(each -> waiting(each).stream())
        .toList();
  }

  private boolean isNew(DaemonSet each) {
    String made = each.getMetadata().getCreationTimestamp();
    // A clock that is far off must not make this wait.
    return made != null
        && Duration.between(Instant.parse(made), clock.instant()).abs().compareTo(GRACE) < 0;
  }

  private Optional<String> waiting(DaemonSet each) {
    DaemonSetStatus status = each.getStatus() == null ? new DaemonSetStatus() : each.getStatus();
    int wanted = number(status.getDesiredNumberScheduled());
    int done =
        Math.min(number(status.getUpdatedNumberScheduled()), number(status.getNumberReady()));
    return isSeen(each, status) && done >= wanted
        ? Optional.empty()
        : Optional.of(
            "%s (%d of %d nodes are put back%s)"
                .formatted(name(each), done, wanted, absence.words(each)));
  }

  private static boolean isSeen(DaemonSet each, DaemonSetStatus status) {
    Long generation = each.getMetadata().getGeneration();
    Long seen = status.getObservedGeneration();
    return seen != null && (generation == null || seen >= generation);
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  /** What carries the release's label, without what is to be kept; pods after what makes them. */
  private Stream<HasMetadata> find(ReleaseName release, Leftovers leftovers) {
    String space = release.namespace();
    String name = release.name();
    List<HasMetadata> all = new ArrayList<>();
    all.addAll(labelled(client.apps().daemonSets().inNamespace(space), name));
    all.addAll(labelled(client.apps().deployments().inNamespace(space), name));
    all.addAll(labelled(client.apps().statefulSets().inNamespace(space), name));
    all.addAll(labelled(client.batch().v1().jobs().inNamespace(space), name));
    all.addAll(labelled(client.pods().inNamespace(space), name));
    all.addAll(labelled(client.services().inNamespace(space), name));
    all.addAll(labelled(client.configMaps().inNamespace(space), name));
    all.addAll(labelled(client.serviceAccounts().inNamespace(space), name));
    all.addAll(labelled(client.network().v1().networkPolicies().inNamespace(space), name));
    all.addAll(labelled(client.policy().v1().podDisruptionBudget().inNamespace(space), name));
    // Before the secrets, which would be made again.
    all.addAll(issued("Certificate", release));
    all.addAll(issued("Issuer", release));
    all.addAll(secrets(release));
    if (!leftovers.keepVolumes()) {
      all.addAll(labelled(client.persistentVolumeClaims().inNamespace(space), name));
    }
    return all.stream().filter(each -> !isKept(each) && !isOfOthers(release, each));
  }

  private static <T extends HasMetadata, L extends KubernetesResourceList<T>> List<T> labelled(
      FilterWatchListDeletable<T, L, ?> kind, String release) {
    return kind.withLabel(Api.INSTANCE, release).list().getItems();
  }

  /** Of cert-manager's kinds; a cluster may lack them. */
  private List<GenericKubernetesResource> issued(String kind, ReleaseName release) {
    try {
      return labelled(issued(kind, release.namespace()), release.name());
    } catch (KubernetesClientException e) {
      if (e.getCode() == Api.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      issued(String kind, String namespace) {
    ResourceDefinitionContext context =
        new ResourceDefinitionContext.Builder()
            .withGroup("cert-manager.io")
            .withVersion("v1")
            .withKind(kind)
            .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
            .withNamespaced(true)
            .build();
    return client.genericKubernetesResources(context).inNamespace(namespace);
  }

  /**
   * Those that cert-manager made for its certificates carry the certificate's name at least; the
   * one that its webhook makes for itself is known by its name alone.
   */
  private List<Secret> secrets(ReleaseName release) {
    Set<String> certificates = Set.of(release.name(), release.name() + "-ca");
    return client.secrets().inNamespace(release.namespace()).list().getItems().stream()
        .filter(
            each ->
                release.name().equals(value(each.getMetadata().getLabels(), Api.INSTANCE))
                    || each.getMetadata().getName().equals(release.name() + WEBHOOK)
                    || certificates.contains(
                        value(each.getMetadata().getAnnotations(), CERTIFICATE)))
        .toList();
  }

  /** Helm says whose its things are; what pods and hooks made says nothing. */
  private static boolean isOfOthers(ReleaseName release, HasMetadata each) {
    String owner = value(each.getMetadata().getAnnotations(), Api.RELEASE_NAME);
    return !owner.isEmpty() && !owner.equals(release.name());
  }

  private static boolean isKept(HasMetadata each) {
    return "keep".equals(value(each.getMetadata().getAnnotations(), POLICY));
  }

  private static String value(@Nullable Map<String, String> map, String key) {
    return map == null ? "" : map.getOrDefault(key, "");
  }

  private static String name(HasMetadata each) {
    return each.getKind().toLowerCase(Locale.ROOT) + "/" + each.getMetadata().getName();
  }
}
