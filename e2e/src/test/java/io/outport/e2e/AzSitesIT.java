package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * {@code az acr connected-registry} in a tree of eight, with a real site at one of them:
 *
 * <pre>
 * north (ReadWrite) - northa (ReadWrite) - northaa (ReadWrite), northab
 *                   - northb             - northba
 * south             - southa
 * </pre>
 */
@Tag("az")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(900)
class AzSitesIT {
  private static final Duration ARRIVAL = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(100);

  private Az az;
  private Optional<Fleet.Registry> site = Optional.empty();

  @BeforeAll
  void start() throws IOException {
    az = Az.signedIn();
    az.fleet().token("till1", "app/*", "content/read", "metadata/read");
    az.fleet().token("till2", "app/*", "content/read", "metadata/read");
  }

  @AfterAll
  void end() throws IOException {
    az.close();
  }

  @Test
  @Order(1)
  void makesOneWithEveryFlag() {
    JsonNode made =
        sites("create", "north", "--mode", "ReadWrite", "--repository", "app/*", "base/os")
            .and("--sync-schedule", "0 2 * * *", "--sync-window", "PT4H")
            .and("--sync-message-ttl", "P5D", "--log-level", "Warning", "--yes")
            .and("--gc-enabled", "false", "--gc-schedule", "0 3 * * *")
            .and("--client-tokens", "till1", "--notifications", "app/*:push", "*:*")
            .json();

    assertThat(made.path("provisioningState").asString()).isEqualTo("Succeeded");
    assertThat(made.path("mode").asString()).isEqualTo("ReadWrite");
    assertThat(made.path("connectionState").asString()).isEqualTo("Offline");
    assertThat(made.at("/activation/status").asString()).isEqualTo("Inactive");
    assertThat(made.at("/parent/syncProperties/schedule").asString()).isEqualTo("0 2 * * *");
    assertThat(made.at("/parent/syncProperties/syncWindow").asString()).isEqualTo("4:00:00");
    assertThat(made.at("/parent/syncProperties/messageTtl").asString()).startsWith("5 days");
    assertThat(made.at("/parent/syncProperties/tokenId").asString())
        .isEqualTo(az.id("/tokens/north"));
    assertThat(made.at("/parent/syncProperties/gatewayEndpoint").asString())
        .isEqualTo(az.fleet().hub().host());
    assertThat(made.at("/logging/logLevel").asString()).isEqualTo("Warning");
    assertThat(made.at("/garbageCollection/enabled").asBoolean(true)).isFalse();
    assertThat(made.at("/garbageCollection/schedule").asString()).isEqualTo("0 3 * * *");
    assertThat(made.at("/clientTokenIds/0").asString()).isEqualTo(az.id("/tokens/till1"));
    assertThat(texts(made.path("notificationsList")))
        .containsExactlyInAnyOrder("app/*:push", "*:*");
  }

  @Test
  @Order(2)
  void makesOneWithASyncTokenOfItsOwn() {
    az.succeeds(
        "acr",
        "scope-map",
        "create",
        "-r",
        Az.REGISTRY,
        "-n",
        "southmap",
        "--repository",
        "app/*",
        "content/read",
        "metadata/read",
        "--gateway",
        "south",
        "config/read",
        "config/write",
        "message/read",
        "message/write");
    az.succeeds(
        "acr",
        "token",
        "create",
        "-r",
        Az.REGISTRY,
        "-n",
        "southtoken",
        "--scope-map",
        "southmap",
        "--no-passwords");

    JsonNode made = sites("create", "south", "--sync-token", "southtoken").json();

    assertThat(made.path("mode").asString()).isEqualTo("ReadOnly");
    assertThat(made.at("/parent/syncProperties/schedule").asString()).isEqualTo("* * * * *");
    assertThat(made.at("/parent/syncProperties/messageTtl").asString()).startsWith("2 days");
    assertThat(made.at("/logging/logLevel").asString()).isEqualTo("Information");
    assertThat(made.at("/garbageCollection/schedule").asString()).isEqualTo("0 0 * * *");
  }

  @Test
  @Order(3)
  void makesTheRestOfTheTreeAndTellsTheAncestors() {
    child("northa", "north", "ReadWrite", "app/web");
    child("northb", "north", "ReadOnly", "app/web");
    child("northaa", "northa", "readwrite", "lib/one");
    child("northab", "northa", "ReadOnly", "app/web");
    child("northba", "northb", "ReadOnly", "app/web");
    child("southa", "south", "ReadOnly", "app/web");

    assertThat(actions("north"))
        .contains("gateway/northaa/config/read", "repositories/lib/one/content/write");
    assertThat(actions("northa"))
        .contains("gateway/northaa/message/write", "repositories/lib/one/content/read");
    assertThat(actions("northb")).doesNotContain("gateway/northaa/config/read");
  }

