package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands on sites, over HTTPS to a hub that remembers what it was asked. */
final class SiteCommandTest {
  @TempDir private Path folder;

  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void makesASiteWithItsTokenAndRights() throws IOException {
    Ran ran =
        site(
            "create",
            "-n",
            "Shop1",
            "--repository",
            "app/*",
            "lib",
            "--client-tokens",
            "reader",
            "-s",
            "0 2 * * *",
            "-w",
            "PT4H");

    assertThat(ran.exit()).isZero();
    assertThat(ran.lines()).hasSize(2).first().asString().startsWith("NAME");
    assertThat(hub.changes())
        .containsExactly(
            "PUT scopeMaps/Shop1", "PUT tokens/Shop1", "PUT connectedRegistries/Shop1");
    assertThat(actions(hub.sent("PUT scopeMaps/Shop1")))
        .containsExactly(
            "repositories/app/*/content/read",
            "repositories/app/*/metadata/read",
            "repositories/lib/content/read",
            "repositories/lib/metadata/read",
            "gateway/shop1/config/read",
            "gateway/shop1/config/write",
            "gateway/shop1/message/read",
            "gateway/shop1/message/write");
    JsonNode sent = hub.sent("PUT connectedRegistries/Shop1").path("properties");
    assertThat(sent.path("mode").asString()).isEqualTo("ReadOnly");
    assertThat(sent.at("/clientTokenIds/0").asString()).endsWith("/tokens/reader");
    assertThat(sent.at("/parent/syncProperties/tokenId").asString()).endsWith("/tokens/Shop1");
    assertThat(sent.at("/parent/syncProperties/schedule").asString()).isEqualTo("0 2 * * *");
    assertThat(sent.at("/parent/syncProperties/syncWindow").asString()).isEqualTo("PT4H");
  }

  @Test
  void letsAWritingSiteWrite() throws IOException {
    site("create", "-n", "shop1", "-m", "ReadWrite", "--repository", "*");

    assertThat(actions(hub.sent("PUT scopeMaps/shop1")))
        .contains("repositories/*/content/write", "repositories/*/content/delete");
  }

  @Test
  void usesATokenThatIsThereAlready() throws IOException {
    hub.keepTree("region", "ReadOnly", "", "gateway/shop1/config/read");
    hub.keep(
        ResourceId.TOKENS,
        "mine",
        "{\"scopeMapId\": \"%s\"}"
            .formatted(FakeHub.REGISTRY.child(ResourceId.SCOPE_MAPS, "mine")));
    hub.keep(ResourceId.SCOPE_MAPS, "mine", "{\"actions\": [\"repositories/a/content/read\"]}");

    Ran ran = site("create", "-n", "shop1", "--sync-token", "mine", "-p", "region");

    assertThat(ran.err()).contains("'mine' lacks rights", "--add-gateway shop1 config/read");
    assertThat(hub.actions("region"))
        .containsExactlyInAnyOrder(
            "gateway/shop1/config/read",
            "gateway/shop1/config/write",
            "gateway/shop1/message/read",
            "gateway/shop1/message/write",
            "repositories/a/content/read");
    assertThat(hub.changes())
        .containsExactly("PATCH scopeMaps/region", "PUT connectedRegistries/shop1");
    JsonNode parent = hub.sent("PUT connectedRegistries/shop1").at("/properties/parent");
    assertThat(parent.path("id").asString()).endsWith("/connectedRegistries/region");
    assertThat(parent.at("/syncProperties/tokenId").asString()).endsWith("/tokens/mine");
  }

  @Test
  void leavesASiteAloneThatSomebodyElseMadeMeanwhile() throws IOException {
    hub.meanwhile("PUT connectedRegistries/shop1", () -> hub.keepSite("shop1", "theirs"));

    Ran ran = site("create", "-n", "shop1", "--repository", "app");

    refused(ran, Refusal.Exit.REJECTED, "'shop1'", "somebody else", "another name");
    assertThat(hub.changes())
        .containsExactly(
            "PUT scopeMaps/shop1",
            "PUT tokens/shop1",
            "PUT connectedRegistries/shop1",
            "DELETE tokens/shop1",
            "DELETE scopeMaps/shop1");
  }

  @Test
  void leavesAScopeMapAloneThatSomebodyElseChangedMeanwhile() throws IOException {
    hub.keep(ResourceId.SCOPE_MAPS, "shop1", "{\"actions\": [\"before\"]}");
    hub.meanwhile(
        "PUT scopeMaps/shop1",
        () -> hub.keep(ResourceId.SCOPE_MAPS, "shop1", "{\"actions\": [\"theirs\"]}"));

    Ran ran = site("create", "-n", "shop1", "--repository", "app");

    refused(ran, Refusal.Exit.REJECTED, "'shop1'", "somebody else", "run this again");
    assertThat(hub.actions("shop1")).containsExactly("theirs");
    assertThat(hub.changes()).containsExactly("PUT scopeMaps/shop1");
  }

