package io.outport.e2e;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A cluster that a hub steers, by the command line that people type. */
final class ClusterFleet {
  /** The first version; the second one works too, the third does not. */
  static final String VERSION = "1.0.0";

  static final String NEWER = "1.0.1";
  static final String BROKEN = "1.0.2";

  private static final Duration CONNECTED = Duration.ofMinutes(3);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ClusterSite cluster;
  private final ClusterHub hub;
  private final String name;

  private ClusterFleet(ClusterSite cluster, ClusterHub hub, String name) {
    this.cluster = cluster;
    this.hub = hub;
    this.name = name;
  }

  /** Publishes images and three versions of the chart, and lets an agent in. */
  static ClusterFleet start(ClusterSite cluster, ClusterHub hub) throws IOException {
    ClusterFleet fleet = startWithOneVersion(cluster, hub, "site1");
    fleet.publishOthers();
    return fleet;
  }

  /** Publishes images and the first version, and lets an agent of a cluster of this name in. */
  static ClusterFleet startWithOneVersion(ClusterSite cluster, ClusterHub hub, String name)
      throws IOException {
    ClusterFleet fleet = new ClusterFleet(cluster, hub, name);
    cluster.trust(
        ClusterSite.CENTRE + ":" + ClusterHub.PORT, hub.folder().resolve("hub/tls/ca.crt"));
    fleet.publish();
    fleet.connect();
    return fleet;
  }

  private void publish() throws IOException {
    String image = System.getProperty("outport.image");
    String agent = System.getProperty("outport.agentImage");
    hub.run("hub", "publish", "--image", image, "--agent-image", agent, "--chart", copy(VERSION))
        .succeeded();
  }

  private void publishOthers() throws IOException {
    String image = System.getProperty("outport.image");
    hub.run("hub", "publish", "--image", image, "--chart", copy(NEWER)).succeeded();
    String broken = copy(BROKEN);
    Path deployment = Path.of(broken).resolve("templates/deployment.yaml");
    String text = Files.readString(deployment);
    Files.writeString(deployment, text.replace("- --data\n", "- --no-such-option\n"));
    hub.run("hub", "publish", "--image", image, "--chart", broken).succeeded();
  }

  /** Brings cert-manager's chart and images to the hub, for extensions that install it. */
  void mirrorCertManager() throws IOException {
    Path made = hub.folder().resolve("cert-manager");
    String version = cluster.makeCertManager(made);
    List<String> words =
        new ArrayList<>(List.of("hub", "mirror", "--chart", made + "/cert-manager.tgz"));
    for (String program : List.of("controller", "webhook", "cainjector")) {
      words.add("--image");
      words.add(
          "quay.io/jetstack/cert-manager-%s:%s=%s/%s".formatted(program, version, made, program));
    }
    hub.run(words.toArray(String[]::new)).succeeded();
  }

  private String copy(String version) throws IOException {
    return Charts.connectedRegistry(hub.folder(), version).toString();
  }

  private void connect() throws IOException {
    Path manifests = hub.folder().resolve("agent.yaml");
    hub.run("cluster", "connect", "-n", name, "--output-file", manifests.toString()).succeeded();
    cluster.kubectl("apply", "-f", manifests.toString()).succeeded();
    Patience.until("the cluster is connected", CONNECTED, () -> connectivity().equals("Connected"));
  }

  private String connectivity() {
    return json("cluster", "show", "-n", name).at("/properties/connectivityStatus").asString("");
  }

  /** Makes the extension, without the nodes' trust, and waits for it. */
  Command.Result create(Recipe recipe, String connection) throws IOException {
    Path secrets = Files.createTempFile(hub.folder(), "protected", ".json");
    Map<String, String> all = new TreeMap<>(recipe.secrets());
    all.put("connectionString", connection);
    Files.writeString(secrets, JSON.writeValueAsString(all));
    List<String> words =
        new ArrayList<>(
            List.of(
                "k8s-extension",
                "create",
                "--cluster-name",
                name,
                "--cluster-type",
                "connectedClusters",
                "--extension-type",
                "Microsoft.ContainerRegistry.ConnectedRegistry",
                "--name",
                recipe.extension(),
                "--resource-group",
                "outport",
                "--version",
                VERSION,
                "--auto-upgrade",
                "false"));
    words.addAll(List.of("--config-protected-file", secrets.toString()));
    words.addAll(
        List.of("--config", "service.clusterIP=" + recipe.address(), "pvc.storageRequest=1Gi"));
    words.add("trustDistribution.enabled=false");
    words.addAll(recipe.settings());
    return hub.run(words.toArray(String[]::new));
  }

  Command.Result update(Recipe recipe, String... words) {
    List<String> all = named("update", recipe);
    all.add("--yes");
    all.addAll(List.of(words));
    return hub.run(all.toArray(String[]::new));
  }

  Command.Result delete(Recipe recipe) {
    List<String> all = named("delete", recipe);
    all.add("--yes");
    return hub.run(all.toArray(String[]::new));
  }

  /** The extension as the hub shows it. */
  JsonNode show(Recipe recipe) {
    return json(named("show", recipe).toArray(String[]::new));
  }

  private List<String> named(String verb, Recipe recipe) {
    return new ArrayList<>(
        List.of(
            "k8s-extension",
            verb,
            "--cluster-name",
            name,
            "--cluster-type",
            "connectedClusters",
            "--name",
            recipe.extension(),
            "--resource-group",
            "outport"));
  }

  private JsonNode json(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-o", "json"));
    return JSON.readTree(hub.run(all.toArray(String[]::new)).succeeded().out());
  }
}
