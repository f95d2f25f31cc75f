package io.outport.e2e;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Folders;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A hub in the centre's network, driven by its command line. */
final class ClusterHub implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration START = Duration.ofMinutes(1);

  /** Another one where several test at the same time: all hubs are in the centre's network. */
  private static final String USUAL_PORT = System.getProperty("outport.cluster.hubPort", "9443");

  private final ClusterSite cluster;
  private final String port;
  private final Path folder;
  private final String login;
  private final Process process;

  private ClusterHub(ClusterSite cluster, String port, Path folder, String login, Process process) {
    this.cluster = cluster;
    this.port = port;
    this.folder = folder;
    this.login = login;
    this.process = process;
  }

  static ClusterHub start(ClusterSite cluster) throws IOException {
    return start(cluster, USUAL_PORT);
  }

  /** Starts one at a port of its own: the centre's network is that of all clusters. */
  static ClusterHub start(ClusterSite cluster, String port) throws IOException {
    Path folder = cluster.folder();
    Command init =
        outport(cluster, folder)
            .and("hub", "init", "--data", folder.resolve("hub").toString(), "--name", "myhub")
            .and("--host", ClusterSite.CENTRE, "--port", port, "-o", "json");
    JsonNode made = JSON.readTree(init.run().succeeded().out());
    Process process =
        outport(cluster, folder)
            .and("hub", "serve", "--data", folder.resolve("hub").toString())
            .and("--listen", ClusterSite.CENTRE + ":" + port)
            .start(folder.resolve("hub.log"));
    ClusterHub hub =
        new ClusterHub(
            cluster,
            port,
            folder,
            made.path("adminUser").asString() + ":" + made.path("adminPassword").asString(),
            process);
    Patience.until(
        "the hub serves", START, () -> hub.run("token", "list", "-r", "myhub").exit() == 0);
    return hub;
  }

  /** Its host and port, as clusters see it. */
  String address() {
    return ClusterSite.CENTRE + ":" + port;
  }

  Path folder() {
    return folder;
  }

  Command.Result run(String... words) {
    return outport(cluster, folder).and(words).run();
  }

  /** The same for what takes long. */
  Command.Result runWithin(Duration limit, String... words) {
    return outport(cluster, folder).and(words).within(limit).run();
  }

  /** Makes a client token that may read, and returns its password. */
  String reader(String name) {
    Command.Result made =
        run(
            "token",
            "create",
            "-r",
            "myhub",
            "-n",
            name,
            "-o",
            "json",
            "--repository",
            "app/*",
            "content/read",
            "metadata/read");
    JsonNode value = JSON.readTree(made.succeeded().out()).findValue("value");
    return Objects.requireNonNull(value, "a password").asString();
  }

  /** Makes a site and returns its connection string. */
  String site(String name, String reader) {
    run(
            "connected-registry",
            "create",
            "-r",
            "myhub",
            "-n",
            name,
            "--repository",
            "app/*",
            "--client-tokens",
            reader)
        .succeeded();
    Command.Result settings =
        run(
            "connected-registry",
            "get-settings",
            "-r",
            "myhub",
            "-n",
            name,
            "--parent-protocol",
            "https",
            "--generate-password",
            "1",
            "--yes",
            "-o",
            "json");
    return JSON.readTree(settings.succeeded().out())
        .path("ACR_REGISTRY_CONNECTION_STRING")
        .asString();
  }

  /** Deletes a site, with what was made for it. */
  void removeSite(String name) {
    run("connected-registry", "delete", "-r", "myhub", "-n", name, "--yes", "--cleanup")
        .succeeded();
  }

  /** What the hub says of a site, such as {@code Online}. */
  String stateOf(String name) {
    Command.Result shown =
        run("connected-registry", "show", "-r", "myhub", "-n", name, "-o", "json");
    return shown.exit() == 0
        ? JSON.readTree(shown.out()).at("/properties/connectionState").asString()
        : shown.err();
  }

  /** Pushes an OCI layout. */
  void push(Path layout, String image) throws IOException {
    Path certificates = Files.createDirectories(folder.resolve("certs"));
    Files.write(
        certificates.resolve("ca.crt"), Files.readAllBytes(folder.resolve("hub/tls/ca.crt")));
    cluster
        .atCentre(Programs.find("skopeo"), "copy", "--dest-creds", login)
        .and("--dest-cert-dir", certificates.toString(), "oci:" + layout + ":latest")
        .and("docker://" + address() + "/" + image)
        .run()
        .succeeded();
  }

  /** A script in the hub's network, for which {@code outport} is on the path, signed in. */
  Command bash(Path script) {
    return environment(cluster.atCentre("bash", script.toString()))
        .with("PATH", Programs.outport().getParent() + ":" + System.getenv("PATH"));
  }

  /** The command, for which {@code outport} is signed in. */
  Command environment(Command command) {
    return environment(command, folder);
  }

  private static Command outport(ClusterSite cluster, Path folder) {
    return environment(cluster.atCentre(Programs.outport().toString()), folder);
  }

  private static Command environment(Command command, Path folder) {
    return command
        .with("OUTPORT_CONFIG_DIR", folder.resolve("config").toString())
        .with("OUTPORT_NO_BUILD", "1");
  }

  /** Ends what there is of both, the cluster in any case. */
  static void end(@Nullable ClusterHub hub, @Nullable ClusterSite cluster) throws IOException {
    try (var _ = cluster;
        var _ = hub) {
      // Nothing is left to do.
    }
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    all.forEach(each -> each.onExit().join());
    Folders.delete(folder);
  }
}
