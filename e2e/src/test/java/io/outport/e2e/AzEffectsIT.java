package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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

/** What {@code az} changes at the hub is seen at a running site. */
@Tag("az")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class AzEffectsIT {
  private static final String APP = "app/web";
  private static final String EXTRA = "lib/tools";
  private static final Duration NEWS = Duration.ofSeconds(60);

  /** A schedule goes by minutes. */
  private static final Duration NEXT_MINUTE = Duration.ofSeconds(100);

  private static final Duration SAID = Duration.ofMillis(500);
  private static final Duration CLOSED = Duration.ofSeconds(4);

  private Az az;
  private Login first;
  private Login second;
  private Fleet.Registry site;
  private Images atSite;
  private RawHttpServer receiver;
  private int pushes;

  @BeforeAll
  void start() throws IOException {
    az = Az.signedIn();
    az.view().push(APP, "v1", "the first");
    az.view().push(EXTRA, "v1", "some tools");
    receiver = RawHttpServer.start(_ -> RawReply.status(200));
    acr("scope-map create -n reading --repository app/* content/read metadata/read");
    first = login(acr("token create -n till1 --scope-map reading").path("credentials"));
    second = login(acr("token create -n till2 --scope-map reading").path("credentials"));
    acr("connected-registry create -n shop1 --repository app/* --client-tokens till1");
    String connection =
        acr("connected-registry get-settings -n shop1 --parent-protocol https"
                + " --generate-password 1 --yes")
            .path("ACR_REGISTRY_CONNECTION_STRING")
            .asString();
    site =
        az.fleet()
            .startSite(
                "shop1",
                connection + ";ParentCaCertificate=" + Trust.compact(az.fleet().hub().ca()),
                "--gc-grace",
                "1s");
    atSite = Images.of(site);
  }

  @AfterAll
  void end() throws IOException {
    if (atSite != null) {
      atSite.close();
    }
    receiver.close();
    az.close();
  }

  @Test
  @Order(1)
  void itServesWhatItWasMadeFor() {
    answers(200, first, APP);
    answers(401, second, APP);
  }

  @Test
  @Order(2)
  void permissionsBringARepositoryAndTakeItAway() {
    acr("scope-map update -n reading --add-repository lib/* content/read metadata/read");
    acr("connected-registry permissions update -n shop1 --add lib/*");
    answers(200, first, EXTRA);

    acr("connected-registry permissions update -n shop1 --remove lib/*");
    answers(404, first, EXTRA);
    acr("connected-registry permissions update -n shop1 --add lib/*");
    answers(200, first, EXTRA);
  }

  @Test
  @Order(3)
  void aNarrowedScopeMapDeniesAClientHere() {
    acr("scope-map update -n reading --remove-repository lib/* content/read metadata/read");
    answers(403, first, EXTRA);
    answers(200, first, APP);
  }

  @Test
  @Order(4)
  void clientTokensComeAndGo() {
    acr("connected-registry update -n shop1 --add-client-tokens till2");
    answers(200, second, APP);

    acr("connected-registry update -n shop1 --remove-client-tokens till2");
    answers(401, second, APP);
    answers(200, first, APP);
  }

  @Test
  @Order(5)
  void aTokensStatusAndPasswordsCount() {
    acr("token update -n till1 --status disabled");
    answers(401, first, APP);
    acr("token update -n till1 --status enabled");
    answers(200, first, APP);

    Login fresh = login(acr("token credential generate -n till1 --password1"));
    answers(200, fresh, APP);
    answers(401, first, APP);

    acr("token credential delete -n till1 --password1");
    answers(401, fresh, APP);
    first = login(acr("token credential generate -n till1 --password1"));
    answers(200, first, APP);
  }

  @Test
  @Order(6)
  void itLogsAsMuchAsItIsTold() {
    acr("connected-registry update -n shop1 --log-level Error");
    Patience.until("no word of a sync", NEWS, () -> !tellsOfASync());

    acr("connected-registry update -n shop1 --log-level Information");
    Patience.until("word of a sync", NEWS, this::tellsOfASync);
  }

  /** Whether the log has more to say after one more image. */
  private boolean tellsOfASync() throws IOException {
    pushes++;
    String tag = "log" + pushes;
    int before = site.process().log().length();
    az.view().push(APP, tag, "of interest to nobody " + tag);
    Patience.until(tag, NEWS, () -> atSite.status(first, manifest(APP, tag)) == 200);
    ServerProcess.pause(SAID);
    return site.process().log().substring(before).contains("SyncLog synced");
  }

  @Test
  @Order(7)
  void itCollectsGarbageWhenItIsTold() throws IOException {
    assertThat(site.process().log()).doesNotContain("collected garbage");
    az.view().push("app/old", "v1", "soon gone");
    answers(200, first, "app/old");
    acr("repository delete --image app/old:v1");
    answers(404, first, "app/old");

    az.succeeds(
        "acr",
        "connected-registry",
        "update",
        "-r",
        Az.REGISTRY,
        "-n",
        "shop1",
        "--gc-enabled",
        "true",
        "--gc-schedule",
        "* * * * *");

    logs("collected garbage", NEXT_MINUTE);
  }

  @Test
  @Order(8)
  void itTellsOfWhatItWasAskedToTell() throws IOException {
    acr("webhook create -n toldhook --actions push --uri " + receiver.uri() + "/hook");
    acr("connected-registry update -n shop1 --add-notifications app/*:*:push");

    az.view().push("app/news", "v1", "tell of me");

    Patience.until("an event of the site", NEWS, () -> tellers().contains("shop1"));
    assertThat(tellers()).contains("");
  }

  @Test
  @Order(9)
  void aWindowIsKeptAndGivenUp() throws IOException {
    int before = site.process().log().length();
    az.succeeds(schedule(hours(12), "--sync-window", "PT1H"));
    Patience.until(
        "it heard of the window",
        NEWS,
        () -> site.process().log().substring(before).contains("configuration taken"));
    ServerProcess.pause(CLOSED);
    az.view().push(APP, "v2", "the second");
    ServerProcess.pause(CLOSED);
    assertThat(atSite.status(first, manifest(APP, "v2"))).isEqualTo(404);

    az.succeeds(schedule("* * * * *"));

    Patience.until("v2", NEXT_MINUTE, () -> atSite.status(first, manifest(APP, "v2")) == 200);
  }

  @Test
  @Order(10)
  void aDeletedSiteServesOnAndHearsNothingMore() throws IOException {
    acrQuietly("connected-registry deactivate -n shop1 --yes");
    acrQuietly("connected-registry delete -n shop1 --cleanup --yes");
    az.view().push(APP, "v3", "the third");

    ServerProcess.pause(CLOSED);

    assertThat(atSite.status(first, manifest(APP, "v3"))).isEqualTo(404);
    assertThat(atSite.pull(first, APP, "v2")).startsWith("sha256:");
  }

  private JsonNode acr(String words) {
    return az.json(words(words));
  }

  private void acrQuietly(String words) {
    az.succeeds(words(words));
  }

  /** The registry is `-n` for repositories, and `-r` for all that has a name of its own. */
  private static String[] words(String words) {
    String registry = words.startsWith("repository ") ? " -n " : " -r ";
    String yes = words.startsWith("repository delete") ? " --yes" : "";
    return ("acr " + words + registry + Az.REGISTRY + yes).split(" ");
  }

  private static String[] schedule(String cron, String... more) {
    List<String> words = new ArrayList<>(List.of(words("connected-registry update -n shop1")));
    words.addAll(List.of("--sync-schedule", cron));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static String hours(int away) {
    return "0 %d * * *".formatted(OffsetDateTime.now(ZoneOffset.UTC).plusHours(away).getHour());
  }

  private static Login login(JsonNode credentials) {
    return new Login(
        credentials.path("username").asString(), credentials.at("/passwords/0/value").asString());
  }

  private List<String> tellers() {
    return receiver.requests().stream()
        .map(AzEventsIT::body)
        .filter(event -> event.at("/target/repository").asString().equals("app/news"))
        .map(event -> event.at("/connectedregistry/name").asString(""))
        .toList();
  }

  private void answers(int status, Login login, String repository) {
    Patience.until(
        "%s at %s answers %d".formatted(login.user(), repository, status),
        NEWS,
        () -> atSite.status(login, manifest(repository, "v1")) == status);
  }

  private static String manifest(String repository, String tag) {
    return "/v2/%s/manifests/%s".formatted(repository, tag);
  }

  private void logs(String words, Duration limit) {
    Patience.until(words, limit, () -> site.process().log().contains(words));
  }
}
