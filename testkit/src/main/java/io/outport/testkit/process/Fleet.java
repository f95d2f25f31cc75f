package io.outport.testkit.process;

import io.outport.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A hub and its sites in one temporary folder, driven by nothing but the command line that people
 * use. Closing it ends every process and removes the folder.
 */
public final class Fleet implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A name and a password, as docker login takes them. */
  public record Login(String user, String password) {
    /** As {@code user:password}. */
    public String pair() {
      return user + ":" + password;
    }
  }

  /** A running registry of ours: where, what to trust, and its process. */
  public record Registry(String host, Path data, Path ca, ServerProcess process) {}

  /** What a hub is told, by its command line and its server's environment, beyond the least. */
  public record HubWords(List<String> init, List<String> serve, Map<String, String> environment) {
    /** Nothing more. */
    public static final HubWords NONE = new HubWords(List.of(), List.of());

    /** Copies all. */
    public HubWords {
      init = List.copyOf(init);
      serve = List.copyOf(serve);
      environment = Map.copyOf(environment);
    }

    /** With the environment as it is. */
    public HubWords(List<String> init, List<String> serve) {
      this(init, serve, Map.of());
    }
  }

  private final Path folder;
  private final List<ServerProcess> processes = new ArrayList<>();
  private final int hubPort;
  private final Login admin;
  private final Registry hub;

  private Fleet(Path folder, int hubPort, Login admin, HubWords words) {
    this.folder = folder;
    this.hubPort = hubPort;
    this.admin = admin;
    this.hub = startHub(words);
  }

  /** Makes a hub and starts it. */
  public static Fleet start() throws IOException {
    return start(HubWords.NONE);
  }

  /** Makes a hub and starts it, with these words more. */
  public static Fleet start(HubWords words) throws IOException {
    return start(Path.of(System.getProperty("java.io.tmpdir")), words);
  }

  /** As above, in a folder of its own below this one. */
  public static Fleet start(Path parent, HubWords words) throws IOException {
    Path folder = Files.createTempDirectory(parent, "outport-e2e");
    try {
      return startIn(folder, words);
    } catch (AssertionError | RuntimeException problem) {
      Folders.delete(folder);
      throw problem;
    }
  }

  private static Fleet startIn(Path folder, HubWords words) throws IOException {
    Files.createDirectory(temporary(folder));
    int port = FreePorts.pick();
    Command init =
        cli(folder)
            .and("hub", "init", "--data", folder.resolve("hub").toString(), "--name", "myhub")
            .and("--host", "localhost", "--port", Integer.toString(port), "-o", "json")
            .and(words.init().toArray(String[]::new));
    JsonNode made = JSON.readTree(init.run().succeeded().out());
    Login admin =
        new Login(made.path("adminUser").asString(), made.path("adminPassword").asString());
    return new Fleet(folder, port, admin, words);
  }

  private Registry startHub(HubWords words) {
    Path data = folder.resolve("hub");
    Command serve =
        cli(folder)
            .and("hub", "serve", "--data", data.toString())
            .and("--listen", "127.0.0.1:" + hubPort)
            .and(words.serve().toArray(String[]::new))
            .with(words.environment());
    ServerProcess process = ServerProcess.start(serve, folder.resolve("hub.log"), hubPort);
    processes.add(process);
    return new Registry("localhost:" + hubPort, data, data.resolve("tls/ca.crt"), process);
  }

  /** The running hub. */
  public Registry hub() {
    return hub;
  }

  /** The hub's administrator. */
  public Login admin() {
    return admin;
  }

  /** The port that the hub listens at. */
  public int hubPort() {
    return hubPort;
  }

  /** The folder that all of it is in. */
  public Path folder() {
    return folder;
  }

  /** The temporary folder of all our processes. */
  public Path temporary() {
    return temporary(folder);
  }

  /** Runs our command line against this hub. */
  public Command outport(String... words) {
    return cli(folder).and(words);
  }

  /** Makes a token with these rights on a repository pattern. */
  public Login token(String name, String pattern, String... actions) {
    Command create =
        outport("token", "create", "-r", "myhub", "-n", name, "-o", "json", "--repository", pattern)
            .and(actions);
    JsonNode made = JSON.readTree(create.run().succeeded().out());
    return new Login(name, firstPassword(made));
  }

  /** Makes a ReadOnly site resource and returns its connection string. */
  public String site(String name, String pattern, String clientToken) {
    outport("connected-registry", "create", "-r", "myhub", "-n", name, "--repository", pattern)
        .and("--client-tokens", clientToken)
        .run()
        .succeeded();
    return connection(name);
  }

  /** Makes a fresh password for a site's sync token and returns the site's connection string. */
  public String connection(String name) {
    Command settings =
        outport("connected-registry", "get-settings", "-r", "myhub", "-n", name)
            .and("--parent-protocol", "https", "--generate-password", "1", "--yes", "-o", "json");
    JsonNode printed = JSON.readTree(settings.run().succeeded().out());
    return printed.path("ACR_REGISTRY_CONNECTION_STRING").asString();
  }

  /** The command that serves a site's connection string from its own folder on this port. */
  public Command serveSite(String name, String connectionString, int port) throws IOException {
    Path file = folder.resolve(name + ".connection");
    Files.writeString(file, connectionString);
    return cli(folder)
        .and("edge", "serve", "--connection-string-file", file.toString())
        .and("--data", folder.resolve(name).toString())
        .and("--listen", "127.0.0.1:" + port);
  }

  /** Starts a site, told these words more, and waits until it serves. */
  public Registry startSite(String name, String connectionString, String... words)
      throws IOException {
    return startSite(name, connectionString, Map.of(), words);
  }

  /** As above, in this environment. */
  public Registry startSite(
      String name, String connectionString, Map<String, String> environment, String... words)
      throws IOException {
    int port = FreePorts.pick();
    Command serve = serveSite(name, connectionString, port).and(words).with(environment);
    ServerProcess process = ServerProcess.start(serve, folder.resolve(name + ".log"), port);
    processes.add(process);
    Path data = folder.resolve(name);
    return new Registry("localhost:" + port, data, data.resolve("tls/ca.crt"), process);
  }

  /** Ends this process when the fleet is closed. */
  public void own(ServerProcess process) {
    processes.add(process);
  }

  @Override
  public void close() throws IOException {
    processes.reversed().forEach(ServerProcess::close);
    Folders.delete(folder);
  }

  private static Command cli(Path folder) {
    return Command.of(Programs.outport().toString())
        .with("OUTPORT_CONFIG_DIR", folder.resolve("config").toString())
        .with("OUTPORT_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary(folder));
  }

  private static Path temporary(Path folder) {
    return folder.resolve("tmp");
  }

  private static String firstPassword(JsonNode made) {
    return made.findValue("password1") != null
        ? made.findValue("password1").asString()
        : made.findValue("value").asString();
  }
}
