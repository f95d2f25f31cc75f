package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ResourceId;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands on tokens and scope maps, over HTTPS to a hub that remembers what it was asked. */
final class TokenCommandTest {
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
  void showsThePasswordsOfANewToken() throws IOException {
    Ran ran =
        token("create", "-n", "reader", "--repository", "app/*", "content/read", "metadata/read");

    assertThat(ran.exit()).isZero();
    assertThat(ran.lines())
        .containsExactly(
            "USERNAME  SLOT       PASSWORD       EXPIRY",
            "reader    password1  new-password1  never",
            "reader    password2  new-password2  never");
    assertThat(ran.err()).contains("only now");
    assertThat(hub.changes())
        .containsExactly(
            "PUT scopeMaps/reader-scope-map", "PUT tokens/reader", "POST generateCredentials");
    assertThat(actions(hub.sent("PUT scopeMaps/reader-scope-map")))
        .containsExactly("repositories/app/*/content/read", "repositories/app/*/metadata/read");
    assertThat(hub.sent("PUT tokens/reader").at("/properties/scopeMapId").asString())
        .endsWith("/scopeMaps/reader-scope-map");
  }

  @Test
  void makesATokenForAnExistingScopeMapWithoutPasswords() throws IOException {
    Ran ran = token("create", "-n", "reader", "--scope-map", "readers", "--no-passwords");

    assertThat(ran.lines())
        .containsExactly("NAME    STATUS   SCOPE MAP  PASSWORDS", "reader  enabled  readers    -");
    assertThat(hub.changes()).containsExactly("PUT tokens/reader");
  }

  @Test
  void leavesATokenAloneThatSomebodyElseMadeMeanwhile() throws IOException {
    hub.meanwhile(
        "PUT tokens/reader", () -> hub.keep("tokens", "reader", "{\"scopeMapId\": \"x\"}"));

    Ran ran = token("create", "-n", "reader", "--repository", "app", "content/read");

    refused(ran, Refusal.Exit.REJECTED, "'reader'", "somebody else", "another name");
    assertThat(hub.changes())
        .containsExactly(
            "PUT scopeMaps/reader-scope-map",
            "PUT tokens/reader",
            "DELETE scopeMaps/reader-scope-map");
  }

  @Test
  void leavesAScopeMapAloneThatSomebodyElseMadeMeanwhile() throws IOException {
    hub.meanwhile(
        "PUT scopeMaps/reader-scope-map",
        () -> hub.keep("scopeMaps", "reader-scope-map", "{\"actions\": [\"theirs\"]}"));

    Ran ran = token("create", "-n", "reader", "--repository", "app", "content/read");

    refused(ran, Refusal.Exit.REJECTED, "'reader-scope-map'", "somebody else");
    assertThat(hub.changes()).containsExactly("PUT scopeMaps/reader-scope-map");
    assertThat(hub.actions("reader-scope-map")).containsExactly("theirs");
  }

  @Test
  void needsEitherRightsOrAScopeMap() throws IOException {
    Ran none = token("create", "-n", "reader");
    Ran both =
        token("create", "-n", "a", "--repository", "b", "content/read", "--scope-map", "readers");

    refused(none, Refusal.Exit.USAGE, "--repository", "--scope-map");
    refused(both, Refusal.Exit.USAGE, "--repository", "--scope-map");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void leavesATokenOfThatNameAlone() throws IOException {
    hub.keep(ResourceId.TOKENS, "reader", "{\"status\": \"enabled\"}");

    Ran ran = token("create", "-n", "reader", "--repository", "*", "content/read");

    refused(ran, Refusal.Exit.REJECTED, "'reader' exists already", "credential generate");
    assertThat(hub.changes()).isEmpty();
  }

  @Test
  void needsAName() throws IOException {
    Ran ran = token("create", "--repository", "*", "content/read");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--name");
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"content/reed", "pull"})
  void namesTheActionsThatThereAre(String action) throws IOException {
    Ran ran = token("create", "-n", "reader", "--repository", "*", action);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("'%s'".formatted(action), "content/read");
  }

  @Test
  void makesAPasswordInOneSlot() throws IOException {
    Ran ran = token("credential", "generate", "-n", "reader", "--password2");

    assertThat(ran.lines()).hasSize(2).last().asString().contains("password2", "new-password2");
    JsonNode sent = hub.sent("POST generateCredentials");
    assertThat(sent.path("name").asString()).isEqualTo("password2");
    assertThat(sent.path("tokenId").asString()).endsWith("/tokens/reader");
    assertThat(sent.path("expiry").isString()).isFalse();
  }

  @Test
  void makesBothPasswordsThatEnd() throws IOException {
    token("credential", "generate", "-n", "reader", "--expiration-in-days", "30");

    JsonNode sent = hub.sent("POST generateCredentials");
    assertThat(sent.path("name").isString()).isFalse();
    assertThat(sent.path("expiry").asString()).isNotEmpty();
  }

