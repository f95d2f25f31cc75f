package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The vendor's command line, unmodified, beside a hub of its own; its settings are in the hub's
 * temporary folder. {@code e2e/az/install} puts it into the tools' cache.
 */
final class Az implements AutoCloseable {
  static final String REGISTRY = "myhub";
  static final String GROUP = "outport";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Fleet fleet;
  private final Path home;
  private final Path config;
  private final HubView view;

  private Az(Fleet fleet, Path home, Path config, HubView view) {
    this.fleet = fleet;
    this.home = home;
    this.config = config;
    this.view = view;
  }

  /** Makes a hub and starts it; nobody is signed in. */
  static Az start() throws IOException {
    Fleet fleet = Fleet.start();
    Path config = Files.createDirectories(fleet.folder().resolve("azure"));
    Path home = home();
    // Made once by the installation: without it each fresh folder costs ten seconds.
    Path index = home.resolve("config/commandIndex.json");
    if (Files.exists(index)) {
      Files.copy(index, config.resolve("commandIndex.json"));
    }
    return new Az(fleet, home, config, new HubView(fleet));
  }

  /** As {@link #start}, signed in as the hub's administrator. */
  static Az signedIn() throws IOException {
    Az az = start();
    az.signIn();
    return az;
  }

  /** The three commands with which everything begins. */
  void signIn() {
    succeeds("cloud", "register", "-n", "Outport", "--endpoint-resource-manager", hub());
    succeeds("cloud", "set", "-n", "Outport");
    succeeds(
        "login",
        "--service-principal",
        "-u",
        fleet.admin().user(),
        "-p",
        fleet.admin().password(),
        "--tenant",
        tenant());
  }

  HubView view() {
    return view;
  }

  Fleet fleet() {
    return fleet;
  }

  String hub() {
    return "https://" + fleet.hub().host();
  }

  String tenant() {
    return view.tenant();
  }

  String subscription() {
    return view.subscription();
  }

  /** The id of the registry, or of a resource below it. */
  String id(String below) {
    return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.ContainerRegistry/registries/%s%s"
        .formatted(subscription(), GROUP, REGISTRY, below);
  }

  /** Runs it to its end. */
  Command.Result run(String... words) {
    return command(words).run();
  }

  /** Runs it, and it must end well. */
  Command.Result succeeds(String... words) {
    return run(words).succeeded();
  }

  /** Runs it, it must end well, and what it prints is JSON. */
  JsonNode json(String... words) {
    String[] all = Stream.concat(Stream.of(words), Stream.of("-o", "json")).toArray(String[]::new);
    return JSON.readTree(succeeds(all).out());
  }

  /** One field of what it prints. */
  String tsv(String query, String... words) {
    String[] all =
        Stream.concat(Stream.of(words), Stream.of("--query", query, "-o", "tsv"))
            .toArray(String[]::new);
    return succeeds(all).out().strip();
  }

  /** Sends any request in the name of whoever is signed in. */
  Command.Result rest(String method, String below, String... more) {
    return run(restWords(method, below, more));
  }

  String[] restWords(String method, String below, String... more) {
    String url = hub() + id(below) + (below.contains("?") ? "&" : "?") + "api-version=2025-11-01";
    List<String> words = List.of("rest", "--method", method, "--url", url);
    return Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /** Runs a program of the SDK's. */
  Command.Result python(String file) {
    return python(file, "");
  }

  /** As above, about this cluster. */
  Command.Result python(String file, String cluster) {
    return environment(Command.of(home.resolve("bin/python").toString(), file))
        .with("PYTHONDONTWRITEBYTECODE", "1")
        .with("HUB", hub())
        .with("TENANT", tenant())
        .with("SUBSCRIPTION", subscription())
        .with("GROUP", GROUP)
        .with("REGISTRY", REGISTRY)
        .with("CLUSTER", cluster)
        .with("CLIENT", fleet.admin().user())
        .with("SECRET", fleet.admin().password())
        .run();
  }

  /** What a command must refuse, and nothing may be changed by it. */
  void refuses(String words, String... command) {
    List<?> before = view.everything();
    Command.Result result = run(command);
    result.failedSaying(words);
    assertThat(result.exit()).as(result.err()).isBetween(1, 3);
    assertThat(view.everything())
        .as("nothing is changed by %s", String.join(" ", command))
        .isEqualTo(before);
  }

  private Command command(String... words) {
    return environment(Command.of(home.resolve("bin/az").toString())).and(words).within(LIMIT);
  }

  Command environment(Command command) {
    return command
        .with("REQUESTS_CA_BUNDLE", fleet.hub().ca().toString())
        .with("AZURE_CONFIG_DIR", config.toString())
        .with("AZURE_CORE_INSTANCE_DISCOVERY", "false")
        .with("AZURE_CORE_COLLECT_TELEMETRY", "no")
        .with("AZURE_CORE_SURVEY_MESSAGE", "no")
        .with("AZURE_CORE_LOGIN_EXPERIENCE_V2", "off")
        .with("AZURE_CORE_NO_COLOR", "yes");
  }

  /** The folder that {@code az} is in. */
  Path programs() {
    return home.resolve("bin");
  }

  private static Path home() {
    return Programs.tools().resolve("azure-cli-2.91.0");
  }

  @Override
  public void close() throws IOException {
    view.close();
    fleet.close();
  }
}
