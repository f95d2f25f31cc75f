package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.time.Duration;
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
 * The tutorial's recipes on a real Kubernetes with real containerd, steered from a hub: a site gets
 * online, its nodes distrust it and then trust it, kubelet pulls from it with and without the link,
 * it is upgraded, goes back by itself from a broken version, and leaves the node as it was.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(2400)
class ClusterIT {
  private static final Duration ONLINE = Duration.ofMinutes(2);
  private static final Duration PULLED = Duration.ofSeconds(90);
  private static final Duration READY = Duration.ofMinutes(2);
  private static final String NAMESPACE = "connected-registry";

  private final RecipeTable table = new RecipeTable();
  private ClusterSite cluster;
  private ClusterHub hub;
  private ClusterFleet fleet;
  private String password;

  @BeforeAll
  void start() throws IOException {
    cluster = ClusterSite.start(System.getProperty("outport.containerd", "1.6"));
    hub = ClusterHub.start(cluster);
    password = hub.reader("reader");
    for (String version : List.of("1", "2")) {
      hub.push(
          cluster.program(hub.folder().resolve("app" + version), version), "app/hello:" + version);
    }
    fleet = ClusterFleet.start(cluster, hub);
  }

  @AfterAll
  void stop() throws IOException {
    table.print();
    ClusterHub.end(hub, cluster);
  }

