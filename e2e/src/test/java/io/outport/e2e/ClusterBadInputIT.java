package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What people get wrong when they install a site on a real Kubernetes: within a minute the answer
 * names what is wrong and what to do, and nothing of it stays in the cluster.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(2400)
class ClusterBadInputIT {
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration ONLINE = Duration.ofMinutes(4);
  private static final Duration GONE = Duration.ofMinutes(1);
  private static final String EXTENSION = "badsite";
  private static final String NAMESPACE = "connected-registry";
  private static final String PORT = "9544";
  private static final String ADDRESS = "10.96.0.71";
  private static final Recipe HOLDER = Recipe.plain("hold", "10.96.0.72");

  private static final String CLASSES =
      """
      {"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "empty"},
         "provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "Immediate"},
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "emptylate"},
         "provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"},
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "away"},
         "provisioner": "example.org/not-there", "volumeBindingMode": "Immediate"},
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "going"}},
        {"apiVersion": "v1", "kind": "ConfigMap",
         "metadata": {"name": "stays", "namespace": "going", "finalizers": ["example.org/stays"]}},
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere"}},
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "connected-registry"}}]}
      """;

  private ClusterSite cluster;
  private ClusterHub hub;
  private ClusterFleet fleet;
  private String fresh = "";
  private String held = "";

  @BeforeAll
  void start() throws IOException {
    cluster = ClusterSite.start("mistakes", 7, System.getProperty("outport.containerd", "1.6"));
    hub = ClusterHub.start(cluster, PORT);
    hub.reader("reader");
    fleet = ClusterFleet.start(cluster, hub);
    fresh = hub.site("freshsite", "reader");
    held = hub.site(HOLDER.extension(), "reader");
    fleet
        .create(
            HOLDER.extension(),
            BadInput.of("none", held, "").with("service.clusterIP", HOLDER.address()).config(),
            Map.of("connectionString", held),
            words(BadInput.of("none", held, "").in("holder"), "--no-wait"))
        .succeeded();
    furnish();
  }

  /** Classes without volumes, a namespace that cannot end, and secrets that nobody can use. */
  private void furnish() throws IOException {
    Path classes = hub.folder().resolve("classes.json");
    Files.writeString(classes, CLASSES);
    cluster.kubectl("apply", "-f", classes.toString()).succeeded();
    cluster.kubectl("delete", "namespace", "going", "--wait=false").succeeded();
    ClusterPapers good = papers(ADDRESS);
    ClusterPapers foreign = papers("10.96.0.99");
    secret("elsewhere", "strayed", good.certificate(), good.key(), good.authority());
    secret(NAMESPACE, "keyless", good.certificate(), good.authority());
    secret(NAMESPACE, "mixed", good.certificate(), foreign.key(), good.authority());
    secret(NAMESPACE, "foreign", foreign.certificate(), foreign.key(), foreign.authority());
  }

  private void secret(String namespace, String name, Path... files) {
    List<String> words =
        Stream.concat(
                Stream.of("create", "secret", "generic", name, "-n", namespace),
                Stream.of(files).map(each -> "--from-file=" + each))
            .toList();
    cluster.kubectl(words.toArray(String[]::new)).succeeded();
  }

  @AfterAll
  void stop() throws IOException {
    ClusterHub.end(hub, cluster);
  }

