package io.outport.agent.diagnostics;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.outport.agent.link.Inquiry;
import io.outport.agent.settings.SecretValues;
import io.outport.hubapi.agent.ArchiveUpload;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.Masking;
import io.outport.hubapi.model.Refusal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Collects what a person needs who looks for a fault. What cannot be read is named in it. */
public final class Diagnostics {
  /** Most namespaces, and most pods of one, that are told of. */
  static final int MAX_NAMESPACES = 20;

  static final int MAX_PODS = 100;

  private static final int LOG_LINES = 2000;

  /** Of cert-manager, by the names of their files; what is asked for and what came of it. */
  private static final Map<String, ResourceDefinitionContext> CERT_MANAGER =
      sorted(
          Map.of(
              "certificates", certManager("Certificate", "certificates"),
              "certificate-requests", certManager("CertificateRequest", "certificaterequests"),
              "issuers", certManager("Issuer", "issuers")));

  private final KubernetesClient client;
  private final String namespace;
  private final String version;
  private final InstantSource clock;

  /**
   * Of this cluster.
   *
   * @param namespace of the agent
   * @param version of the agent
   */
  public Diagnostics(
      KubernetesClient client, String namespace, String version, InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.version = version;
    this.clock = clock;
  }

  /** A tar.gz of at most what a hub takes. */
  public byte[] collect(Inquiry inquiry) {
    Masking masking = new Masking(secrets(inquiry));
    Archive archive = Archive.begin(masking, clock.instant(), ArchiveUpload.MAX_BYTES);
    part(archive, "cluster.txt", this::cluster);
    part(archive, "nodes.yaml", this::nodes);
    part(archive, "activation.txt", () -> activation(inquiry));
    for (String each : namespaces(inquiry)) {
      objects(archive, each);
      part(archive, each + "/certificates.txt", () -> certificates(inquiry, each));
      part(archive, each + "/releases.txt", () -> releases(each));
      logs(archive, each);
    }
    return archive.end();
  }

  private Set<String> namespaces(Inquiry inquiry) {
    Set<String> all = new LinkedHashSet<>();
    inquiry.findExtension().map(DesiredExtension::releaseNamespace).ifPresent(all::add);
    all.addAll(inquiry.request().namespaces());
    all.add(namespace);
    return all.stream().limit(MAX_NAMESPACES).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Collection<String> secrets(Inquiry inquiry) {
    List<String> secrets = new ArrayList<>();
    for (String value :
        inquiry
            .findExtension()
            .map(each -> SecretValues.of(each.protectedSettings()))
            .orElse(List.of())) {
      secrets.add(value);
      try {
        secrets.add(ConnectionString.parse(value).tokenPassword());
      } catch (Refusal ignored) {
        // Another kind of secret, which has no parts.
      }
    }
    return secrets;
  }

  private String cluster() {
    return """
    agent       %s
    kubernetes  %s
    time        %s
    """
        .formatted(version, client.getKubernetesVersion().getGitVersion(), clock.instant());
  }

  private String nodes() {
    return client.nodes().list().getItems().stream()
        .map(Diagnostics::node)
        .map(Serialization::asYaml)
        .collect(Collectors.joining());
  }

  private static Map<String, Object> node(Node node) {
    return Map.of(
        "name",
        node.getMetadata().getName(),
        "labels",
        node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels(),
        "nodeInfo",
        node.getStatus().getNodeInfo() == null ? Map.of() : node.getStatus().getNodeInfo(),
        "conditions",
        node.getStatus().getConditions());
  }

  private void objects(Archive archive, String space) {
    list(archive, space, "pods", () -> client.pods().inNamespace(space).list());
    list(archive, space, "events", () -> client.v1().events().inNamespace(space).list());
    list(
        archive,
        space,
        "volume-claims",
        () -> client.persistentVolumeClaims().inNamespace(space).list());
    list(
        archive, space, "deployments", () -> client.apps().deployments().inNamespace(space).list());
    list(archive, space, "daemonsets", () -> client.apps().daemonSets().inNamespace(space).list());
    list(archive, space, "services", () -> client.services().inNamespace(space).list());
    CERT_MANAGER.forEach(
        (kind, type) ->
            list(
                archive,
                space,
                kind,
                () -> client.genericKubernetesResources(type).inNamespace(space).list()));
  }

  private String activation(Inquiry inquiry) {
    return inquiry
        .findExtension()
        .map(each -> Activation.of(each, Activation.pods(client, each)))
        .orElse("the extension is not wished here any more, so nothing is known of its site\n");
  }

  private String certificates(Inquiry inquiry, String space) {
    ServedSecret served =
        inquiry
            .findExtension()
            .filter(each -> each.releaseNamespace().equals(space))
            .map(each -> ServedSecret.of(each, clock))
            .orElse(ServedSecret.NONE);
    return new CertificateList(served, clock)
        .of(client.secrets().inNamespace(space).list().getItems());
  }

  /** Helm's records by their labels: their content holds values. */
  private String releases(String space) {
    return client.secrets().inNamespace(space).withLabel("owner", "helm").list().getItems().stream()
        .map(each -> each.getMetadata().getLabels())
        .map(
            labels ->
                "%s revision %s %s%n"
                    .formatted(labels.get("name"), labels.get("version"), labels.get("status")))
        .sorted()
        .collect(Collectors.joining());
  }

  private static Map<String, ResourceDefinitionContext> sorted(
      Map<String, ResourceDefinitionContext> types) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(types));
  }

  private static ResourceDefinitionContext certManager(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("cert-manager.io")
        .withVersion("v1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  private <T extends HasMetadata, L extends KubernetesResourceList<T>> void list(
      Archive archive, String space, String kind, Supplier<L> items) {
    part(
        archive,
        "%s/%s.yaml".formatted(space, kind),
        () ->
            items.get().getItems().stream()
                .map(ShownObject::of)
                .map(Serialization::asYaml)
                .collect(Collectors.joining()));
  }

  private void logs(Archive archive, String space) {
    List<Pod> pods = new ArrayList<>();
    part(
        archive,
        space + "/pods.txt",
        () -> {
          pods.addAll(client.pods().inNamespace(space).list().getItems());
          return pods.stream()
              .map(each -> each.getMetadata().getName() + "\n")
              .collect(Collectors.joining());
        });
    pods.stream().limit(MAX_PODS).forEach(pod -> logs(archive, space, pod));
  }

  private void logs(Archive archive, String space, Pod pod) {
    String name = pod.getMetadata().getName();
    for (Container each : pod.getSpec().getContainers()) {
      String file = "%s/logs/%s/%s".formatted(space, name, each.getName());
      var container = client.pods().inNamespace(space).withName(name).inContainer(each.getName());
      part(archive, file + ".log", () -> container.tailingLines(LOG_LINES).getLog());
      if (hasEnded(pod, each.getName())) {
        part(
            archive,
            file + ".before.log",
            () -> container.terminated().tailingLines(LOG_LINES).getLog());
      }
    }
  }

  private static boolean hasEnded(Pod pod, String container) {
    return pod.getStatus() != null
        && pod.getStatus().getContainerStatuses().stream()
            .filter(each -> container.equals(each.getName()))
            .anyMatch(each -> each.getRestartCount() != null && each.getRestartCount() > 0);
  }

  private static void part(Archive archive, String name, Supplier<String> text) {
    try {
      String found = text.get();
      archive.add(name, found == null ? "" : found);
    } catch (RuntimeException e) {
      // Whatever is wrong with one part, the others are what somebody waits for.
      archive.lacks(name, Objects.requireNonNullElse(e.getMessage(), e.getClass().getName()));
    }
  }
}
