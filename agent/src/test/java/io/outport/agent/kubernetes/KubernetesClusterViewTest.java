package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.cluster.AddressTrial;
import io.outport.agent.cluster.CertManagerFacts;
import io.outport.agent.cluster.NamespaceState;
import io.outport.agent.cluster.NodeFacts;
import io.outport.agent.cluster.Right;
import io.outport.agent.cluster.StorageClassFacts;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the agent reads of a cluster, with the words that API servers say. */
final class KubernetesClusterViewTest {
  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();
  private final KubernetesClusterView view = new KubernetesClusterView(client);

  @BeforeEach
  void start() {
    namespace("site", "Active");
  }

  @Test
  void triesAnAddressWithoutMakingAService() {
    assertThat(view.tryAddress("site", "10.43.0.50")).isEqualTo(new AddressTrial.Free());
    assertThat(view.tryAddress("absent", "10.43.0.50")).isEqualTo(new AddressTrial.Free());
    assertThat(api.names("services")).isEmpty();
  }

  @Test
  void namesTheServiceThatHasTheAddress() {
    service("kube-system", "dns", "10.43.0.10", "some-release");
    api.judge(
        service ->
            Optional.of(
                "Service \"outport-address-check\" is invalid: spec.clusterIPs: Invalid value:"
                    + " [\"10.43.0.10\"]: failed to allocate IP 10.43.0.10: provided IP is already"
                    + " allocated"));

    assertThat(view.tryAddress("site", "10.43.0.10"))
        .isEqualTo(new AddressTrial.Taken("kube-system/dns", "some-release"));
    assertThat(view.tryAddress("site", "10.43.0.11")).isEqualTo(new AddressTrial.Taken("", ""));
  }

  /** A server of 1.34 takes any address of its range that way. */
  @Test
  void findsTheServiceThatHasTheAddressWhereTheTrialDoesNot() {
    service("default", "kubernetes", "10.96.0.1", "");

    assertThat(view.tryAddress("site", "10.96.0.1"))
        .isEqualTo(new AddressTrial.Taken("default/kubernetes", ""));
    assertThat(view.tryAddress("site", "10.96.0.2")).isEqualTo(new AddressTrial.Free());
  }

  @Test
  void proposesAFreeAddressOfTheRangeThatTheServerNames() {
    service("default", "a", "10.43.0.20", "");
    api.judge(
        service ->
            service.at("/spec/clusterIP").asString().startsWith("10.43.")
                ? Optional.empty()
                : Optional.of(
                    "failed to allocate IP 192.168.1.1: the provided IP (192.168.1.1) is not in the"
                        + " valid range. The range of valid IPs is 10.43.0.0/16"));

    assertThat(view.tryAddress("site", "192.168.1.1"))
        .isEqualTo(new AddressTrial.OutOfRange("10.43.0.0/16", "10.43.0.21"));
  }

  @Test
  void readsTheListOfRangesWhereTheServerNamesNone() {
    api.put(
        "servicecidrs",
        """
        {"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","metadata":{"name":"kubernetes"},
         "spec":{"cidrs":["10.96.0.0/28"]}}\
        """);
    api.judge(
        service ->
            service.at("/spec/clusterIP").asString().startsWith("10.96.0.")
                ? Optional.empty()
                : Optional.of(
                    "failed to allocate IP 1.2.3.4: the provided network does not match the"
                        + " current range"));

    assertThat(view.tryAddress("site", "1.2.3.4"))
        .isEqualTo(new AddressTrial.OutOfRange("10.96.0.0/28", "10.96.0.2"));
  }

  @Test
  void tellsOtherRefusalsApart() {
    String family =
        "spec.clusterIPs[0]: Invalid value: [\"fd00::1\"]: IPv6 is not configured on this cluster";
    api.judge(service -> Optional.of(family));
    assertThat(view.tryAddress("site", "fd00::1")).isEqualTo(new AddressTrial.WrongFamily(family));

    api.judge(service -> Optional.of("exceeded quota: services"));
    assertThat(view.tryAddress("site", "10.43.0.1"))
        .isEqualTo(new AddressTrial.Unclear("exceeded quota: services"));
  }

  @Test
  void tellsHowANamespaceIs() {
    namespace("going", "Terminating");

    assertThat(view.namespace("site")).isEqualTo(NamespaceState.ACTIVE);
    assertThat(view.namespace("going")).isEqualTo(NamespaceState.TERMINATING);
    assertThat(view.namespace("none")).isEqualTo(NamespaceState.ABSENT);
  }

