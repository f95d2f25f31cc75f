package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.outport.agent.cluster.CertManagerFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for cert-manager by the names that its charts and manifests give to what they make. */
final class CertManagerSearch {
  private static final String CERTIFICATES = "certificates.cert-manager.io";
  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final String CONTROLLER_IMAGE = "cert-manager-controller";

  private static final ResourceDefinitionContext CONTEXT =
      new ResourceDefinitionContext.Builder()
          .withGroup("cert-manager.io")
          .withVersion("v1")
          .withKind("Certificate")
          .withPlural("certificates")
          .withNamespaced(true)
          .build();

  /** Where a certificate is tried; every cluster has it, and nothing is made there. */
  private static final String TRIAL_NAMESPACE = "default";

  private final KubernetesClient client;

  CertManagerSearch(KubernetesClient client) {
    this.client = client;
  }

  CertManagerFacts look() {
    CustomResourceDefinition types =
        Api.ask(
            "the resource types cannot be read",
            () ->
                client
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(CERTIFICATES)
                    .get());
    List<Deployment> all =
        Api.ask(
                "the deployments cannot be listed",
                () -> client.apps().deployments().inAnyNamespace().list())
            .getItems();
    List<Deployment> controllers = all.stream().filter(CertManagerSearch::isController).toList();
    String owner =
        controllers.stream()
            .findFirst()
            .<HasMetadata>map(each -> each)
            .or(() -> Optional.ofNullable(types))
            .map(CertManagerSearch::release)
            .orElse("");
    List<String> ready =
        controllers.stream()
            .filter(each -> runs(each) && webhookRuns(each, all))
            .map(CertManagerSearch::place)
            .toList();
    return new CertManagerFacts(
        types != null,
        controllers.stream().map(CertManagerSearch::place).toList(),
        ready,
        owner,
        types == null || ready.isEmpty() ? "" : refusal());
  }

  /**
   * A webhook that runs is not yet one that the API server trusts: its certificate is put into the
   * configuration a little later. So a certificate is tried, without making it.
   */
  private String refusal() {
    var trial =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("cert-manager.io/v1")
            .withKind("Certificate")
            .withNewMetadata()
            .withName("outport-trial")
            .withNamespace(TRIAL_NAMESPACE)
            .endMetadata()
            .addToAdditionalProperties(
                "spec",
                Map.of(
                    "secretName", "outport-trial",
                    "dnsNames", List.of("outport-trial.invalid"),
                    "issuerRef", Map.of("name", "outport-trial")))
            .build();
    try {
      client
          .genericKubernetesResources(CONTEXT)
          .inNamespace(TRIAL_NAMESPACE)
          .resource(trial)
          .dryRun()
          .create();
      return "";
    } catch (KubernetesClientException e) {
      // Where we may not try, what follows shows it.
      return e.getCode() == Api.FORBIDDEN ? "" : Api.words(e);
    }
  }

  private static boolean isController(Deployment each) {
    return each.getSpec().getTemplate().getSpec().getContainers().stream()
        .anyMatch(container -> String.valueOf(container.getImage()).contains(CONTROLLER_IMAGE));
  }

  /** Without it the API server takes no certificate. */
  private static boolean webhookRuns(Deployment controller, List<Deployment> all) {
    String namespace = controller.getMetadata().getNamespace();
    return all.stream()
        .filter(each -> each.getMetadata().getNamespace().equals(namespace))
        .filter(each -> "webhook".equals(labels(each).get(COMPONENT)))
        .allMatch(CertManagerSearch::runs);
  }

  private static boolean runs(Deployment each) {
    Integer available = each.getStatus() == null ? null : each.getStatus().getAvailableReplicas();
    return available != null && available > 0;
  }

  private static Map<String, String> labels(HasMetadata each) {
    Map<String, String> labels = each.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static String release(HasMetadata each) {
    Map<String, String> annotations = each.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(Api.RELEASE_NAME, "");
  }

  private static String place(Deployment each) {
    return each.getMetadata().getNamespace() + "/" + each.getMetadata().getName();
  }
}
