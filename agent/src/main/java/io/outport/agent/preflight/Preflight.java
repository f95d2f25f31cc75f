package io.outport.agent.preflight;

import io.outport.agent.cluster.ClusterView;
import io.outport.agent.cluster.NamespaceState;
import io.outport.agent.cluster.NodeFacts;
import io.outport.agent.cluster.Right;
import io.outport.agent.cluster.StorageClassFacts;
import io.outport.agent.problem.Problem;
import io.outport.agent.settings.CertificateSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at a cluster for all that would keep an extension from working. Changes nothing. */
public final class Preflight {
  /** Most names that one sentence tells. */
  private static final int MAX_NAMES = 5;

  private static final String ARCHITECTURE = "ArchitectureNotAvailable";

  private final ClusterView cluster;
  private final InstantSource clock;

  /** Asks this cluster. */
  public Preflight(ClusterView cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /** All that is wrong, in the order in which it is best mended; empty where nothing is. */
  public List<Problem> check(PreflightInput input) {
    NamespaceState namespace = cluster.namespace(input.release().namespace());
    if (namespace == NamespaceState.TERMINATING) {
      return List.of(terminating(input.release().namespace()));
    }
    List<Problem> problems = new ArrayList<>(rights(input, namespace));
    problems.addAll(new AddressCheck(cluster, input).check());
    problems.addAll(storage(input));
    problems.addAll(new ChangeCheck(cluster, input).check());
    problems.addAll(new CertificateCheck(cluster, input, clock).check());
    List<NodeFacts> nodes = cluster.nodes();
    problems.addAll(otherTrust(input));
    problems.addAll(nodeAccess(input, namespace));
    problems.addAll(runtimes(input, nodes));
    problems.addAll(image(input, nodes));
    return List.copyOf(problems);
  }

  private static Problem terminating(String namespace) {
    return new Problem(
        "NamespaceTerminating",
        "namespace " + namespace,
        "is being removed, so nothing can be made in it",
        "wait until it is gone (kubectl get namespace %s); if it stays, look at what its status says"
            .formatted(namespace));
  }

  private List<Problem> rights(PreflightInput input, NamespaceState namespace) {
    String place = input.release().namespace();
    Stream<Right> needed =
        Stream.concat(
            Stream.of(
                new Right("create", "apps", "deployments", place),
                new Right("create", "apps", "daemonsets", place),
                new Right("create", "", "services", place),
                new Right("create", "", "secrets", place),
                new Right("create", "", "serviceaccounts", place),
                new Right("create", "", "persistentvolumeclaims", place),
                new Right("create", "networking.k8s.io", "networkpolicies", place),
                new Right("create", "policy", "poddisruptionbudgets", place)),
            extraRights(input, namespace, place));
    List<String> missing = needed.filter(right -> !cluster.may(right)).map(Right::text).toList();
    return missing.isEmpty()
        ? List.of()
        : List.of(
            new Problem(
                "RightsMissing",
                "the agent's service account",
                "may not " + String.join(", ", missing),
                "give it back what the file of 'outport cluster connect' gave it: kubectl create"
                    + " clusterrolebinding outport-agent --clusterrole=cluster-admin"
                    + " --serviceaccount=outport-agent:outport-agent"));
  }

  private static Stream<Right> extraRights(
      PreflightInput input, NamespaceState namespace, String place) {
    Stream<Right> making =
        namespace == NamespaceState.ABSENT
            ? Stream.of(new Right("create", "", "namespaces", ""))
            : Stream.of();
    Stream<Right> certificates =
        input.settings().certificate() instanceof CertificateSource.CertManaged
            ? Stream.of(
                new Right("create", "cert-manager.io", "issuers", place),
                new Right("create", "cert-manager.io", "certificates", place))
            : Stream.of();
    return Stream.concat(making, certificates);
  }

  private List<Problem> storage(PreflightInput input) {
    List<StorageClassFacts> classes = cluster.storageClasses();
    String wanted = input.settings().volume().storageClass();
    List<String> names = classes.stream().map(StorageClassFacts::name).sorted().toList();
    if (!wanted.isEmpty() && !names.contains(wanted)) {
      return List.of(
          new Problem(
              "StorageClassNotFound",
              "pvc.storageClassName",
              "there is no storage class '%s' in this cluster".formatted(wanted),
              names.isEmpty()
                  ? "install a storage provisioner; the cluster has no class at all"
                  : "use one of: " + some(names)));
    }
    if (wanted.isEmpty() && classes.stream().noneMatch(StorageClassFacts::isDefault)) {
      return List.of(
          new Problem(
              "NoDefaultStorageClass",
              "pvc.storageClassName",
              "none is given and the cluster has no default class, so the volume would stay"
                  + " Pending",
              names.isEmpty()
                  ? "install a storage provisioner; the cluster has no class at all"
                  : "give one of: " + some(names)));
    }
    return List.of();
  }

  /** A node has one record of what is to be undone there, and that is of one site. */
  private List<Problem> otherTrust(PreflightInput input) {
    if (!input.settings().trust()) {
      return List.of();
    }
    String own = input.release().namespace() + "/" + input.release().name();
    List<String> others =
        cluster.trustDistributors().stream().filter(each -> !each.equals(own)).toList();
    return others.isEmpty()
        ? List.of()
        : List.of(
            new Problem(
                "TrustDistributedAlready",
                "trustDistribution.enabled",
                "the nodes of this cluster are made to trust another site already, by release "
                    + some(others),
                "set trustDistribution.enabled=false for this site and have the nodes trust it by"
                    + " hand, or for the other one first"));
  }

  private List<Problem> nodeAccess(PreflightInput input, NamespaceState namespace) {
    String place = input.release().namespace();
    Optional<String> refusal =
        input.settings().trust() && namespace == NamespaceState.ACTIVE
            ? cluster.findNodeAccessRefusal(place)
            : Optional.empty();
    return refusal.stream()
        .map(
            words ->
                new Problem(
                    "NodeAccessRefused",
                    "namespace " + place,
                    "does not let in what has nodes trust the site: " + words,
                    "run 'kubectl label --overwrite namespace %s".formatted(place)
                        + " pod-security.kubernetes.io/enforce=privileged', or set"
                        + " trustDistribution.enabled=false and trust the site by hand"))
        .toList();
  }

  private static List<Problem> runtimes(PreflightInput input, List<NodeFacts> nodes) {
    NodeChoice chosen = NodeChoice.ofTrust(input.settings());
    List<String> others =
        nodes.stream()
            .filter(node -> !node.hasContainerd() && chosen.takes(node))
            .map(node -> "%s (%s)".formatted(node.name(), node.runtime()))
            .sorted()
            .toList();
    if (!input.settings().trust() || others.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Problem(
            "NoContainerd",
            "trustDistribution",
            "these nodes do not pull by containerd, so they cannot be made to trust the site: "
                + some(others),
            "label the nodes that have containerd with containerd-configured-by=connected-registry"
                + " and set trustDistribution.useNodeSelector=true, or set"
                + " trustDistribution.enabled=false and trust the site by hand"));
  }

  private static List<Problem> image(PreflightInput input, List<NodeFacts> nodes) {
    ImageFacts image = input.image();
    if (!image.failure().isEmpty()) {
      return List.of(
          new Problem(
              "ImageNotAvailable",
              image.reference(),
              "the image cannot be pulled: " + image.failure(),
              "put it into the hub with 'outport hub publish', or correct image.*"));
    }
    if (image.architectures().isEmpty()) {
      return List.of();
    }
    NodeChoice chosen = NodeChoice.ofSite(input.settings());
    List<NodeFacts> possible = nodes.stream().filter(chosen::takes).toList();
    return possible.isEmpty() || possible.stream().anyMatch(image::fits)
        ? trustImage(input, nodes)
        : List.of(noneFits(image, possible));
  }

  private static Problem noneFits(ImageFacts image, List<NodeFacts> nodes) {
    return new Problem(
        ARCHITECTURE,
        image.reference(),
        "the nodes are %s, but the image is for %s"
            .formatted(
                some(nodes.stream().map(NodeFacts::architecture).distinct().sorted().toList()),
                image.platforms()),
        "publish the image for them, or add a node that it is for");
  }

  /** The site needs one node that the image is for, its trust needs all. */
  private static List<Problem> trustImage(PreflightInput input, List<NodeFacts> nodes) {
    NodeChoice chosen = NodeChoice.ofTrust(input.settings());
    List<String> unfit =
        nodes.stream()
            .filter(node -> chosen.takes(node) && !input.image().fits(node))
            .map(node -> "%s (%s)".formatted(node.name(), node.architecture()))
            .sorted()
            .toList();
    if (!input.settings().trust() || unfit.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Problem(
            ARCHITECTURE,
            "trustDistribution",
            "these nodes cannot be made to trust the site, as the image is for %s alone: %s"
                .formatted(input.image().platforms(), some(unfit)),
            input.settings().labelledNodesOnly()
                ? "take the label containerd-configured-by from them, or publish the image for them"
                : "label the other nodes with containerd-configured-by=connected-registry and set"
                    + " trustDistribution.useNodeSelector=true, or publish the image for these"));
  }

  /** Of many names the first. */
  public static String some(List<String> names) {
    String rest =
        names.size() > MAX_NAMES ? " and %d more".formatted(names.size() - MAX_NAMES) : "";
    return names.stream().limit(MAX_NAMES).collect(Collectors.joining(", ")) + rest;
  }
}
