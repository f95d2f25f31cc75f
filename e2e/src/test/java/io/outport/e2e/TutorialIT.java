package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
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
 * The vendor's tutorial, typed as it is printed but for the slips that {@link TutorialRepair}
 * names, with {@code alias az=outport}: each of its deployments comes to run on a real Kubernetes,
 * and is cleaned up by the tutorial's own last commands.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(2400)
class TutorialIT {
  private static final Duration BLOCK = Duration.ofMinutes(8);
  private static final String CLUSTER = "myarck8scluster";
  private static final String EXTENSION = "myconnectedregistry";
  private static final String SITE = "myconnectedregistry";
  private static final String NAMESPACE = "connected-registry";
  private static final String ADDRESS = "10.96.100.1";
  private static final String SETTINGS = "protected-settings-extension.json";

  private Tutorial tutorial;
  private ClusterSite cluster;
  private ClusterHub hub;
  private Path folder;

  /** One of its deployments: its heading, its command, and which file of settings it is about. */
  private record Deployment(String heading, String command, String settings) {
    boolean usesSecret() {
      return settings.contains("secret:");
    }

    boolean usesCertManager() {
      return command.contains("cert-manager.enabled=true");
    }
  }

  @BeforeAll
  void start() throws IOException {
    tutorial = Tutorial.read();
    cluster = ClusterSite.start(System.getProperty("outport.containerd", "1.6"));
    hub = ClusterHub.start(cluster);
    folder = Files.createDirectories(hub.folder().resolve("reader"));
    hub.reader("reader");
    ClusterFleet.startWithOneVersion(cluster, hub, CLUSTER);
    makeCertificate();
  }

