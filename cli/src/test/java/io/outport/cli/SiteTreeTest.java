package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Commands on sites below sites (reference, 3 and 9: what the original gets wrong is a test each).
 *
 * <pre>
 * hub ─ north ─┬─ shop1 ── till1
 *              └─ shop2 ── till2
 *     ─ otherNorth        (a name that ends like another)
 * </pre>
 */
final class SiteTreeTest {
  private static final String[] APP = {
    "repositories/app/content/read", "repositories/app/metadata/read"
  };

  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    hub.keepTree("north", "ReadWrite", "", APP);
    hub.keepTree("shop1", "ReadOnly", "north", APP);
    hub.keepTree("shop2", "ReadOnly", "north", APP);
    hub.keepTree("till1", "ReadOnly", "shop1", APP);
    hub.keepTree("till2", "ReadOnly", "shop2", APP);
    hub.keepTree("otherNorth", "ReadOnly", "", APP);
    hub.keepTree("far01", "ReadOnly", "otherNorth", APP);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void listsTheDescendantsOfEverySibling() throws IOException {
    assertThat(names("list", "-p", "NORTH"))
        .containsExactlyInAnyOrder("shop1", "shop2", "till1", "till2");
  }

  @Test
  void listsChildrenByTheirParentsWholeName() throws IOException {
    assertThat(names("list", "--no-children", "-p", "north"))
        .containsExactlyInAnyOrder("shop1", "shop2");
    assertThat(names("list", "--no-children")).containsExactlyInAnyOrder("north", "otherNorth");
  }

  @Test
  void saysWhichParentThereIsNot() throws IOException {
    refused(site("list", "-p", "south"), Refusal.Exit.NOT_FOUND, "'south'", "list");
    refused(
        site("create", "-n", "till9", "-p", "south", "--repository", "a"),
        Refusal.Exit.NOT_FOUND,
        "'south'");
    assertThat(hub.changes()).isEmpty();
  }

  @Test
  void leavesScheduleAndWindowOutOfLists() throws IOException {
    assertThat(site("list").lines().getFirst())
        .isEqualToIgnoringWhitespace(
            "NAME MODE CONNECTION STATE PARENT LOGIN SERVER LAST SYNC (UTC)");
  }