  @TestFactory
  Stream<DynamicTest> saysWhatIsWrongAndWhatToDo() throws IOException {
    List<String> wanted = List.of(System.getProperty("outport.mistakes", "all").split(",", -1));
    return Stream.of(
            addresses(), volumes(), connections(), certificates(), others(), besideAnother())
        .flatMap(List::stream)
        .filter(each -> wanted.contains("all") || wanted.contains(each.name()))
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each)));
  }

  private List<BadInput> addresses() {
    String setting = "service.clusterIP";
    return List.of(
        BadInput.of(
                "address taken",
                fresh,
                "AddressTaken",
                "10.96.0.1 belongs to service default/kubernetes",
                "choose a free address")
            .with(setting, "10.96.0.1"),
        BadInput.of(
                "address outside",
                fresh,
                "AddressOutOfRange",
                "192.100.100.1 is outside the cluster's service range 10.96.0.0/16",
                "this one is free: service.clusterIP=10.96.0.2")
            .with(setting, "192.100.100.1"),
        BadInput.of(
                "address IPv6",
                fresh,
                "AddressFamilyNotServed",
                "fd00::5",
                "IPv6 is not configured on this cluster",
                "choose an IPv4 address")
            .with(setting, "fd00::5"),
        BadInput.of("address with =", fresh, "", "write one '=' only: service.clusterIP=10.96.0.71")
            .with(setting, "=10.96.0.71"));
  }

  private List<BadInput> volumes() {
    String setting = "pvc.storageClassName";
    String claim = "connected-registry-pvc";
    return List.of(
        BadInput.of(
                "class unknown",
                fresh,
                "StorageClassNotFound",
                "there is no storage class 'fast' in this cluster",
                "use one of: away, empty, emptylate, standard")
            .with(setting, "fast"),
        BadInput.of("class empty", fresh, "VolumePending", claim, "is not bound", setting)
            .with(setting, "empty")
            .begun(),
        BadInput.of(
                "class away",
                fresh,
                "VolumePending",
                claim,
                "is not bound; check",
                "its provisioner runs")
            .with(setting, "away")
            .begun(),
        BadInput.of("class empty late", fresh, "NoNode", "persistent volume", "not bound")
            .with(setting, "emptylate")
            .begun());
  }

  private List<BadInput> connections() {
    String again = "get-settings --generate-password 1";
    String wrong = fresh.replaceAll("(SyncTokenPassword=)[^;]*", "$1wrong");
    return List.of(
        BadInput.of(
            "connection nonsense", "nonsense", "InvalidConnectionString", "connectionString"),
        BadInput.of("connection password", wrong, "UNAUTHORIZED", "sync token", again).begun());
  }

  private List<BadInput> certificates() throws IOException {
    Map<String, String> mixed = new TreeMap<>(papers(ADDRESS).settings());
    mixed.put("tls.key", papers("10.96.0.99").settings().getOrDefault("tls.key", ""));
    String key = "does not belong to certificate";
    String name = "does not hold the name '" + ADDRESS + "' but only 10.96.0.99";
    return List.of(
        BadInput.of("pair mixed", fresh, "InvalidCertificate", "tls.key", key).secured(mixed),
        BadInput.of("pair of another address", fresh, "InvalidCertificate", "tls.crt", name)
            .secured(papers("10.96.0.99").settings()),
        BadInput.of("secret missing", fresh, "SecretNotFound", "tls.secret", "'none'", "make it")
            .secured(Map.of("tls.secret", "none")),
        BadInput.of("secret strayed", fresh, "SecretNotFound", "but one in elsewhere", NAMESPACE)
            .secured(Map.of("tls.secret", "strayed")),
        BadInput.of("secret keyless", fresh, "SecretIncomplete", "has no tls.key", "kubectl create")
            .secured(Map.of("tls.secret", "keyless")),
        BadInput.of("secret mixed", fresh, "InvalidCertificate", NAMESPACE + "/mixed", key)
            .secured(Map.of("tls.secret", "mixed")),
        BadInput.of("secret foreign", fresh, "InvalidCertificate", NAMESPACE + "/foreign", name)
            .secured(Map.of("tls.secret", "foreign")));
  }

  private List<BadInput> others() {
    return List.of(
        BadInput.of(
                "no cert-manager",
                fresh,
                "NoCertManager",
                "there is no cert-manager in this cluster",
                "cert-manager.install=true")
            .secured(Map.of())
            .with("cert-manager.enabled", "true"),
        BadInput.of(
                "namespace ends", fresh, "NamespaceTerminating", "going", "wait until it is gone")
            .in("going"),
        BadInput.of("version unknown", fresh, "", "has no version '9.9.9': it has 1.0.2")
            .version("9.9.9"));
  }

  private List<BadInput> besideAnother() {
    return List.of(
        BadInput.of(
                "address of another site",
                fresh,
                "AddressTaken",
                HOLDER.address() + " belongs to service holder/" + HOLDER.extension())
            .with("service.clusterIP", HOLDER.address()),
        BadInput.of(
                "site activated",
                held,
                "ALREADY_ACTIVATED",
                "another instance holds this connected registry",
                "outport connected-registry deactivate")
            .begun());
  }

  private void awaitHolder() {
    Patience.until("Online", ONLINE, () -> hub.stateOf(HOLDER.extension()).equals("Online"));
  }

  private void check(BadInput input) throws IOException {
    if (besideAnother().contains(input)) {
      awaitHolder();
    }
    String before = objects(input.namespace());
    long began = System.nanoTime();
    Command.Result result = fleet.create(EXTENSION, input.config(), input.secrets(), words(input));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    String said = result.err().strip();
    System.out.printf(
        "mistake: %s: exit %d after %d s: %s%n",
        input.name(), result.exit(), took.toSeconds(), said.replace('\n', '|'));
    try {
      assertThat(result.exit()).as(said).isNotZero();
      assertThat(said).contains(input.code()).contains(input.expected());
      assertThat(took).isLessThan(ANSWER);
      if (!input.begins()) {
        assertThat(objects(input.namespace())).isEqualTo(before);
      }
      if (fleet.knows(EXTENSION)) {
        assertThat(fleet.show(EXTENSION).at("/properties/provisioningState").asString(""))
            .isEqualTo("Failed");
      }
    } finally {
      remove(input);
    }
    Patience.until("nothing left", GONE, () -> objects(input.namespace()).equals(before));
  }

  private void remove(BadInput input) {
    if (fleet.knows(EXTENSION)) {
      Command.Result deleted = fleet.delete(EXTENSION);
      assertThat(deleted.exit()).as(input.name() + ": " + deleted.err()).isZero();
    }
  }

  /** All that there is of ours or of anybody in a namespace. */
  private String objects(String namespace) {
    String kinds = "pods,deployments,daemonsets,services,pvc,secrets,configmaps,serviceaccounts";
    return cluster
        .kubectl("get", kinds + ",networkpolicies,pdb", "-n", namespace, "-o", "name")
        .out();
  }

  private ClusterPapers papers(String address) throws IOException {
    return ClusterPapers.of(hub.folder(), address);
  }

  private static String[] words(BadInput input, String... more) {
    return Stream.concat(input.words().stream(), Stream.of(more)).toArray(String[]::new);
  }
}
