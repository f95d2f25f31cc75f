package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.outport.agent.cluster.AddressTrial;
import io.outport.agent.cluster.CertManagerFacts;
import io.outport.agent.cluster.ClaimFacts;
import io.outport.agent.cluster.ClusterView;
import io.outport.agent.cluster.NamespaceState;
import io.outport.agent.cluster.NodeFacts;
import io.outport.agent.cluster.Right;
import io.outport.agent.cluster.SecretFacts;
import io.outport.agent.cluster.StorageClassFacts;
import io.outport.agent.cluster.Taint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** {@link ClusterView} by the Kubernetes API. */
public final class KubernetesClusterView implements ClusterView {
  private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

  private static final String SITE = "connected-registry";
  private static final String TRUST = "connected-registry-trust";

  private final KubernetesClient client;
  private final ServiceAddresses addresses;
  private final CertManagerSearch certManagers;

  /** Asks this cluster. */
  public KubernetesClusterView(KubernetesClient client) {
    this.client = client;
    this.addresses = new ServiceAddresses(client);
    this.certManagers = new CertManagerSearch(client);
  }

  @Override
  public NamespaceState namespace(String name) {
    Namespace found =
        Api.ask(
            "namespace %s cannot be read".formatted(name),
            () -> client.namespaces().withName(name).get());
    if (found == null) {
      return NamespaceState.ABSENT;
    }
    boolean going =
        found.getMetadata().getDeletionTimestamp() != null
            || (found.getStatus() != null && "Terminating".equals(found.getStatus().getPhase()));
    return going ? NamespaceState.TERMINATING : NamespaceState.ACTIVE;
  }

  @Override
  public AddressTrial tryAddress(String namespace, String address) {
    String place = namespace(namespace) == NamespaceState.ABSENT ? "default" : namespace;
    return addresses.judge(place, address);
  }

  @Override
  public Optional<String> findNodeAccessRefusal(String namespace) {
    Right making = new Right("create", "", "pods", namespace);
    return may(making) ? new NodeAccess(client).findRefusal(namespace) : Optional.empty();
  }

  @Override
  public List<StorageClassFacts> storageClasses() {
    return Api.ask(
            "the storage classes cannot be listed",
            () -> client.storage().v1().storageClasses().list())
        .getItems()
        .stream()
        .map(
            each ->
                new StorageClassFacts(
                    each.getMetadata().getName(),
                    isDefault(each),
                    Boolean.TRUE.equals(each.getAllowVolumeExpansion())))
        .toList();
  }

  private static boolean isDefault(StorageClass each) {
    Map<String, String> annotations = each.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(DEFAULT_CLASS));
  }

  @Override
  public Optional<String> findServiceAddress(String namespace, String name) {
    return Optional.ofNullable(
            Api.ask(
                "service %s/%s cannot be read".formatted(namespace, name),
                () -> client.services().inNamespace(namespace).withName(name).get()))
        .map(each -> each.getSpec().getClusterIP());
  }

  @Override
  public Optional<ClaimFacts> findClaim(String namespace, String name) {
    return Optional.ofNullable(
            Api.ask(
                "volume claim %s/%s cannot be read".formatted(namespace, name),
                () -> client.persistentVolumeClaims().inNamespace(namespace).withName(name).get()))
        .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
        .map(Claims::facts);
  }

  @Override
  public CertManagerFacts certManager() {
    return certManagers.look();
  }

  @Override
  public Optional<SecretFacts> findSecret(String namespace, String name) {
    try {
      Secret found = client.secrets().inNamespace(namespace).withName(name).get();
      return Optional.ofNullable(found)
          .map(each -> new SecretFacts(namespace, name, each.getType(), Api.decoded(each)));
    } catch (KubernetesClientException e) {
      if (e.getCode() == Api.FORBIDDEN) {
        return Optional.empty();
      }
      return Api.ask("secret %s/%s cannot be read".formatted(namespace, name), () -> again(e));
    }
  }

  private static Optional<SecretFacts> again(KubernetesClientException e) {
    throw e;
  }

  @Override
  public List<String> namespacesWithSecret(String name) {
    return Api.ask(
            "secrets cannot be listed",
            () -> client.secrets().inAnyNamespace().withField("metadata.name", name).list())
        .getItems()
        .stream()
        .filter(each -> name.equals(each.getMetadata().getName()))
        .map(each -> each.getMetadata().getNamespace())
        .sorted()
        .toList();
  }

  @Override
  public List<String> trustDistributors() {
    return Api.ask(
            "daemonsets cannot be listed",
            () -> client.apps().daemonSets().inAnyNamespace().withLabel(Api.NAME, SITE).list())
        .getItems()
        .stream()
        .filter(KubernetesClusterView::distributesTrust)
        .map(HasMetadata::getMetadata)
        .map(each -> each.getNamespace() + "/" + each.getLabels().get(Api.INSTANCE))
        .sorted()
        .toList();
  }

  /** The one that takes trust back bears the same labels, and its pods others. */
  private static boolean distributesTrust(DaemonSet set) {
    Map<String, String> pods = set.getSpec().getSelector().getMatchLabels();
    return set.getMetadata().getDeletionTimestamp() == null
        && TRUST.equals(pods.get(Api.NAME))
        && set.getMetadata().getLabels().containsKey(Api.INSTANCE);
  }

  @Override
  public boolean may(Right right) {
    SelfSubjectAccessReview question =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withVerb(right.verb())
            .withGroup(right.group())
            .withResource(right.resource())
            .withNamespace(right.namespace())
            .endResourceAttributes()
            .endSpec()
            .build();
    SelfSubjectAccessReview answer =
        Api.ask(
            "the agent's rights cannot be asked for",
            () -> client.authorization().v1().selfSubjectAccessReview().create(question));
    return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }

  @Override
  public List<NodeFacts> nodes() {
    return Api.ask("the nodes cannot be listed", () -> client.nodes().list()).getItems().stream()
        .map(KubernetesClusterView::facts)
        .toList();
  }

  private static NodeFacts facts(Node node) {
    var info = node.getStatus().getNodeInfo();
    Map<String, String> labels = node.getMetadata().getLabels();
    Map<String, Quantity> capacity = node.getStatus().getCapacity();
    Quantity cores = capacity == null ? null : capacity.get("cpu");
    return new NodeFacts(
        node.getMetadata().getName(),
        info == null ? "" : info.getArchitecture(),
        info == null ? "" : info.getContainerRuntimeVersion(),
        node.getStatus().getConditions().stream().anyMatch(KubernetesClusterView::isReady),
        cores == null ? 0 : cores.getNumericalAmount().intValue(),
        labels == null ? Map.of() : labels,
        taints(node));
  }

  private static List<Taint> taints(Node node) {
    List<io.fabric8.kubernetes.api.model.Taint> all =
        node.getSpec() == null ? null : node.getSpec().getTaints();
    return all == null
        ? List.of()
        : all.stream()
            .map(
                each ->
                    new Taint(
                        each.getKey(),
                        Objects.requireNonNullElse(each.getValue(), ""),
                        each.getEffect()))
            .toList();
  }

  private static boolean isReady(NodeCondition condition) {
    return "Ready".equals(condition.getType()) && "True".equals(condition.getStatus());
  }

  @Override
  public String version() {
    return Api.ask(
        "the API server's version cannot be read",
        () -> client.getKubernetesVersion().getGitVersion());
  }
}