  @Test
  @Order(4)
  void listsShowsAndFilters() {
    assertThat(az.tsv("[].name", "acr", "connected-registry", "list", "-r", Az.REGISTRY).lines())
        .containsExactly(
            "north", "northa", "northaa", "northab", "northb", "northba", "south", "southa");
    assertThat(names("--no-children")).containsExactly("north", "south");
    assertThat(names("--parent", "south")).containsExactly("southa");
    assertThat(names("--parent", "northa", "--no-children"))
        .containsExactlyInAnyOrder("northaa", "northab");
    String table =
        az.succeeds(
                "acr",
                "connected-registry",
                "show",
                "-r",
                Az.REGISTRY,
                "-n",
                "NORTHBA",
                "-o",
                "table")
            .out();
    assertThat(table).contains("northba", "ReadOnly", "Offline", "northb", "* * * * *");
    String filter = "?$filter=parent.id eq '%s'".formatted(az.id("/connectedRegistries/north"));
    assertThat(
            az.rest("get", "/connectedRegistries" + filter, "--query", "value[].name", "-o", "tsv")
                .succeeded()
                .out()
                .lines())
        .containsExactly("northa", "northb");
    String second =
        az.rest("get", "/connectedRegistries?$top=5", "--query", "nextLink", "-o", "tsv")
            .succeeded()
            .out()
            .strip();
    assertThat(az.tsv("value[].name", "rest", "--method", "get", "--url", second).lines())
        .containsExactly("northba", "south", "southa");
  }

  @Test
  @Order(5)
  void givesSettingsWithWhichARealSiteStarts() throws IOException {
    String digest = az.view().push("app/web", "v1", "the first");
    JsonNode without = sites("get-settings", "south", "--parent-protocol", "https").json();
    assertThat(without.path("SYNC_TOKEN_PASSWORD").asString()).contains("--generate-password");

    JsonNode settings =
        sites("get-settings", "south", "--parent-protocol", "https")
            .and("--generate-password", "1", "--yes")
            .json();

    assertThat(settings.path("SYNC_TOKEN_USER").asString()).isEqualTo("southtoken");
    az.succeeds(
        "acr",
        "connected-registry",
        "update",
        "-r",
        Az.REGISTRY,
        "-n",
        "south",
        "--add-client-tokens",
        "till2");
    String connection =
        settings.path("ACR_REGISTRY_CONNECTION_STRING").asString()
            + ";ParentCaCertificate="
            + Trust.compact(az.fleet().hub().ca());
    Fleet.Registry started = az.fleet().startSite("south", connection);
    site = Optional.of(started);
    becomes("south", each -> "Online".equals(each.connectionState()));
    logs("initialsync");
    JsonNode shown = sites("show", "south").json();
    assertThat(shown.at("/activation/status").asString()).isEqualTo("Active");
    assertThat(shown.at("/loginServer/host").asString()).isEqualTo(started.host());
    assertThat(digest).startsWith("sha256:");
  }

  @Test
  @Order(6)
  void updatesEveryFlag() {
    JsonNode changed =
        sites("update", "north", "--add-client-tokens", "till2", "--remove-client-tokens", "till1")
            .and("--add-notifications", "base/os:v1:delete", "--remove-notifications", "*:*")
            .and("--sync-schedule", "30 4 * * 1-5", "--sync-window", "P1D")
            .and("--sync-message-ttl", "P30D", "--log-level", "Debug")
            .and("--gc-enabled", "true", "--gc-schedule", "15 1 * * *")
            .json();

    assertThat(texts(changed.path("clientTokenIds"))).containsExactly(az.id("/tokens/till2"));
    assertThat(texts(changed.path("notificationsList")))
        .containsExactlyInAnyOrder("app/*:push", "base/os:v1:delete");
    assertThat(changed.at("/parent/syncProperties/schedule").asString()).isEqualTo("30 4 * * 1-5");
    assertThat(changed.at("/parent/syncProperties/syncWindow").asString()).startsWith("1 day");
    assertThat(changed.at("/parent/syncProperties/messageTtl").asString()).startsWith("30 days");
    assertThat(changed.at("/logging/logLevel").asString()).isEqualTo("Debug");
    assertThat(changed.at("/garbageCollection/enabled").asBoolean()).isTrue();
    JsonNode continuous = sites("update", "north", "--sync-schedule", "* * * * *").json();
    assertThat(continuous.at("/parent/syncProperties/syncWindow").isString()).isFalse();
    assertThat(
            az.tsv(
                "[].name",
                "acr",
                "connected-registry",
                "list-client-tokens",
                "-r",
                Az.REGISTRY,
                "-n",
                "north"))
        .isEqualTo("till2");
  }