  @TestFactory
  Stream<DynamicTest> runsTheRecipe() throws IOException {
    List<String> wanted = List.of(System.getProperty("outport.recipes", "all").split(",", -1));
    List<Recipe> all = recipes();
    assertThat(Stream.concat(Stream.of("all"), all.stream().map(Recipe::key)))
        .as("names of recipes")
        .containsAll(wanted);
    return all.stream()
        .filter(each -> wanted.contains("all") || wanted.contains(each.key()))
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> run(each)));
  }

  private List<Recipe> recipes() throws IOException {
    return List.of(
        Recipe.bundled(),
        Recipe.existing(),
        Recipe.secret(),
        Recipe.own("10.96.0.54", papers("10.96.0.54").settings()),
        Recipe.selfSigned(
            "10.96.0.57", ClusterPapers.selfSigned(hub.folder(), "10.96.0.57").settings()),
        Recipe.trusted("10.96.0.55", papers("10.96.0.55").settings()),
        Recipe.plain());
  }

  private void run(Recipe recipe) throws IOException {
    try {
      List<String> before = prepare(recipe);
      create(recipe);
      pull(recipe);
      pullWithoutTheLink(recipe);
      change(recipe);
      remove(recipe, before);
    } catch (AssertionError | RuntimeException failure) {
      String diagnosis = diagnosis();
      makeRoom(recipe);
      throw new AssertionError(failure.getMessage() + diagnosis, failure);
    }
  }

  /** So that the next recipe is not failed by this one. */
  private void makeRoom(Recipe recipe) {
    cluster.mendLink();
    fleet.delete(recipe.extension());
    cluster.kubectl("delete", "namespace", "apps", NAMESPACE, "--wait");
  }

  private List<String> prepare(Recipe recipe) throws IOException {
    if (recipe.key().equals("default")) {
      fleet.mirrorCertManager();
    }
    if (recipe.key().equals("existing")) {
      cluster.installCertManager();
    }
    if (recipe.key().equals("secret")) {
      cluster.kubectl("create", "namespace", NAMESPACE).succeeded();
      makeSecret(recipe);
    }
    cluster.kubectl("create", "namespace", "apps").succeeded();
    makePullSecret(recipe);
    return cluster.nodeFiles();
  }

  private void create(Recipe recipe) throws IOException {
    String connection = hub.site(recipe.extension(), "reader");
    String trust = "trustDistribution.enabled=false";
    table.cell(recipe, "created", () -> fleet.create(recipe, connection, trust).succeeded());
    assertThat(stateOf(recipe)).isEqualTo("Succeeded");
    table.cell(
        recipe,
        "online",
        () -> until("Online", ONLINE, () -> hub.stateOf(recipe.extension()).equals("Online")));
  }

  private void pull(Recipe recipe) throws IOException {
    runPod(recipe, "1");
    until("distrust", PULLED, () -> events("hello-1").contains(recipe.distrust()));
    if (recipe.distributesTrust()) {
      String trust = "trustDistribution.enabled=true";
      fleet.update(recipe, "--config", trust).succeeded();
    } else {
      cluster.trust(recipe.address(), papers(recipe.address()).authority());
    }
    table.cell(recipe, "pulled", () -> until("pulled", PULLED, () -> isRunning("hello-1")));
  }

  private void pullWithoutTheLink(Recipe recipe) {
    cluster.cutLink();
    try {
      String deployment = "deployment/" + recipe.extension();
      cluster.kubectl("rollout", "restart", deployment, "-n", NAMESPACE).succeeded();
      cluster
          .kubectl("rollout", "status", deployment, "-n", NAMESPACE, "--timeout=90s")
          .succeeded();
      runPod(recipe, "2");
      table.cell(
          recipe, "offline pull", () -> until("offline", PULLED, () -> isRunning("hello-2")));
    } finally {
      cluster.mendLink();
    }
  }

  private void change(Recipe recipe) {
    table.cell(
        recipe,
        "upgraded",
        () -> fleet.update(recipe, "--version", ClusterFleet.NEWER).succeeded());
    assertThat(versionOf(recipe)).isEqualTo(ClusterFleet.NEWER);
    table.cell(
        recipe,
        "rolled back",
        () -> {
          Command.Result broken = fleet.update(recipe, "--version", ClusterFleet.BROKEN);
          assertThat(broken.exit()).as(broken.out() + broken.err()).isNotZero();
          until(
              "what worked runs again", READY, () -> versionOf(recipe).equals(ClusterFleet.NEWER));
          until("it is ready", READY, () -> isReadyDeployment(recipe));
        });
  }

  private void remove(Recipe recipe, List<String> before) throws IOException {
    cluster.kubectl("delete", "namespace", "apps", "--wait").succeeded();
    table.cell(recipe, "deleted", () -> fleet.delete(recipe.extension()).succeeded());
    assertThat(leftOf(recipe)).isBlank();
    if (!recipe.distributesTrust()) {
      cluster.distrust(recipe.address());
    }
    table.cell(recipe, "node restored", () -> assertThat(cluster.nodeFiles()).isEqualTo(before));
    cluster.kubectl("delete", "namespace", NAMESPACE, "--wait").succeeded();
    if (recipe.key().equals("existing")) {
      cluster.removeCertManager();
    }
    hub.removeSite(recipe.extension());
  }

  /** What of ours is in the cluster still. */
  private String leftOf(Recipe recipe) {
    return cluster
        .kubectl(
            "get",
            "all,pvc,secret,configmap,networkpolicy,pdb,serviceaccount",
            "-n",
            NAMESPACE,
            "-o",
            "name",
            "-l",
            "app.kubernetes.io/instance=" + recipe.extension())
        .out();
  }

  private String stateOf(Recipe recipe) {
    return fleet.show(recipe.extension()).at("/properties/provisioningState").asString("");
  }

  private String versionOf(Recipe recipe) {
    return fleet.show(recipe.extension()).at("/properties/currentVersion").asString("");
  }

  private String diagnosis() {
    return "\n"
        + cluster.kubectl("get", "pods,pvc,events", "-A").out()
        + cluster
            .kubectl("logs", "-n", "outport-agent", "deployment/outport-agent", "--tail=60")
            .out()
        + cluster
            .kubectl("logs", "-n", NAMESPACE, "-l", "app.kubernetes.io/name", "--tail=30")
            .out();
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

  private boolean isReadyDeployment(Recipe recipe) {
    String numbers = "jsonpath={.status.replicas}/{.status.readyReplicas}";
    return cluster
        .kubectl("get", "deployment", recipe.extension(), "-n", NAMESPACE, "-o", numbers)
        .out()
        .equals("1/1");
  }

  private void makeSecret(Recipe recipe) throws IOException {
    ClusterPapers papers = papers(recipe.address());
    cluster
        .kubectl(
            "create",
            "secret",
            "generic",
            "k8secret",
            "-n",
            NAMESPACE,
            "--from-file=" + papers.certificate(),
            "--from-file=" + papers.key(),
            "--from-file=" + papers.authority())
        .succeeded();
  }

  private ClusterPapers papers(String address) throws IOException {
    return ClusterPapers.of(hub.folder(), address);
  }

  private static Duration until(String what, Duration limit, Patience.Look look) {
    return Patience.until(what, limit, look);
  }
}
