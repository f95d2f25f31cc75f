package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.outport.agent.preflight.CertManagerRelease;
import io.outport.agent.reconcile.CertManagerTypes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** {@link CertManagerTypes} by the Kubernetes API. */
public final class KubernetesCertManagerTypes implements CertManagerTypes {
  private static final Set<String> GROUPS = Set.of("cert-manager.io", "acme.cert-manager.io");

  private final KubernetesClient client;

  /** Of this cluster. */
  public KubernetesCertManagerTypes(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public List<String> uses() {
    return Api.ask(
        "what uses cert-manager cannot be listed",
        () -> types().flatMap(this::objects).sorted().toList());
  }

  /** Requests and orders that a certificate owns go with it, so they keep nothing. */
  private Stream<String> objects(CustomResourceDefinition type) {
    return client
        .genericKubernetesResources(context(type))
        .inAnyNamespace()
        .list()
        .getItems()
        .stream()
        .filter(each -> each.getMetadata().getOwnerReferences().isEmpty())
        .map(each -> words(type, each));
  }

  private static String words(CustomResourceDefinition type, GenericKubernetesResource each) {
    ObjectMeta metadata = each.getMetadata();
    String kind = type.getSpec().getNames().getKind().toLowerCase(Locale.ROOT);
    return metadata.getNamespace() == null
        ? "%s %s".formatted(kind, metadata.getName())
        : "%s %s/%s".formatted(kind, metadata.getNamespace(), metadata.getName());
  }

  private static ResourceDefinitionContext context(CustomResourceDefinition type) {
    String version =
        type.getSpec().getVersions().stream()
            .filter(each -> Boolean.TRUE.equals(each.getServed()))
            .map(CustomResourceDefinitionVersion::getName)
            .findFirst()
            .orElse("v1");
    return new ResourceDefinitionContext.Builder()
        .withGroup(type.getSpec().getGroup())
        .withVersion(version)
        .withKind(type.getSpec().getNames().getKind())
        .withPlural(type.getSpec().getNames().getPlural())
        .withNamespaced("Namespaced".equals(type.getSpec().getScope()))
        .build();
  }

  @Override
  public void moveTo(String namespace) {
    Api.ask(
        "cert-manager's resource types cannot be changed",
        () -> {
          ours()
              .filter(each -> !namespace.equals(annotations(each).get(Api.RELEASE_NAMESPACE)))
              .forEach(each -> move(each, namespace));
          return namespace;
        });
  }

  private void move(CustomResourceDefinition type, String namespace) {
    type.getMetadata().getAnnotations().put(Api.RELEASE_NAMESPACE, namespace);
    client.resource(type).update();
  }

  @Override
  public void remove() {
    Api.ask(
        "cert-manager's resource types cannot be removed",
        () -> {
          List<CustomResourceDefinition> all = ours().toList();
          all.forEach(each -> client.resource(each).delete());
          return all;
        });
  }

  private Stream<CustomResourceDefinition> ours() {
    return types()
        .filter(each -> CertManagerRelease.NAME.equals(annotations(each).get(Api.RELEASE_NAME)));
  }

  private Stream<CustomResourceDefinition> types() {
    return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(each -> GROUPS.contains(each.getSpec().getGroup()));
  }

  private static Map<String, String> annotations(CustomResourceDefinition each) {
    return Objects.requireNonNullElse(each.getMetadata().getAnnotations(), Map.of());
  }
}
