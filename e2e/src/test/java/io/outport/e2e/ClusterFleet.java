package io.outport.e2e;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    ClusterFleet fleet = startWithOneVersion(cluster, hub, cluster.name());
    fleet.publishOthers();
    return fleet;
  }

  /** Publishes images and the first version, and lets an agent of a cluster of this name in. */
  static ClusterFleet startWithOneVersion(ClusterSite cluster, ClusterHub hub, String name)
      throws IOException {
    new ClusterFleet(cluster, hub, name).publish();
    return join(cluster, hub, name);
  }

  /** Lets the agent of a further cluster in. */
  static ClusterFleet join(ClusterSite cluster, ClusterHub hub) throws IOException {
    return join(cluster, hub, cluster.name());
  }

  private static ClusterFleet join(ClusterSite cluster, ClusterHub hub, String name)
      throws IOException {
    ClusterFleet fleet = new ClusterFleet(cluster, hub, name);
    cluster.trust(hub.address(), hub.folder().resolve("hub/tls/ca.crt"));
    fleet.connect();
    return fleet;
  }

  private void publish() throws IOException {
    Path chart = Programs.outport().resolveSibling("dist/charts/connected-registry");
    String image = System.getProperty("outport.image");
    String agent = System.getProperty("outport.agentImage");
    hub.run(
            "hub",
            "publish",
            "--image",
            image,
            "--agent-image",
            agent,
            "--chart",
            copy(chart, VERSION))
        .succeeded();
  }

  /** Publishes the chart in this version, with an image of its own. */
  void publish(String version, Path image) throws IOException {
    Path chart = Programs.outport().resolveSibling("dist/charts/connected-registry");
    hub.run("hub", "publish", "--image", image.toString(), "--chart", copy(chart, version))
        .succeeded();
  }

  private void publishOthers() throws IOException {
    Path chart = Programs.outport().resolveSibling("dist/charts/connected-registry");
    String image = System.getProperty("outport.image");
    hub.run("hub", "publish", "--image", image, "--chart", copy(chart, NEWER)).succeeded();
    String broken = copy(chart, BROKEN);
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

  private String copy(Path chart, String version) throws IOException {
    Path copy = hub.folder().resolve("chart-" + version);
    try (Stream<Path> files = Files.walk(chart)) {
      for (Path each : files.toList()) {
        Files.copy(each, copy.resolve(chart.relativize(each)));
      }
    }
    Path document = copy.resolve("Chart.yaml");
    Files.writeString(
        document,
        Files.readString(document).replaceFirst("(?m)^version: .*$", "version: " + version));
    return copy.toString();
  }

  private void connect() throws IOException {
    Path manifests = hub.folder().resolve("agent-" + name + ".yaml");
    hub.run("cluster", "connect", "-n", name, "--output-file", manifests.toString()).succeeded();
    cluster.kubectl("apply", "-f", manifests.toString()).succeeded();
    Patience.until("the cluster is connected", CONNECTED, () -> connectivity().equals("Connected"));
  }

  private String connectivity() {
    return json("cluster", "show", "-n", name).at("/properties/connectivityStatus").asString("");
  }

  /** Makes the extension, with these settings beside the recipe's, and waits for it. */
  Command.Result create(Recipe recipe, String connection, String... settings) throws IOException {
    Map<String, String> secrets = new TreeMap<>(recipe.secrets());
    secrets.put("connectionString", connection);
    List<String> all = new ArrayList<>(recipe.settings());
    all.addAll(List.of("service.clusterIP=" + recipe.address(), "pvc.storageRequest=1Gi"));
    all.addAll(List.of(settings));
    return create(recipe.extension(), all, secrets, "--version", VERSION);
  }

  /** Makes an extension with these settings and no others, and waits for it. */
  Command.Result create(
      String extension, List<String> settings, Map<String, String> secrets, String... words)
      throws IOException {
    Path file = Files.createTempFile(hub.folder(), "protected", ".json");
    Files.writeString(file, JSON.writeValueAsString(secrets));
    List<String> all = named("create", extension);
    all.addAll(List.of("--extension-type", "Microsoft.ContainerRegistry.ConnectedRegistry"));
    all.addAll(List.of("--auto-upgrade", "false", "--config-protected-file", file.toString()));
    all.addAll(List.of(words));
    all.add("--config");
    all.addAll(settings);
    return hub.run(all.toArray(String[]::new));
  }

  Command.Result update(Recipe recipe, String... words) {
    return hub.run(updating(recipe, words));
  }

  /** The same for what will take so long at most. */
  Command.Result updateWithin(Duration limit, Recipe recipe, String... words) {
    return hub.runWithin(limit, updating(recipe, words));
  }

  private String[] updating(Recipe recipe, String... words) {
    List<String> all = named("update", recipe.extension());
    all.add("--yes");
    all.addAll(List.of(words));
    return all.toArray(String[]::new);
  }

  Command.Result delete(String extension) {
    List<String> all = named("delete", extension);
    all.add("--yes");
    return hub.run(all.toArray(String[]::new));
  }

  /** The same for a cluster that will take so long at most. */
  Command.Result deleteWithin(Duration limit, String extension) {
    List<String> all = named("delete", extension);
    all.add("--yes");
    return hub.runWithin(limit, all.toArray(String[]::new));
  }

  /** The extension as the hub shows it. */
  JsonNode show(String extension) {
    return json(named("show", extension).toArray(String[]::new));
  }

  /** Whether the hub knows it, be it on its way out. */
  boolean knows(String extension) {
    return hub.run(named("show", extension).toArray(String[]::new)).exit() == 0;
  }

  private List<String> named(String verb, String extension) {
    return new ArrayList<>(
        List.of(
            "k8s-extension",
            verb,
            "--cluster-name",
            name,
            "--cluster-type",
            "connectedClusters",
            "--name",
            extension,
            "--resource-group",
            "outport"));
  }

  private JsonNode json(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-o", "json"));
    return JSON.readTree(hub.run(all.toArray(String[]::new)).succeeded().out());
  }
}
