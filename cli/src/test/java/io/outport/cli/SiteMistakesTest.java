package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a person can get wrong about a site, and the settings that only some sites have. */
final class SiteMistakesTest {
  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    hub.keepTree("shop1", "ReadOnly", "");
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "-s;0 0 2 * * *             | --sync-schedule '0 0 2 * * *'; 6 fields; perhaps '0 2 * * *'",
        "-s;@daily                  | write '0 0 * * *'",
        "-s;61 * * * *              | --sync-schedule; 61",
        "-s;0 2 * *                 | 4 fields",
        "-s;0 2 * * *;-w;4h         | --sync-window '4h'; perhaps PT4H; PT1H to P7D",
        "-s;0 2 * * *;-w;PT30M      | out of range; PT1H to P7D",
        "-s;0 2 * * *;-w;P8D        | out of range",
        "-w;PT4H                    | --sync-schedule",
        "-s;* * * * *;-w;PT4H       | continuous",
        "--sync-message-ttl;PT1H    | --sync-message-ttl; P1D to P90D",
        "--sync-message-ttl;2d      | perhaps P2D",
        "--log-level;loud           | 'loud'; Information; None",
        "--gc-schedule;never        | --gc-schedule; field",
        "--auth-type;ManagedIdentity | no cloud identities; sync tokens",
      })
  void saysWhatIsWrongBeforeTheHubIsAsked(String options, String words) throws IOException {
    String[] wrong = options.split(";", -1);
    for (List<String> command :
        List.of(
            List.of("create", "-n", "shop2", "--repository", "a"),
            List.of("update", "-n", "shop1"))) {
      Ran ran = site(Stream.concat(command.stream(), Stream.of(wrong)).toArray(String[]::new));

      assertThat(ran.exit()).as(command.getFirst()).isEqualTo(Refusal.Exit.USAGE.code());
      assertThat(ran.words()).contains(words.split("; ", -1));
      assertThat(hub.changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"Registry,ReadWrite", "mirror,ReadOnly"})
  void takesTheFirstNamesOfModes(String given, String meant) throws IOException {
    Ran ran = site("create", "-n", "shop2", "--repository", "a", "-m", given);

    assertThat(ran.err()).contains("deprecated", meant);
    assertThat(sent("PUT connectedRegistries/shop2").path("mode").asString()).isEqualTo(meant);
  }

  @Test
  void saysWhichModesThereAre() throws IOException {
    Ran ran = site("create", "-n", "shop2", "--repository", "a", "-m", "Sideways");

    assertThat(ran.words()).contains("'Sideways'", "ReadOnly or ReadWrite");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void sendsTheDefaultsOfTheReference() throws IOException {
    site("create", "-n", "shop2", "--repository", "a");

    JsonNode sent = sent("PUT connectedRegistries/shop2");
    assertThat(sent.path("mode").asString()).isEqualTo("ReadOnly");
    assertThat(sent.at("/parent/syncProperties/schedule").asString()).isEqualTo("* * * * *");
    assertThat(sent.at("/parent/syncProperties/messageTtl").asString()).isEqualTo("P2D");
    assertThat(sent.at("/logging/logLevel").asString()).isEqualTo("Information");
    assertThat(sent.at("/garbageCollection/enabled").booleanValue()).isTrue();
    assertThat(sent.at("/garbageCollection/schedule").asString()).isEqualTo("0 0 * * *");
  }

  @Test
  void sendsNotificationsOnceEachAndGarbageCollection() throws IOException {
    site(
        "create",
        "-n",
        "shop2",
        "--repository",
        "a",
        "--notifications",
        "a:*",
        "b:*",
        "a:*",
        "--gc-enabled",
        "no",
        "--gc-schedule",
        "0 4 * * *");

    JsonNode sent = sent("PUT connectedRegistries/shop2");
    assertThat(sent.at("/notificationsList").valueStream().map(JsonNode::asString))
        .containsExactly("a:*", "b:*");
    assertThat(sent.at("/garbageCollection/enabled").booleanValue()).isFalse();
    assertThat(sent.at("/garbageCollection/schedule").asString()).isEqualTo("0 4 * * *");
  }

  @Test
  void addsAndRemovesNotifications() throws IOException {
    hub.keep(
        "connectedRegistries",
        "shop3",
        "{\"notificationsList\": [\"a:*\", \"b:*\"], \"parent\": {}}");

    site(
        "update",
        "-n",
        "shop3",
        "--add-notifications",
        "c:push",
        "a:*",
        "--remove-notifications",
        "b:*");

    assertThat(
            sent("PATCH connectedRegistries/shop3")
                .at("/notificationsList")
                .valueStream()
                .map(JsonNode::asString))
        .containsExactly("a:*", "c:push");
  }

  @Test
  void refusesTheSameNotificationAddedAndRemoved() throws IOException {
    Ran ran =
        site(
            "update", "-n", "shop1", "--add-notifications", "a:*", "--remove-notifications", "a:*");

    assertThat(ran.words()).contains("update ambiguity", "a:*");
    assertThat(hub.calls()).isEmpty();
  }

  @Test
  void refusesAnUpdateThatChangesNothing() throws IOException {
    assertThat(site("update", "-n", "shop1").words()).contains("nothing to change");
    assertThat(hub.calls()).isEmpty();
  }

  /** The original sends a boolean where its own service wants a word. */
  @Test
  void saysTheAuditSwitchInTheHubsWords() throws IOException {
    Ran ran = site("update", "-n", "shop1", "--audit-logs-enabled", "true");

    assertThat(ran.err()).contains("deprecated");
    assertThat(sent("PATCH connectedRegistries/shop1").at("/logging/auditLogStatus").asString())
        .isEqualTo("Enabled");
  }

  /** As the vendor's own pages write it. */
  @Test
  void takesTheBeginningOfAnOption() throws IOException {
    assertThat(site("update", "-n", "shop1", "--add-client-token", "reader").exit()).isZero();
  }

  @Test
  void saysAScheduleInWordsWithItsNextRuns() throws IOException {
    hub.keep(
        "connectedRegistries",
        "shop3",
        "{\"parent\": {\"syncProperties\": {\"schedule\": \"0 2 * * *\", \"syncWindow\":"
            + " \"PT4H\"}}}");

    Ran ran = site("show", "-n", "shop3");

    assertThat(ran.err()).contains("syncs at 02:00", "PT4H");
    assertThat(ran.err().lines().filter(line -> line.contains("next: "))).hasSize(3);
    assertThat(ran.err()).contains("(02:00:00Z)");
    assertThat(site("show", "-n", "shop3", "-o", "json").err()).isEmpty();
  }

  @Test
  void asksBeforeItTurnsTheDataEndpointOn() throws IOException {
    hub.turnDataEndpointOff();

    Ran unasked = site("create", "-n", "shop2", "--repository", "a");
    List<String> before = hub.changes();
    Ran agreed = site("create", "-n", "shop2", "--repository", "a", "--yes");

    assertThat(unasked.words()).contains("data endpoint", "--yes");
    assertThat(before).isEmpty();
    assertThat(agreed.exit()).isZero();
    assertThat(hub.changes().getFirst()).isEqualTo("PATCH ");
  }

  private JsonNode sent(String call) {
    return hub.sent(call).path("properties");
  }

  private Ran site(String... words) throws IOException {
    return Ran.with(hub.context(), new ConnectedRegistryCommand(), words);
  }
}
