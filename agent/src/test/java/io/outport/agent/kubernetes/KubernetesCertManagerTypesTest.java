package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whose cert-manager's types are and who uses them, over HTTP. */
final class KubernetesCertManagerTypesTest {
  private static final String OURS = "outport-cert-manager";

  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();
  private final KubernetesCertManagerTypes types = new KubernetesCertManagerTypes(client);

  @Test
  void namesWhatBelongsToNoOtherObject() {
    type("certificates", "Certificate", "cert-manager.io", "Namespaced", OURS);
    type("clusterissuers", "ClusterIssuer", "cert-manager.io", "Cluster", OURS);
    type("orders", "Order", "acme.cert-manager.io", "Namespaced", OURS);
    type("widgets", "Widget", "example.org", "Namespaced", OURS);
    assertThat(types.uses()).isEmpty();

    object(
        "cert-manager.io", "Certificate", "certificates", "\"namespace\":\"a\",\"name\":\"web\"");
    object("cert-manager.io", "ClusterIssuer", "clusterissuers", "\"name\":\"all\"");
    object("example.org", "Widget", "widgets", "\"namespace\":\"a\",\"name\":\"w\"");
    object(
        "acme.cert-manager.io",
        "Order",
        "orders",
        """
        "namespace":"a","name":"o","ownerReferences":[{"apiVersion":"cert-manager.io/v1",
         "kind":"CertificateRequest","name":"r","uid":"1"}]\
        """);

    assertThat(types.uses()).containsExactly("certificate a/web", "clusterissuer all");
  }

  @Test
  void removesTheTypesThatAReleaseOfOursBroughtAlone() {
    type("certificates", "Certificate", "cert-manager.io", "Namespaced", OURS);
    type("issuers", "Issuer", "cert-manager.io", "Namespaced", "cert-manager");
    type("widgets", "Widget", "example.org", "Namespaced", OURS);

    types.remove();
    types.remove();

    assertThat(api.names("customresourcedefinitions"))
        .containsExactlyInAnyOrder("/issuers.cert-manager.io", "/widgets.example.org");
  }

  @Test
  void movesThemToAnotherReleaseOfOurs() {
    type("certificates", "Certificate", "cert-manager.io", "Namespaced", OURS);
    type("issuers", "Issuer", "cert-manager.io", "Namespaced", "cert-manager");

    types.moveTo("new");

    assertThat(annotations("certificates"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(Api.RELEASE_NAME, OURS, Api.RELEASE_NAMESPACE, "new"));
    assertThat(annotations("issuers")).containsEntry(Api.RELEASE_NAMESPACE, "old");
  }

  private Map<String, String> annotations(String plural) {
    return client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(plural + ".cert-manager.io")
        .get()
        .getMetadata()
        .getAnnotations();
  }

  private void type(String plural, String kind, String group, String scope, String release) {
    api.put(
        "customresourcedefinitions",
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "metadata":{"name":"%1$s.%3$s","annotations":{
          "meta.helm.sh/release-name":"%5$s","meta.helm.sh/release-namespace":"old"}},
         "spec":{"group":"%3$s","scope":"%4$s","names":{"plural":"%1$s","kind":"%2$s"},
         "versions":[{"name":"v1","served":true,"storage":true}]}}\
        """
            .formatted(plural, kind, group, scope, release));
  }

  private void object(String group, String kind, String plural, String metadata) {
    api.put(
        plural,
        "{\"apiVersion\":\"%s/v1\",\"kind\":\"%s\",\"metadata\":{%s}}"
            .formatted(group, kind, metadata));
  }
}
