package io.outport.e2e;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Folders;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A hub in the centre's network, driven by its command line. */
final class ClusterHub implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration START = Duration.ofMinutes(1);

  /** A change whose agent is killed again and again takes long. */
  private static final Duration CALL = Duration.ofMinutes(10);

  private static final String USUAL_PORT = "9443";

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
    Path folder = Files.createTempDirectory("outport-cluster");
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
        ? JSON.readTree(shown.out()).at("/properties/connectionState").asString("")
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

  private static Command outport(ClusterSite cluster, Path folder) {
    return cluster
        .atCentre(Programs.outport().toString())
        .with("OUTPORT_CONFIG_DIR", folder.resolve("config").toString())
        .with("OUTPORT_NO_BUILD", "1")
        .within(CALL);
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Folders.delete(folder);
  }
}
