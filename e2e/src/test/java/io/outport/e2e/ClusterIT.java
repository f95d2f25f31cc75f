package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The chart on a real Kubernetes with real containerd: a site gets online, its nodes distrust it
 * and then trust it, kubelet pulls from it with and without the link, and the node is as before in
 * the end.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class ClusterIT {
  private static final Duration ONLINE = Duration.ofMinutes(2);
  private static final Duration PULLED = Duration.ofSeconds(90);
  private static final Duration READY = Duration.ofMinutes(2);
  private static final String NAMESPACE = "connected-registry";

  private ClusterSite cluster;
  private ClusterHub hub;
  private String password;

  @BeforeAll
  void start() throws IOException {
    cluster = ClusterSite.start(System.getProperty("outport.containerd", "1.6"));
    Path image = Path.of(System.getProperty("outport.image"));
    cluster.load(image, "localhost/outport");
    hub = ClusterHub.start(cluster);
    password = hub.reader("reader");
    for (String version : List.of("1", "2")) {
      hub.push(
          cluster.program(hub.folder().resolve("app" + version), version), "app/hello:" + version);
    }
  }

  @AfterAll
  void stop() throws IOException {
    if (hub != null) {
      hub.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> runsTheRecipe() throws IOException {
    return Stream.of(Recipe.secret(), ownCertificate(), Recipe.plain())
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> run(each)));
  }

  private void run(Recipe recipe) throws IOException {
    List<String> before = cluster.nodeFiles();
    long began = System.nanoTime();
    String connection = hub.site(recipe.release(), "reader");
    cluster.kubectl("create", "namespace", NAMESPACE).succeeded();
    cluster.kubectl("create", "namespace", "apps").succeeded();
    if (recipe.release().equals("secret1")) {
      makeSecret(recipe);
    }
    install(recipe, connection, false);
    say(
        recipe,
        "online",
        until("Online", ONLINE, () -> hub.stateOf(recipe.release()).equals("Online")));

    makePullSecret(recipe);
    runPod(recipe, "1");
    String distrust = recipe.release().equals("plain1") ? "" : "x509";
    until(
        "distrust",
        PULLED,
        () -> events("hello-1").contains(distrust.isEmpty() ? "Failed" : distrust));

    install(recipe, connection, true);
    until("trusted", READY, () -> isReady(recipe.release() + "-trust-containerd"));
    say(recipe, "pulled", until("pulled", PULLED, () -> isRunning("hello-1")));

    cluster.cutLink();
    try {
      runPod(recipe, "2");
      say(recipe, "pulled offline", until("pulled offline", PULLED, () -> isRunning("hello-2")));
    } finally {
      cluster.mendLink();
    }

    remove(recipe);
    assertThat(cluster.nodeFiles()).isEqualTo(before);
    say(recipe, "all of it, node restored", Duration.ofNanos(System.nanoTime() - began));
  }

  private void install(Recipe recipe, String connection, boolean trust) {
    List<String> words = new ArrayList<>(List.of("upgrade", "--install", recipe.release()));
    words.add(Programs.outport().resolveSibling("dist/charts/connected-registry").toString());
    words.addAll(List.of("-n", NAMESPACE, "--wait", "--timeout", "150s"));
    words.addAll(List.of("--set-string", "connectionString=" + connection));
    words.addAll(List.of("--set-string", "service.clusterIP=" + recipe.address()));
    words.addAll(List.of("--set", "pvc.storageRequest=1Gi"));
    words.addAll(List.of("--set", "image.repository=localhost/outport,image.tag=latest"));
    words.addAll(List.of("--set", "trustDistribution.enabled=" + trust));
    recipe.settings().forEach(each -> words.addAll(List.of("--set", each)));
    Command.Result result = cluster.helm(words.toArray(String[]::new));
    if (result.exit() != 0) {
      throw new AssertionError(result.err() + diagnosis());
    }
  }

  private String diagnosis() {
    return cluster.kubectl("get", "pods,events,pvc", "-n", NAMESPACE).out()
        + cluster
            .kubectl("logs", "-n", NAMESPACE, "-l", "app.kubernetes.io/name", "--tail=30")
            .out();
  }

  private void remove(Recipe recipe) {
    cluster.kubectl("delete", "namespace", "apps", "--wait").succeeded();
    cluster.helm("uninstall", recipe.release(), "-n", NAMESPACE, "--wait").succeeded();
    String removal = recipe.release() + "-trust-removal";
    until("restored", READY, () -> isReady(removal));
    cluster.kubectl("delete", "daemonset", removal, "-n", NAMESPACE, "--wait").succeeded();
    Command.Result left =
        cluster.kubectl(
            "get",
            "all,pvc,secret,networkpolicy,pdb,serviceaccount",
            "-n",
            NAMESPACE,
            "-o",
            "name",
            "-l",
            "app.kubernetes.io/instance=" + recipe.release());
    until("gone", READY, () -> cluster.kubectl("get", "pods", "-n", NAMESPACE).out().isBlank());
    assertThat(left.out()).doesNotContain("deployment", "pvc", "secret", "service/", "pdb");
    cluster.kubectl("delete", "namespace", NAMESPACE, "--wait").succeeded();
  }

  private void makePullSecret(Recipe recipe) {
    cluster
        .kubectl(
            "create",
            "secret",
            "docker-registry",
            "regcred",
            "-n",
            "apps",
            "--docker-server=" + recipe.address(),
            "--docker-username=reader",
            "--docker-password=" + password)
        .succeeded();
  }

  private void runPod(Recipe recipe, String version) {
    String name = "hello-" + version;
    String image = recipe.address() + "/app/hello:" + version;
    String overrides = "{\"spec\":{\"imagePullSecrets\":[{\"name\":\"regcred\"}]}}";
    cluster
        .kubectl("run", name, "-n", "apps", "--image=" + image, "--overrides=" + overrides)
        .succeeded();
  }

  private String events(String pod) {
    return cluster
        .kubectl("get", "events", "-n", "apps", "--field-selector", "involvedObject.name=" + pod)
        .out();
  }

  private boolean isRunning(String pod) {
    return cluster
        .kubectl("get", "pod", pod, "-n", "apps", "-o", "jsonpath={.status.phase}")
        .out()
        .equals("Running");
  }

  private boolean isReady(String daemonSet) {
    String numbers = "jsonpath={.status.desiredNumberScheduled}/{.status.numberReady}";
    return cluster
        .kubectl("get", "daemonset", daemonSet, "-n", NAMESPACE, "-o", numbers)
        .out()
        .equals("1/1");
  }

  private Recipe ownCertificate() throws IOException {
    Path papers = papers("10.96.0.52");
    return Recipe.ownCertificate(
        base64(papers.resolve("tls.crt")),
        base64(papers.resolve("tls.key")),
        base64(papers.resolve("ca.crt")));
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private void makeSecret(Recipe recipe) throws IOException {
    Path papers = papers(recipe.address());
    cluster
        .kubectl(
            "create",
            "secret",
            "generic",
            "k8secret",
            "-n",
            NAMESPACE,
            "--from-file=" + papers.resolve("tls.crt"),
            "--from-file=" + papers.resolve("tls.key"),
            "--from-file=" + papers.resolve("ca.crt"))
        .succeeded();
  }

  /**
   * A certificate for this address by an authority of its own, as an operator's openssl makes it.
   */
  private Path papers(String address) throws IOException {
    Path folder = Files.createDirectories(hub.folder().resolve("papers-" + address));
    String make =
        """
        set -e; cd "$1"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=Shop CA' -keyout ca.key -out ca.crt
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=registry' -keyout tls.key -out tls.csr
        openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile <(echo "subjectAltName=IP:$2") -out tls.crt
        """;
    Command.of("bash", "-c", make, "papers", folder.toString(), address).run().succeeded();
    return folder;
  }

  private static Duration until(String what, Duration limit, Patience.Look look) {
    return Patience.until(what, limit, look);
  }

  private static void say(Recipe recipe, String what, Duration took) {
    System.out.printf("cluster: %s: %s (%d s)%n", recipe.name(), what, took.toSeconds());
  }
}