  @Test
  @Order(7)
  void grantsToAncestorsAndTakesFromDescendants() {
    az.succeeds(
        "acr",
        "connected-registry",
        "permissions",
        "update",
        "-r",
        Az.REGISTRY,
        "-n",
        "southa",
        "--add",
        "lib/two");
    assertThat(actions("southa")).contains("repositories/lib/two/content/read");
    assertThat(actions("southmap")).contains("repositories/lib/two/content/read");
    az.succeeds(
        "acr",
        "connected-registry",
        "permissions",
        "update",
        "-r",
        Az.REGISTRY,
        "-n",
        "south",
        "--remove",
        "lib/two");
    assertThat(actions("southa")).doesNotContain("repositories/lib/two/content/read");
    assertThat(
            az.tsv(
                "actions",
                "acr",
                "connected-registry",
                "permissions",
                "show",
                "-r",
                Az.REGISTRY,
                "-n",
                "south"))
        .contains("repositories/app/*/content/read")
        .doesNotContain("lib/two");
    logs("lib/two");
  }

  @Test
  @Order(8)
  void resyncsARunningSite() {
    JsonNode asked = sites("resync", "south").json();
    assertThat(asked.at("/registrySyncResult/syncTrigger").asString()).isEqualTo("ManualResync");
    logs("manualresync");
    az.refuses(
        "ConnectedRegistryNotActivated",
        "acr",
        "connected-registry",
        "resync",
        "-r",
        Az.REGISTRY,
        "-n",
        "north");
  }

  @Test
  @Order(9)
  void deactivates() {
    az.succeeds(
        "acr", "connected-registry", "deactivate", "-r", Az.REGISTRY, "-n", "south", "--yes");
    becomes(
        "south",
        each -> each.activation() != null && each.activation().status().equals("Inactive"));
    logs("not_activated");
  }

  @Test
  @Order(10)
  void deletesWithAndWithoutCleaningUp() {
    az.refuses(
        "ConnectedRegistryHasChildren",
        "acr",
        "connected-registry",
        "delete",
        "-r",
        Az.REGISTRY,
        "-n",
        "northa",
        "--yes");
    String said =
        az.succeeds(
                "acr", "connected-registry", "delete", "-r", Az.REGISTRY, "-n", "northab", "--yes")
            .err();
    assertThat(said).contains("az acr token delete -n northab -r myhub --yes");
    assertThat(actions("northab")).isNotEmpty();

    az.succeeds(
        "acr",
        "connected-registry",
        "delete",
        "-r",
        Az.REGISTRY,
        "-n",
        "northaa",
        "--cleanup",
        "--yes");

    az.run("acr", "token", "show", "-r", Az.REGISTRY, "-n", "northaa")
        .failedSaying("ResourceNotFound");
    assertThat(actions("north")).doesNotContain("gateway/northaa/config/read");
    assertThat(names()).doesNotContain("northaa", "northab");
  }

  private void child(String name, String parent, String mode, String repository) {
    JsonNode made =
        sites("create", name, "--parent", parent, "--mode", mode, "--repository", repository)
            .json();
    assertThat(made.at("/parent/id").asString()).isEqualTo(az.id("/connectedRegistries/" + parent));
  }

  private List<String> actions(String scopeMap) {
    return az.view().actions(scopeMap);
  }

  private List<String> names(String... flags) {
    String[] words =
        Stream.concat(
                Stream.of("acr", "connected-registry", "list", "-r", Az.REGISTRY), Stream.of(flags))
            .toArray(String[]::new);
    return az.tsv("[].name", words).lines().toList();
  }

  private Words sites(String verb, String name, String... flags) {
    return new Words(
        az,
        Stream.concat(
                Stream.of("acr", "connected-registry", verb, "-r", Az.REGISTRY, "-n", name),
                Stream.of(flags))
            .toList());
  }

  /** A command that grows word by word. */
  private record Words(Az az, List<String> words) {
    Words and(String... more) {
      return new Words(az, Stream.concat(words.stream(), Stream.of(more)).toList());
    }

    JsonNode json() {
      return az.json(words.toArray(String[]::new));
    }
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private void becomes(String name, Predicate<ConnectedRegistry.Properties> wanted) {
    long deadline = System.nanoTime() + ARRIVAL.toNanos();
    while (az.view().site(name).map(ConnectedRegistry::properties).filter(wanted).isEmpty()) {
      assertThat(System.nanoTime()).as("%s: %s", name, az.view().site(name)).isLessThan(deadline);
      ServerProcess.pause(LOOK);
    }
  }

  /** Waits for the site's log to speak of it. */
  private void logs(String words) {
    ServerProcess process = site.orElseThrow().process();
    long deadline = System.nanoTime() + ARRIVAL.toNanos();
    while (!process.log().toLowerCase(Locale.ROOT).contains(words)) {
      assertThat(System.nanoTime()).as(process.log()).isLessThan(deadline);
      ServerProcess.pause(LOOK);
    }
  }
}