  @AfterAll
  void stop() throws IOException {
    try (ClusterSite _ = cluster) {
      if (hub != null) {
        hub.close();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> runsWhatItPrints() {
    Stream<DynamicTest> preparations =
        Stream.of(
            DynamicTest.dynamicTest(
                "its preparations",
                () -> {
                  type(tutorial.command("extension add"));
                  type(tutorial.command("provider register"));
                }));
    return Stream.concat(
        preparations,
        deployments().stream()
            .filter(each -> each.heading().matches(System.getProperty("outport.deployments", ".*")))
            .map(each -> DynamicTest.dynamicTest(each.heading(), () -> run(each))));
  }

  private List<Deployment> deployments() {
    String secret = tutorial.settings().getFirst();
    String pair = tutorial.settings().getLast();
    List<String> creates =
        tutorial.commands().stream().filter(each -> each.contains("extension create")).toList();
    assertThat(creates).hasSize(5);
    return List.of(
        new Deployment("existing cert-manager", creates.get(0), ""),
        new Deployment("Kubernetes secret", creates.get(1), secret),
        new Deployment("bring your own certificate", creates.get(2), pair),
        new Deployment("own trust", creates.get(3), secret),
        new Deployment("plain HTTP", creates.get(4), ""));
  }

  private void run(Deployment deployment) throws IOException {
    try {
      prepare(deployment);
      List<String> before = cluster.nodeFiles();
      type(deployment.command());
      assertThat(show("provisioningState")).isEqualTo("Succeeded");
      assertThat(show("configurationSettings.\"service.clusterIP\"")).isEqualTo(ADDRESS);
      type(tutorial.command("k8s-extension delete"));
      type(tutorial.command("connected-registry delete"));
      assertClean();
      assertThat(cluster.nodeFiles()).isEqualTo(before);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(failure.getMessage() + diagnosis(), failure);
    } finally {
      makeRoom(deployment);
    }
  }

  private void prepare(Deployment deployment) throws IOException {
    if (deployment.usesCertManager()) {
      cluster.installCertManager();
    }
    cluster.kubectl("create", "namespace", NAMESPACE).succeeded();
    if (deployment.usesSecret()) {
      String crt = "--from-file=tls.crt=" + folder.resolve("tls.crt");
      String key = "--from-file=tls.key=" + folder.resolve("tls.key");
      cluster
          .kubectl("create", "secret", "generic", "k8secret", "-n", NAMESPACE, crt, key)
          .succeeded();
    }
    String settings =
        TutorialRepair.all(deployment.settings())
            .replace("public-cert", base64("tls.crt"))
            .replace("private-key", base64("tls.key"));
    String connection = hub.site(SITE, "reader");
    Files.writeString(
        folder.resolve(SETTINGS), "connectionString: \"%s\"\n%s".formatted(connection, settings));
  }

  private void assertClean() {
    assertThat(count("k8s-extension", "list", "-c", CLUSTER)).isEqualTo("0");
    assertThat(count("connected-registry", "list", "-r", "myhub")).isEqualTo("0");
    String kinds = "all,pvc,networkpolicy,pdb,role,rolebinding";
    assertThat(cluster.kubectl("get", kinds, "-n", NAMESPACE, "-o", "name").out()).isBlank();
    assertThat(
            cluster
                .kubectl(
                    "get",
                    "secret,configmap,serviceaccount",
                    "-n",
                    NAMESPACE,
                    "-o",
                    "name",
                    "-l",
                    "app.kubernetes.io/instance=" + EXTENSION)
                .out())
        .isBlank();
  }

  /** So that the next deployment begins as this one did, whatever became of it. */
  private void makeRoom(Deployment deployment) {
    hub.run("k8s-extension", "delete", "-c", CLUSTER, "-n", EXTENSION, "--yes");
    cluster.kubectl("delete", "namespace", NAMESPACE, "--wait");
    if (deployment.usesCertManager()) {
      cluster.removeCertManager();
    }
    hub.run("connected-registry", "delete", "-r", "myhub", "-n", SITE, "--yes");
    hub.run("token", "delete", "-r", "myhub", "-n", SITE, "--yes");
    hub.run("scope-map", "delete", "-r", "myhub", "-n", SITE, "--yes");
  }

  /** Runs a block of the tutorial, with its slips mended and the reader's own names in it. */
  private void type(String block) throws IOException {
    String words =
        TutorialRepair.all(block)
            .replace("<JSON file path>", SETTINGS)
            .replace("myresourcegroup", "outport")
            // The reader is asked, and has a terminal to say yes on.
            .replace(" delete ", " delete --yes ");
    Path script = folder.resolve("typed.sh");
    Files.writeString(
        script,
        """
        shopt -s expand_aliases
        alias az=outport
        set -euo pipefail
        cd %s
        %s\
        """
            .formatted(folder, words));
    long began = System.nanoTime();
    hub.bash(script).within(BLOCK).run().succeeded();
    System.out.printf(
        "tutorial: %d s: %s%n",
        (System.nanoTime() - began) / 1_000_000_000, words.lines().findFirst().orElse(""));
  }

  private String show(String property) {
    return query("properties." + property, "k8s-extension", "show", "-c", CLUSTER, "-n", EXTENSION);
  }

  private String count(String... words) {
    return query("length(@)", words);
  }

  private String query(String query, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--query", query, "-o", "tsv"));
    return hub.run(all.toArray(String[]::new)).succeeded().out().strip();
  }

  private String diagnosis() {
    return "\n"
        + hub.run("k8s-extension", "show", "-c", CLUSTER, "-n", EXTENSION, "-o", "yaml").out()
        + cluster.kubectl("get", "pods,pvc,events", "-n", NAMESPACE).out()
        + cluster
            .kubectl("logs", "-n", "outport-agent", "deployment/outport-agent", "--tail=40")
            .out();
  }

  private String base64(String file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(file)));
  }

  /** One that signed itself: the tutorial has no word on a CA. */
  private void makeCertificate() {
    Command.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        .and("-nodes", "-days", "30", "-subj", "/CN=registry")
        .and("-addext", "subjectAltName=IP:" + ADDRESS)
        .and("-keyout", folder.resolve("tls.key").toString())
        .and("-out", folder.resolve("tls.crt").toString())
        .run()
        .succeeded();
  }
}