  @Test
  void givesAllAncestorsTheRightsOfANewChildBeforeItIsMade() throws IOException {
    Ran ran = site("create", "-n", "till9", "-p", "shop1", "--repository", "till");

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes())
        .containsExactly(
            "PATCH scopeMaps/shop1",
            "PATCH scopeMaps/north",
            "PUT scopeMaps/till9",
            "PUT tokens/till9",
            "PUT connectedRegistries/till9");
    for (String above : List.of("shop1", "north")) {
      assertThat(hub.actions(above))
          .contains(APP)
          .contains(
              "gateway/till9/config/read",
              "gateway/till9/message/write",
              "repositories/till/content/read")
          .doesNotContain("repositories/till/content/write");
    }
    assertThat(hub.actions("shop2")).containsExactly(APP);
  }

  @Test
  void takesTheAncestorsRightsBackWhenTheHubRefusesTheChild() throws IOException {
    hub.refuse("PUT connectedRegistries/till9");

    Ran ran = site("create", "-n", "till9", "-p", "shop1", "--repository", "till");

    refused(ran, Refusal.Exit.REJECTED, "not so");
    assertThat(hub.actions("shop1")).containsExactly(APP);
    assertThat(hub.actions("north")).containsExactly(APP);
  }

  @Test
  void refusesAChildThatWritesBelowAParentThatMayNot() throws IOException {
    Ran ran = site("create", "-n", "till9", "-p", "shop1", "-m", "readwrite", "--repository", "a");

    refused(ran, Refusal.Exit.USAGE, "ReadWrite", "'shop1'", "ReadOnly");
    assertThat(hub.changes()).isEmpty();
    assertThat(
            site("create", "-n", "till9", "-p", "north", "-m", "ReadWrite", "--repository", "a")
                .exit())
        .isZero();
    assertThat(hub.actions("north")).contains("repositories/a/content/write");
  }

  @Test
  void addsPermissionsToTheSiteAndAllAboveIt() throws IOException {
    Ran ran = permissions("update", "-n", "till1", "--add", "tools/*");

    assertThat(ran.exit()).isZero();
    for (String each : List.of("till1", "shop1", "north")) {
      assertThat(hub.actions(each))
          .contains("repositories/tools/*/content/read", "repositories/tools/*/metadata/read")
          .doesNotContain("repositories/tools/*/content/write");
    }
    assertThat(hub.actions("shop2")).containsExactly(APP);
    assertThat(ran.err()).contains("added to 'shop1'", "added to 'north'");
  }

  @Test
  void removesPermissionsFromTheSiteAndFromEverySiblingBelow() throws IOException {
    Ran ran = permissions("update", "-n", "north", "--remove", "app");

    assertThat(ran.exit()).isZero();
    for (String each : List.of("north", "shop1", "shop2", "till1", "till2")) {
      assertThat(hub.actions(each)).as(each).isEmpty();
    }
    assertThat(hub.actions("otherNorth")).containsExactly(APP);
  }

  @Test
  void putsPermissionsBackWhenOneIsRefused() throws IOException {
    hub.refuse("PATCH scopeMaps/north");

    refused(
        permissions("update", "-n", "north", "--remove", "app"), Refusal.Exit.REJECTED, "not so");

    assertThat(hub.actions("till2")).containsExactly(APP);
    assertThat(hub.actions("shop1")).containsExactly(APP);
  }

  @Test
  void refusesPermissionsThatSayNothingOrBoth() throws IOException {
    refused(permissions("update", "-n", "north"), Refusal.Exit.USAGE, "--add", "--remove");
    refused(
        permissions("update", "-n", "north", "--add", "a", "--remove", "a"),
        Refusal.Exit.USAGE,
        "ambiguity");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void takesTheOlderNameOfPermissions() throws IOException {
    Ran ran = site("repo", "-n", "till1", "--add", "tools");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("warning", "deprecated", "permissions update");
    assertThat(hub.actions("shop1")).contains("repositories/tools/content/read");
  }

  @Test
  void showsPermissions() throws IOException {
    assertThat(permissions("show", "-n", "till1").out()).contains(APP);
  }

  @Test
  void namesAllThatADeletedChildLeavesBehind() throws IOException {
    site("create", "-n", "till9", "-p", "shop1", "--repository", "till");

    Ran ran = site("delete", "-n", "till9", "--yes");

    assertThat(ran.err())
        .contains(
            "outport token delete -n till9 --yes",
            "outport scope-map delete -n till9 --yes",
            "outport scope-map update -n shop1 --remove-gateway till9 config/read config/write"
                + " message/read message/write",
            "outport scope-map update -n north --remove-gateway till9 config/read");
  }

  @Test
  void takesTheGatewayRightsOfADeletedChildFromItsAncestors() throws IOException {
    site("create", "-n", "till9", "-p", "shop1", "--repository", "till");

    site("delete", "-n", "till9", "--yes", "--cleanup");

    assertThat(hub.actions("north"))
        .contains("repositories/till/content/read")
        .noneMatch(action -> action.startsWith("gateway/till9/"));
    assertThat(hub.actions("shop1")).noneMatch(action -> action.startsWith("gateway/till9/"));
  }

  @Test
  void leavesTheAddressOfAParentSiteToItsPeople() throws IOException {
    Ran ran = site("get-settings", "-n", "till1", "--parent-protocol", "http", "-o", "json");

    JsonNode settings = ControlJson.mapper().readTree(ran.out());
    assertThat(settings.path("ACR_REGISTRY_CONNECTION_STRING").asString())
        .contains("ParentGatewayEndpoint=<address-of-shop1>", "ParentEndpointProtocol=http");
    assertThat(ran.err()).contains("ParentGatewayEndpoint", "--generate-password");
  }

  @Test
  void saysHttpsForAHubWhateverIsAsked() throws IOException {
    Ran ran = site("get-settings", "-n", "north", "--parent-protocol", "HTTP", "-o", "json");

    assertThat(ran.out()).contains("ParentEndpointProtocol=https");
    assertThat(ran.err()).contains("warning", "https");
  }

  @Test
  void takesTheOlderNamesOfSettings() throws IOException {
    Ran info = site("install", "info", "-n", "north", "--parent-protocol", "https");
    Ran unasked = site("install", "renew-credentials", "-n", "north", "--parent-protocol", "https");
    Ran renewed =
        site("install", "renew-credentials", "-n", "north", "--parent-protocol", "https", "-y");

    assertThat(info.err()).contains("deprecated", "get-settings");
    assertThat(info.out()).contains("<generate-password-first>");
    refused(unasked, Refusal.Exit.USAGE, "password 1", "--yes");
    assertThat(renewed.out()).contains("new-password1");
  }

  @Test
  void listsClientTokensWhole() throws IOException {
    hub.keepSite("shop9", "till1");
    hub.keep("tokens", "reader", "{\"status\": \"enabled\"}");

    JsonNode tokens =
        ControlJson.mapper()
            .readTree(site("list-client-tokens", "-n", "shop9", "-o", "json").out());

    assertThat(tokens.at("/0/properties/status").asString()).isEqualTo("enabled");
  }

  @Test
  void asksASiteToSyncAnew() throws IOException {
    Ran ran = site("resync", "-n", "north");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("Pending");
    assertThat(hub.changes()).containsExactly("POST connectedRegistries/north/resync");
  }

  private List<String> names(String... words) throws IOException {
    String[] all = Arrays.copyOf(words, words.length + 4);
    all[words.length] = "--query";
    all[words.length + 1] = "[].name";
    all[words.length + 2] = "-o";
    all[words.length + 3] = "tsv";
    return site(all).lines();
  }

  private Ran permissions(String... words) throws IOException {
    return site(Stream.concat(Stream.of("permissions"), Stream.of(words)).toArray(String[]::new));
  }

  private Ran site(String... words) throws IOException {
    return Ran.with(hub.context(), new ConnectedRegistryCommand(), words);
  }

  private static void refused(Ran ran, Refusal.Exit exit, String... words) {
    assertThat(ran.exit()).isEqualTo(exit.code());
    assertThat(ran.words()).contains(words);
    assertThat(ran.out()).isEmpty();
  }
}