  @Test
  void leavesATokenAloneThatSomebodyElseMadeForASiteMeanwhile() throws IOException {
    hub.meanwhile(
        "PUT tokens/shop1",
        () -> hub.keep(ResourceId.TOKENS, "shop1", "{\"scopeMapId\": \"theirs\"}"));

    Ran ran = site("create", "-n", "shop1", "--repository", "app");

    refused(ran, Refusal.Exit.REJECTED, "'shop1'", "somebody else");
    assertThat(hub.changes())
        .containsExactly("PUT scopeMaps/shop1", "PUT tokens/shop1", "DELETE scopeMaps/shop1");
  }

  @Test
  void needsExactlyOneOfRepositoriesAndToken() throws IOException {
    Ran none = site("create", "-n", "shop1");
    Ran both = site("create", "-n", "shop1", "--repository", "a", "--sync-token", "b");

    assertThat(List.of(none.exit(), both.exit())).containsOnly(2);
    assertThat(none.words()).contains("--repository", "--sync-token");
    assertThat(both.words()).contains("--repository", "--sync-token", "not both");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void refusesANameThatIsTooShort() throws IOException {
    refused(site("create", "-n", "shop", "--repository", "a"), Refusal.Exit.USAGE, "'shop'", "5");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void leavesASiteOfThatNameAlone() throws IOException {
    hub.keepSite("shop1", "shop1");

    Ran ran = site("create", "-n", "shop1", "--repository", "a");

    refused(ran, Refusal.Exit.REJECTED, "'shop1' exists already", "update");
    assertThat(hub.changes()).isEmpty();
  }

  @Test
  void leavesNothingBehindWhenTheHubRefusesTheSite() throws IOException {
    hub.refuse("PUT connectedRegistries/shop1");

    Ran ran = site("create", "-n", "shop1", "--repository", "a");

    refused(ran, Refusal.Exit.REJECTED, "not so");
    assertThat(hub.changes())
        .containsExactly(
            "PUT scopeMaps/shop1",
            "PUT tokens/shop1",
            "PUT connectedRegistries/shop1",
            "DELETE tokens/shop1",
            "DELETE scopeMaps/shop1");
  }

  @Test
  void putsAnOverwrittenScopeMapBackWhenTheHubRefusesTheSite() throws IOException {
    hub.keep(ResourceId.SCOPE_MAPS, "shop1", "{\"actions\": [\"repositories/b/content/read\"]}");
    hub.keep(ResourceId.TOKENS, "shop1", "{\"status\": \"enabled\"}");
    hub.refuse("PUT connectedRegistries/shop1");

    Ran ran = site("create", "-n", "shop1", "--repository", "a");

    refused(ran, Refusal.Exit.REJECTED, "not so");
    assertThat(hub.changes()).last().isEqualTo("PUT scopeMaps/shop1");
    assertThat(actions(hub.sent("PUT scopeMaps/shop1")))
        .containsExactly("repositories/b/content/read");
  }

  @Test
  void saysThatItOverwroteAScopeMap() throws IOException {
    hub.keep(ResourceId.SCOPE_MAPS, "shop1", "{\"actions\": []}");

    Ran ran = site("create", "-n", "shop1", "--repository", "a");

    assertThat(ran.err()).contains("warning: overwrote the scope map 'shop1'");
  }

  @Test
  void changesOnlyWhatIsNamed() throws IOException {
    hub.keepSite("shop1", "shop1");

    Ran ran = site("update", "-n", "shop1", "--log-level", "Debug");

    assertThat(ran.exit()).isZero();
    JsonNode sent = hub.sent("PATCH connectedRegistries/shop1").path("properties");
    assertThat(sent.propertyNames()).containsExactly("logging");
  }

  @Test
  void addsAndRemovesClientTokens() throws IOException {
    hub.keepSite("shop1", "shop1");

    site(
        "update",
        "-n",
        "shop1",
        "--add-client-tokens",
        "a",
        "b",
        "--remove-client-tokens",
        "READER");

    JsonNode ids = hub.sent("PATCH connectedRegistries/shop1").at("/properties/clientTokenIds");
    assertThat(ids.valueStream().map(JsonNode::asString).map(SiteTable::lastPart))
        .containsExactly("a", "b");
  }

  @Test
  void refusesToAddAndRemoveTheSameToken() throws IOException {
    Ran ran =
        site("update", "-n", "shop1", "--add-client-tokens", "a", "--remove-client-tokens", "a");

    refused(ran, Refusal.Exit.USAGE, "ambiguity", "a");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void printsAConnectionStringWithAFreshPassword() throws IOException {
    hub.keepSite("shop1", "sync1");

    Ran ran = settings("--generate-password", "2", "--yes", "-o", "json");

    JsonNode printed = ControlJson.mapper().readTree(ran.out());
    ConnectionString made =
        ConnectionString.parse(printed.path("ACR_REGISTRY_CONNECTION_STRING").asString());
    assertThat(made.name()).isEqualTo("shop1");
    assertThat(made.tokenName()).isEqualTo("sync1");
    assertThat(made.tokenPassword()).isEqualTo("new-password2");
    assertThat(hub.sent("POST generateCredentials").path("name").asString()).isEqualTo("password2");
  }

  @Test
  void makesNoPasswordUnasked() throws IOException {
    hub.keepSite("shop1", "sync1");

    assertThat(settings().out()).contains("<generate-password-first>");
    refused(settings("--generate-password", "1"), Refusal.Exit.USAGE, "no terminal", "--yes");
    assertThat(hub.changes()).isEmpty();
  }

  @Test
  void savesTheConnectionStringForItsUserAlone() throws IOException {
    hub.keepSite("shop1", "sync1");
    Path file = folder.resolve("shop1.connection");

    Ran ran = settings("--generate-password", "1", "--yes", "--save", file.toString());

    assertThat(ran.exit()).isZero();
    assertThat(ran.out() + ran.err()).doesNotContain("new-password1").contains(file.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ConnectionString.parse(Files.readString(file).strip()).tokenPassword())
        .isEqualTo("new-password1");
  }

  @Test
  void makesNoPasswordForAFileThatExists() throws IOException {
    hub.keepSite("shop1", "sync1");
    Path file = Files.writeString(folder.resolve("shop1.connection"), "kept");

    Ran ran = settings("--generate-password", "1", "--yes", "--save", file.toString());

    refused(ran, Refusal.Exit.USAGE, file.toString(), "exists");
    assertThat(hub.calls()).isEmpty();
    assertThat(file).hasContent("kept");
  }

  @Test
  void refusesSettingsThatMakeNoSense() throws IOException {
    refused(settings("--generate-password", "3"), Refusal.Exit.USAGE, "1 or 2");
    refused(settings("--save", "x"), Refusal.Exit.USAGE, "--save needs --generate-password");
    refused(
        site("get-settings", "-n", "shop1", "--parent-protocol", "ftp"),
        Refusal.Exit.USAGE,
        "http or https");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void saysWhatADeletedSiteLeavesBehind() throws IOException {
    hub.keepSite("shop1", "sync1");
    hub.keep(ResourceId.TOKENS, "sync1", "{\"scopeMapId\": \"/x/map1\"}");

    Ran ran = site("delete", "-n", "shop1", "--yes");

    assertThat(hub.changes()).containsExactly("DELETE connectedRegistries/shop1");
    assertThat(ran.err())
        .contains("outport token delete -n sync1 --yes", "outport scope-map delete -n map1 --yes");
  }

  @Test
  void deletesTheTokenBeforeItsScopeMapWhenToldToCleanUp() throws IOException {
    hub.keepSite("shop1", "sync1");
    hub.keep(ResourceId.TOKENS, "sync1", "{\"scopeMapId\": \"/x/map1\"}");

    site("delete", "-n", "shop1", "--yes", "--cleanup");

    assertThat(hub.changes())
        .containsExactly(
            "DELETE connectedRegistries/shop1", "DELETE tokens/sync1", "DELETE scopeMaps/map1");
  }

  @Test
  void destroysNothingUnasked() throws IOException {
    hub.keepSite("shop1", "sync1");

    refused(site("delete", "-n", "shop1", "--cleanup"), Refusal.Exit.USAGE, "scope map", "--yes");
    refused(site("deactivate", "-n", "shop1"), Refusal.Exit.USAGE, "Deactivate", "--yes");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void deactivatesASite() throws IOException {
    Ran ran = site("deactivate", "-n", "shop1", "--yes");

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes()).containsExactly("POST connectedRegistries/shop1/deactivate");
  }

  @Test
  void listsSitesInTheWordsOfScriptsToo() throws IOException {
    hub.keepSite("shop1", "sync1");

    Ran ours = site("list");
    Ran theirs =
        Ran.with(hub.context(), new AcrCommand(), "connected-registry", "list", "-r", "myhub");

    assertThat(theirs.out()).isEqualTo(ours.out());
    assertThat(ours.lines()).hasSize(2).last().asString().contains("shop1", "ReadOnly", "Online");
  }

  private Ran site(String... words) throws IOException {
    return Ran.with(hub.context(), new ConnectedRegistryCommand(), words);
  }

  private Ran settings(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("get-settings", "-n", "shop1", "--parent-protocol", "https"));
    words.addAll(List.of(more));
    return site(words.toArray(String[]::new));
  }

  private static List<String> actions(JsonNode scopeMap) {
    return scopeMap.at("/properties/actions").valueStream().map(JsonNode::asString).toList();
  }

  private static void refused(Ran ran, Refusal.Exit exit, String... words) {
    assertThat(ran.exit()).isEqualTo(exit.code());
    assertThat(ran.words()).contains(words);
    assertThat(ran.out()).isEmpty();
  }
}