  @Test
  void readsNodesClassesAndVersion() {
    api.put(
        "nodes",
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","labels":{"a":"b"}},
         "status":{"capacity":{"cpu":"4"},"conditions":[{"type":"Ready","status":"True"}],
         "nodeInfo":{"architecture":"amd64","containerRuntimeVersion":"containerd://2.1.4"}}}\
        """);
    api.put(
        "storageclasses",
        """
        {"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","provisioner":"p",
         "allowVolumeExpansion":true,
         "metadata":{"name":"local-path",
         "annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}\
        """);

    assertThat(view.nodes())
        .containsExactly(
            new NodeFacts("n1", "amd64", "containerd://2.1.4", true, 4, Map.of("a", "b")));
    assertThat(view.storageClasses())
        .containsExactly(new StorageClassFacts("local-path", true, true));
    assertThat(view.version()).isEqualTo("v1.34.4+k3s1");
  }

  @Test
  void asksForItsOwnRights() {
    api.grant(
        question ->
            question.at("/spec/resourceAttributes/resource").asString().equals("deployments"));

    assertThat(view.may(new Right("create", "apps", "deployments", "site"))).isTrue();
    assertThat(view.may(new Right("create", "", "secrets", "site"))).isFalse();
  }

  @Test
  void findsSecretsAndWhereElseTheyLie() {
    api.put(
        "secrets",
        """
        {"apiVersion":"v1","kind":"Secret","type":"Opaque","data":{"tls.crt":"YWJj"},
         "metadata":{"name":"cert","namespace":"default"}}\
        """);

    assertThat(view.findSecret("site", "cert")).isEmpty();
    assertThat(view.findSecret("default", "cert").orElseThrow().texts())
        .containsEntry("tls.crt", "abc");
    assertThat(view.namespacesWithSecret("cert")).containsExactly("default");
  }

  @Test
  void tellsWhichReleasesHaveNodesTrustASite() {
    daemonSet("one", "shop1-trust-containerd", "shop1", "connected-registry-trust", "");
    daemonSet("two", "shop2-trust-removal", "shop2", "connected-registry-trust-removal", "");
    String going = ",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"";
    daemonSet("two", "shop3-trust-containerd", "shop3", "connected-registry-trust", going);

    assertThat(view.trustDistributors()).containsExactly("one/shop1");
  }

  private void daemonSet(
      String namespace, String name, String release, String pods, String metadata) {
    api.put(
        "daemonsets",
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"%s","namespace":"%s",
         "labels":{"app.kubernetes.io/name":"connected-registry",
         "app.kubernetes.io/instance":"%s"}%s},
         "spec":{"selector":{"matchLabels":{"app.kubernetes.io/name":"%s"}}}}\
        """
            .formatted(name, namespace, release, metadata, pods));
  }

  @Test
  void findsCertManagerOnceItsWebhookRunsToo() {
    assertThat(view.certManager()).isEqualTo(CertManagerFacts.ABSENT);
    api.put(
        "customresourcedefinitions",
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "metadata":{"name":"certificates.cert-manager.io",
         "annotations":{"meta.helm.sh/release-name":"outport-cert-manager"}}}\
        """);
    assertThat(view.certManager().api()).isTrue();
    assertThat(view.certManager().ownedBy()).isEqualTo("outport-cert-manager");

    deployment("cert-manager", "controller", "quay.io/jetstack/cert-manager-controller:v1", 1);
    deployment("webhook", "webhook", "quay.io/jetstack/cert-manager-webhook:v1", 0);
    assertThat(view.certManager().controllers()).containsExactly("certs/cert-manager");
    assertThat(view.certManager().ready()).isEmpty();

    deployment("webhook", "webhook", "quay.io/jetstack/cert-manager-webhook:v1", 1);
    assertThat(view.certManager().ready()).containsExactly("certs/cert-manager");
    assertThat(view.certManager().refusal()).isEmpty();

    api.judge(certificate -> Optional.of("failed calling webhook"));
    assertThat(view.certManager().refusal()).isEqualTo("failed calling webhook");
    assertThat(api.names("certificates")).isEmpty();
  }

  private void deployment(String name, String component, String image, int available) {
    api.put(
        "deployments",
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"%s","namespace":"certs",
         "labels":{"app.kubernetes.io/component":"%s"}},
         "spec":{"template":{"spec":{"containers":[{"name":"c","image":"%s"}]}}},
         "status":{"availableReplicas":%d}}\
        """
            .formatted(name, component, image, available));
  }

  private void namespace(String name, String phase) {
    api.put(
        "namespaces",
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"},"status":{"phase":"%s"}}\
        """
            .formatted(name, phase));
  }

  private void service(String namespace, String name, String address, String release) {
    api.put(
        "services",
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"%s",
         "annotations":{"meta.helm.sh/release-name":"%s"}},
         "spec":{"clusterIP":"%s","clusterIPs":["%s"]}}\
        """
            .formatted(name, namespace, release, address, address));
  }
}