  @Test
  void refusesAnExpiryThatIsOver() throws IOException {
    Ran ran = token("credential", "generate", "-n", "reader", "--expiration-in-days", "0");

    refused(ran, Refusal.Exit.USAGE, "1 or more");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void makesADisabledTokenForAGatewayWhosePasswordsEnd() throws IOException {
    Ran ran =
        token(
            "create",
            "-n",
            "sync1",
            "--repository",
            "a",
            "content/read",
            "--gateway",
            "Shop1",
            "config/read",
            "message/read",
            "--status",
            "Disabled",
            "--expiration",
            "2099-12-31T12:59:59Z");

    assertThat(ran.exit()).isZero();
    assertThat(actions(hub.sent("PUT scopeMaps/sync1-scope-map")))
        .containsExactly(
            "repositories/a/content/read",
            "gateway/shop1/config/read",
            "gateway/shop1/message/read");
    assertThat(hub.sent("PUT tokens/sync1").at("/properties/status").asString())
        .isEqualTo("disabled");
    assertThat(hub.sent("POST generateCredentials").path("expiry").asString())
        .isEqualTo("2099-12-31T12:59:59Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "--expiration;tomorrow                                      | 'tomorrow'; 2027-12-31",
        "--expiration;2001-01-01T00:00:00Z                          | over already",
        "--expiration;2099-01-01T00:00:00Z;--expiration-in-days;9   | not both",
        "--no-passwords;--expiration-in-days;9                      | --no-passwords",
        "--status;off                                               | enabled or disabled",
      })
  void saysWhatIsWrongWithANewToken(String options, String words) throws IOException {
    List<String> all = new ArrayList<>(List.of("create", "-n", "reader", "--scope-map", "readers"));
    all.addAll(List.of(options.split(";", -1)));

    refused(token(all.toArray(String[]::new)), Refusal.Exit.USAGE, words.split("; ", -1));
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void takesTheOlderNameOfDaysAndAValueOfNoPasswords() throws IOException {
    Ran days = token("credential", "generate", "-n", "reader", "--days", "3");
    Ran made = token("create", "-n", "other", "--scope-map", "r", "--no-passwords", "False");

    assertThat(days.err()).contains("deprecated", "--expiration-in-days");
    assertThat(made.out()).contains("new-password1");
  }

  @Test
  void endsOnePasswordAndKeepsTheOther() throws IOException {
    hub.keep(
        ResourceId.TOKENS,
        "reader",
        "{\"credentials\": {\"passwords\": [{\"name\": \"password1\"}, {\"name\":"
            + " \"password2\"}]}}");

    Ran unsaid = token("credential", "delete", "-n", "reader", "--yes");
    Ran unasked = token("credential", "delete", "-n", "reader", "--password1");
    Ran done = token("credential", "delete", "-n", "reader", "--password1", "--yes");

    refused(unsaid, Refusal.Exit.USAGE, "--password1", "both");
    refused(unasked, Refusal.Exit.USAGE, "--yes");
    assertThat(done.exit()).isZero();
    assertThat(
            hub.sent("PATCH tokens/reader")
                .at("/properties/credentials/passwords")
                .valueStream()
                .map(each -> each.path("name").asString()))
        .containsExactly("password2");
  }

  @Test
  void namesTheGatewayActionsThatThereAre() throws IOException {
    Ran action = token("create", "-n", "reader", "--gateway", "shop1", "content/read");
    Ran name = token("create", "-n", "reader", "--gateway", "a-b", "config/read");

    assertThat(action.err()).contains("'content/read'", "config/read");
    assertThat(name.err()).contains("'a-b'", "5 to 50");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void disablesATokenAndLeavesTheRest() throws IOException {
    hub.keep(
        ResourceId.TOKENS, "reader", "{\"status\": \"enabled\", \"scopeMapId\": \"/x/readers\"}");

    Ran ran = token("update", "-n", "reader", "--status", "DISABLED");

    assertThat(ran.lines()).last().asString().contains("disabled", "readers");
    assertThat(hub.sent("PATCH tokens/reader").at("/properties").propertyNames())
        .containsExactly("status");
  }

  @Test
  void refusesAnUpdateThatChangesNothing() throws IOException {
    refused(token("update", "-n", "a"), Refusal.Exit.USAGE, "nothing to change", "--status");
    refused(
        token("update", "-n", "a", "--status", "off"),
        Refusal.Exit.USAGE,
        "'off'",
        "enabled or disabled");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void deletesOnlyWhatWasConfirmed() throws IOException {
    hub.keep(ResourceId.TOKENS, "reader", "{\"status\": \"enabled\"}");

    Ran unasked = token("delete", "-n", "reader");
    List<String> callsBefore = hub.calls();
    Ran confirmed = token("delete", "-n", "reader", "--yes");

    refused(unasked, Refusal.Exit.USAGE, "Delete token 'reader'?", "no terminal", "--yes");
    assertThat(callsBefore).isEmpty();
    assertThat(confirmed.exit()).isZero();
    assertThat(hub.changes()).containsExactly("DELETE tokens/reader");
  }

  @Test
  void listsTokens() throws IOException {
    hub.keep(
        ResourceId.TOKENS,
        "reader",
        "{\"status\": \"enabled\", \"credentials\": {\"passwords\": [{\"name\": \"password1\"}]}}");

    assertThat(token("list").lines())
        .containsExactly(
            "NAME    STATUS   SCOPE MAP  PASSWORDS", "reader  enabled  -          password1");
    assertThat(token("list", "-o", "JSON").out()).startsWith("[").contains("\"reader\"");
  }

  @Test
  void saysInTheHubsWordsWhatIsNotThere() throws IOException {
    refused(token("show", "-n", "writer"), Refusal.Exit.NOT_FOUND, "no tokens/writer here");
  }

  @Test
  void takesTheResourceGroupOfScripts() throws IOException {
    Ran ran = token("list", "-r", "MyHub", "-g", "another");

    assertThat(ran.exit()).isZero();
  }

  @Test
  void namesTheHubsThatAreKnown() throws IOException {
    refused(token("list", "-r", "other"), Refusal.Exit.NOT_FOUND, "'other'", FakeHub.NAME);
  }

  @Test
  void trustsOnlyTheAuthorityOfTheHub() throws IOException {
    Ran ran =
        Ran.with(hub.context(TestIdentity.forLoopback().authority()), new TokenCommand(), "list");

    refused(ran, Refusal.Exit.UNTRUSTED, "localhost");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void saysThatTheHubIsGone() throws IOException {
    hub.close();

    refused(token("list"), Refusal.Exit.UNREACHABLE, "localhost");
  }

  @Test
  void changesAScopeMapByWhatIsAddedAndRemoved() throws IOException {
    hub.keep(
        ResourceId.SCOPE_MAPS,
        "readers",
        """
        {"description": "all", "actions":
          ["repositories/a/content/read", "repositories/b/content/read"]}
        """);

    Ran ran =
        scopeMap(
            "update",
            "-n",
            "readers",
            "--add-repository",
            "c",
            "content/read",
            "--remove-repository",
            "a",
            "content/read");

    assertThat(ran.exit()).isZero();
    JsonNode sent = hub.sent("PATCH scopeMaps/readers");
    assertThat(actions(sent))
        .containsExactly("repositories/b/content/read", "repositories/c/content/read");
    assertThat(sent.at("/properties").has("description")).isFalse();
  }

  @Test
  void changesGatewayRightsAndTheDescription() throws IOException {
    hub.keep(ResourceId.SCOPE_MAPS, "sync1", "{\"actions\": [\"gateway/shop1/config/read\"]}");

    scopeMap(
        "update",
        "-n",
        "sync1",
        "--add-gateway",
        "shop2",
        "config/read",
        "--remove-gateway",
        "shop1",
        "config/read",
        "--description",
        "new");

    JsonNode sent = hub.sent("PATCH scopeMaps/sync1");
    assertThat(actions(sent)).containsExactly("gateway/shop2/config/read");
    assertThat(sent.at("/properties/description").asString()).isEqualTo("new");
  }

  @Test
  void refusesRightsThatAreAddedAndRemoved() throws IOException {
    Ran ran =
        scopeMap(
            "update",
            "-n",
            "a",
            "--add-repository",
            "a",
            "content/read",
            "--remove-repository",
            "a",
            "content/read");

    refused(ran, Refusal.Exit.USAGE, "ambiguity", "repositories/a/content/read");
    refused(
        scopeMap(
            "create",
            "-n",
            "a",
            "--description",
            "x".repeat(257),
            "--gateway",
            "shop1",
            "config/read"),
        Refusal.Exit.USAGE,
        "257",
        "256");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void makesListsShowsAndDeletesScopeMaps() throws IOException {
    scopeMap(
        "create", "-n", "readers", "--repository", "a", "content/read", "--description", "all");

    assertThat(scopeMap("list").lines())
        .containsExactly(
            "NAME     DESCRIPTION  ACTIONS", "readers  all          repositories/a/content/read");
    assertThat(scopeMap("show", "-n", "readers").lines()).hasSize(2);
    refused(scopeMap("delete", "-n", "readers"), Refusal.Exit.USAGE, "--yes");
    assertThat(scopeMap("delete", "-n", "readers", "-y").exit()).isZero();
    assertThat(hub.changes()).containsExactly("PUT scopeMaps/readers", "DELETE scopeMaps/readers");
  }

  @Test
  void refusesAScopeMapUpdateThatChangesNothing() throws IOException {
    refused(scopeMap("update", "-n", "a"), Refusal.Exit.USAGE, "--add-repository");
    assertThat(hub.calls()).isEmpty();
  }

  private Ran token(String... words) throws IOException {
    return Ran.with(hub.context(), new TokenCommand(), words);
  }

  private Ran scopeMap(String... words) throws IOException {
    return Ran.with(hub.context(), new ScopeMapCommand(), words);
  }

  private static List<String> actions(JsonNode scopeMap) {
    return scopeMap.at("/properties/actions").valueStream().map(JsonNode::asString).toList();
  }

  private static void refused(Ran ran, Refusal.Exit exit, String... words) {
    assertThat(ran.exit()).isEqualTo(exit.code());
    assertThat(ran.words()).contains(words).doesNotContain("client-secret");
    assertThat(ran.out()).isEmpty();
  }
}
