package io.outport.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.ClientAccount;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.GatewayException.Kind;
import io.outport.hubapi.gateway.Message;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.GarbageResult;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.ScrubResult;
import io.outport.hubapi.model.Token;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.Pem;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.registry.auth.PasswordHash;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubServerTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final String[] ONE_APP = {
    "repositories/app/*/content/read", "repositories/app/*/metadata/read"
  };

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  @TempDir private Path folder;
  private TestHub hub;

  @BeforeEach
  void start() {
    hub = TestHub.start(folder.resolve("hub"));
  }

  @AfterEach
  void stop() {
    hub.close();
    threads.shutdownNow();
  }

  @Test
  void givesASiteItsConfigurationWithHashesAlone() throws Exception {
    String password = hub.createSite("shop1", ONE_APP);
    hub.client.tokens().put("till1", Token.of(pullMap()));
    String till = hub.generatePassword("till1");
    hub.client.connectedRegistries().patch("shop1", hub.site("shop1", List.of("till1")));

    SiteConfiguration configuration = hub.gateway("shop1", password, "one").activate(claim("one"));

    assertThat(configuration.name()).isEqualTo("shop1");
    assertThat(configuration.mode()).isEqualTo("ReadOnly");
    assertThat(configuration.repositories()).containsExactly("app/*");
    assertThat(configuration.schedule()).isEqualTo("* * * * *");
    ClientAccount account = configuration.clients().getFirst();
    assertThat(account.name()).isEqualTo("till1");
    assertThat(account.rules())
        .containsExactly(new ClientAccount.Rule("*", List.of("content/read", "metadata/read")));
    String hash = account.passwords().getFirst().hash();
    assertThat(PasswordHash.parse(hash).matches(till)).isTrue();
  }

  @Test
  void collectsGarbageAndScrubsForWhoAsks() throws Exception {
    assertThat(hub.push("app/web", "v1", "text")).isEqualTo(201);

    GarbageResult dry = hub.client.collectGarbage(true);
    ScrubResult scrub = hub.client.scrub();

    assertThat(dry).isEqualTo(new GarbageResult(true, 0, 0, 0, List.of()));
    assertThat(hub.client.collectGarbage(false).dryRun()).isFalse();
    assertThat(scrub.damaged()).isEmpty();
    assertThat(scrub.lost()).isEmpty();
  }

  @Test
  void wakesAPollWithinASecondOfAPush() throws Exception {
    GatewayClient site = activate("shop1");
    hub.push("app/web", "v0", "first");
    long cursor = site.poll(0, revision(site), LONG).lastSequence();
    Future<MessageBatch> waiting = poll(site, cursor);

    Instant pushed = Instant.now();
    assertThat(hub.push("app/web", "v1", "second")).isEqualTo(201);
    MessageBatch batch = waiting.get(10, TimeUnit.SECONDS);

    assertThat(Duration.between(pushed, Instant.now())).isLessThan(Duration.ofSeconds(1));
    assertThat(batch.messages())
        .extracting(Message::kind)
        .containsExactly(Message.Kind.MANIFEST_PUSHED, Message.Kind.TAGGED);
    assertThat(batch.messages()).extracting(Message::repository).containsOnly("app/web");
    assertThat(batch.recoveryNeeded()).isFalse();
  }

  @Test
  void tellsASiteWithoutACursorToCompareEverything() throws Exception {
    GatewayClient site = activate("shop1");
    hub.push("app/web", "v1", "text");

    MessageBatch batch = site.poll(0, revision(site), LONG);

    assertThat(batch.recoveryNeeded()).isTrue();
    assertThat(batch.lastSequence()).isEqualTo(2);
    assertThat(site.poll(2, revision(site), Duration.ZERO).recoveryNeeded()).isFalse();
  }

  @Test
  void tellsASiteWithACursorOfAnotherHistoryToCompareEverything() throws Exception {
    GatewayClient site = activate("shop1");

    assertThat(site.poll(1_000, revision(site), LONG).recoveryNeeded()).isTrue();
  }

  @Test
  void passesOverWhatIsNotForTheSite() throws Exception {
    GatewayClient site = activate("shop1");
    hub.push("app/web", "v1", "text");
    hub.push("secret/plan", "v1", "text");

    MessageBatch batch = site.poll(2, revision(site), Duration.ZERO);

    assertThat(batch.messages()).isEmpty();
    assertThat(batch.lastSequence()).isEqualTo(4);
  }

  @Test
  void wakesAPollWhenAClientsPasswordIsReplaced() throws Exception {
    String password = hub.createSite("shop1", ONE_APP);
    hub.client.tokens().put("till1", Token.of(pullMap()));
    hub.client.connectedRegistries().patch("shop1", hub.site("shop1", List.of("till1")));
    GatewayClient site = hub.gateway("shop1", password, "one");
    long revision = site.activate(claim("one")).revision();
    Future<MessageBatch> waiting = poll(site, 0);

    hub.generatePassword("till1");

    assertThat(waiting.get(10, TimeUnit.SECONDS).configurationRevision()).isGreaterThan(revision);
  }

  @Test
  void keepsTheRevisionWhereNothingThatASiteIsToldChanged() throws Exception {
    GatewayClient site = activate("shop1");
    long revision = revision(site);

    hub.createSite("shop2", "repositories/other/content/read");
    hub.client.connectedRegistries().put("shop1", hub.site("shop1", List.of()));
    site.report(report(List.of()));

    assertThat(revision(site)).isEqualTo(revision);
  }

  @Test
  void neverGivesARevisionTwiceUnderOneName() throws Exception {
    GatewayClient site = activate("shop1");
    long revision = revision(site);

    hub.client.connectedRegistries().delete("shop1");
    hub.client.connectedRegistries().put("shop1", hub.site("shop1", List.of()));

    assertThat(site.activate(claim("one")).revision()).isGreaterThan(revision);
  }

  @Test
  void refusesASecondInstanceUntilTheFirstIsDeactivated() throws Exception {
    String password = hub.createSite("shop1", ONE_APP);
    GatewayClient first = hub.gateway("shop1", password, "one");
    GatewayClient second = hub.gateway("shop1", password, "two");
    first.activate(claim("one"));

    assertRefused(Kind.ALREADY_ACTIVATED, () -> second.activate(claim("two")));
    assertThat(first.activate(claim("one")).name()).isEqualTo("shop1");
    hub.client.deactivate("shop1");

    assertRefused(Kind.NOT_ACTIVATED, first::configuration);
    assertThat(second.activate(claim("two")).name()).isEqualTo("shop1");
    assertRefused(Kind.ALREADY_ACTIVATED, first::configuration);
  }

  @Test
  void givesASiteToOneOfManyInstancesThatAskAtOnce() throws Exception {
    String password = hub.createSite("shop1", ONE_APP);
    List<Future<String>> claims =
        List.of("a", "b", "c", "d", "e", "f").stream()
            .map(id -> threads.submit(() -> tryClaim(hub.gateway("shop1", password, id), id)))
            .toList();

    long granted = 0;
    for (Future<String> claim : claims) {
      granted += claim.get(30, TimeUnit.SECONDS).equals("granted") ? 1 : 0;
    }

    assertThat(granted).isEqualTo(1);
  }

  @Test
  void endsAPollWhoseSiteIsDeactivated() throws Exception {
    GatewayClient site = activate("shop1");
    Future<MessageBatch> waiting = poll(site, 0);

    hub.client.deactivate("shop1");

    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("NOT_ACTIVATED");
  }

  @Test
  void cutsOffADisabledTokenAtOnce() throws Exception {
    String password = hub.createSite("shop1", ONE_APP);
    GatewayClient site = hub.gateway("shop1", password, "one");
    site.activate(claim("one"));
    assertThat(pull("shop1", password, "app/web")).isEqualTo(404);

    hub.client.tokens().patch("shop1", status(Token.DISABLED));

    assertRefused(Kind.UNAUTHORIZED, site::configuration);
    assertThat(pull("shop1", password, "app/web")).isEqualTo(401);
  }

  @Test
  void tellsAWrongPasswordFromAnotherSite() throws Exception {
    String password = hub.createSite("shop1", ONE_APP);

    assertRefused(
        Kind.UNAUTHORIZED, () -> hub.gateway("shop1", "guess", "one").activate(claim("one")));
    hub.createSite("shop2", ONE_APP);
    assertThatThrownBy(
            () -> hub.gatewayAs("shop2", "shop1", password, "one").activate(claim("one")))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_SITE));
  }

  @Test
  void grantsATokenWhatItsScopeMapSaysAtThisMoment() throws Exception {
    hub.push("app/web", "v1", "text");
    hub.push("other/web", "v1", "text");
    String password = hub.createSite("shop1", ONE_APP);

    assertThat(pull("shop1", password, "app/web")).isEqualTo(200);
    assertThat(pull("shop1", password, "other/web")).isIn(401, 403);

    hub.client
        .scopeMaps()
        .patch("shop1", ScopeMap.of("", List.of("repositories/other/web/content/read")));

    assertThat(pull("shop1", password, "app/web")).isIn(401, 403);
    assertThat(pull("shop1", password, "other/web")).isEqualTo(200);
  }

  @Test
  void endsTheOldPasswordOfASlotAndKeepsTheOther() throws Exception {
    hub.push("app/web", "v1", "text");
    String first = hub.createSite("shop1", ONE_APP);
    String second = hub.generatePassword("shop1", "password2");

    String replaced = hub.generatePassword("shop1");

    assertThat(pull("shop1", first, "app/web")).isEqualTo(401);
    assertThat(pull("shop1", second, "app/web")).isEqualTo(200);
    assertThat(pull("shop1", replaced, "app/web")).isEqualTo(200);
  }

  @Test
  void showsWhatASiteReports() throws Exception {
    GatewayClient site = activate("shop1");
    assertThat(site("shop1").connectionState()).isEqualTo("Online");

    site.report(report(List.of()));
    ConnectedRegistry.Properties healthy = site("shop1");
    var detail = new StatusReport.Detail("Sync", "DiskError", "full", Instant.EPOCH, "id");
    site.report(report(List.of(detail)));

    assertThat(healthy.connectionState()).isEqualTo("Online");
    assertThat(healthy.activation()).isEqualTo(new ConnectedRegistry.Activation("Active"));
    assertThat(healthy.version()).isEqualTo("9.9");
    assertThat(site("shop1").connectionState()).isEqualTo("Unhealthy");
    assertThat(site("shop1").statusDetails()).hasSize(1);
  }

  @Test
  void tellsASiteWhatItsOwnerWants() {
    GatewayClient site = activate("shop1");

    hub.client
        .connectedRegistries()
        .patch(
            "shop1",
            new ConnectedRegistry(
                null,
                null,
                null,
                ConnectedRegistry.Properties.desired(
                        null,
                        new ConnectedRegistry.Parent(
                            null,
                            new ConnectedRegistry.SyncProperties(
                                null, null, null, "P9D", null, null)),
                        null,
                        new ConnectedRegistry.Logging("Debug", null))
                    .with(null, new ConnectedRegistry.GarbageCollection(false, "30 2 * * *"))));

    SiteConfiguration told = site.configuration();
    assertThat(told.messageTtl()).isEqualTo("P9D");
    assertThat(told.logLevel()).isEqualTo("Debug");
    assertThat(told.garbageCollection())
        .isEqualTo(new SiteConfiguration.GarbageCollection(false, "30 2 * * *"));
  }

  @Test
  void showsHowTheMachineUnderASiteIs() {
    GatewayClient site = activate("shop1");
    Instant now = Instant.now();
    Instant sent = now.minus(Duration.ofHours(5));
    var low = new StatusReport.Detail("Storage", "DISK_LOW", "little", now, "id");
    var vitals = new StatusReport.Vitals(1L << 30, 100L << 30, now, "it was cut", now, sent, null);
    site.report(
        new StatusReport(
            "1",
            "site:443",
            "Enabled",
            "Succeeded",
            "Message",
            now,
            7,
            List.of(low),
            new StatusReport.SyncTimes(sent, now, now),
            vitals));

    ConnectedRegistry.Properties shown = site("shop1");

    assertThat(shown.connectionState()).isEqualTo("Online");
    assertThat(shown.statusDetails())
        .extracting(ConnectedRegistry.StatusDetail::code)
        .containsExactly("DISK_LOW", "CLOCK_SKEW");
    ConnectedRegistry.StatusDetail disk = requireNonNull(shown.statusDetails()).getFirst();
    assertThat(disk.availableGib()).isEqualTo(1.0);
    assertThat(disk.totalGib()).isEqualTo(100.0);
    ConnectedRegistry.Outport more = requireNonNull(shown.outport());
    assertThat(more.diskFreeBytes()).isEqualTo(1L << 30);
    assertThat(more.certificateExpiry()).isEqualTo(now);
    assertThat(more.lastError()).isEqualTo("it was cut");
    assertThat(more.clockBehindMillis()).isBetween(18_000_000L, 18_060_000L);
    assertThat(requireNonNull(shown.registrySyncResult()).lastSyncStartTime()).isEqualTo(sent);
  }

  @Test
  void keepsNoPasswordInTheClear() throws Exception {
    String password = hub.createSite("shop1", ONE_APP);
    activate("shop1", password);

    Snapshot files = Snapshot.of(hub.made.data());

    assertThat(files.holds("shop1")).isTrue();
    assertThat(files.holds(password)).isFalse();
    assertThat(files.holds(hub.context.clientSecret())).isFalse();
  }

  @Test
  void keepsEverythingThroughARestart() throws Exception {
    String password = hub.createSite("shop1", ONE_APP);
    long revision = activate("shop1", password).configuration().revision();
    hub.push("app/web", "v1", "text");
    hub.close();

    hub = TestHub.start(hub.made);

    SiteConfiguration again = hub.gateway("shop1", password, "one").configuration();
    assertThat(again.revision()).isEqualTo(revision);
    assertThat(pull("shop1", password, "app/web")).isEqualTo(200);
  }

  @Test
  void endsQuicklyWhileSitesWait() throws Exception {
    GatewayClient site = activate("shop1");
    Future<MessageBatch> waiting = poll(site, 0);
    Instant before = Instant.now();

    hub.server().close();

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
    endedWithoutNews(waiting);
  }

  @Test
  void servesANewCertificateWithoutARestart() throws Exception {
    hub.createSite("shop1", ONE_APP);
    Path tls = hub.made.data().resolve("tls");
    var authority =
        CertificateAuthority.of(
            Pem.certificates(Files.readString(tls.resolve("ca.crt"))).getFirst(),
            Pem.privateKey(Files.readString(tls.resolve("ca.key"))));
    ServerIdentity fresh =
        authority.issue(
            ServerNames.of("127.0.0.1"),
            Duration.ofDays(60),
            InstantSource.system(),
            new SecureRandom());

    Files.writeString(tls.resolve("tls.crt"), fresh.certificatePem());
    Files.writeString(tls.resolve("tls.key"), fresh.keyPem());

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(hub.servedFingerprint()).isEqualTo(fresh.fingerprint()));
    assertThat(hub.client.registry().name()).isEqualTo("myhub");
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    NewHub other = TestHub.init(folder.resolve("other"));
    Snapshot before = Snapshot.of(other.data());

    assertThatThrownBy(() -> TestHub.listen(other, hub.server().port()))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.exit()).isEqualTo(Refusal.Exit.ADDRESS_IN_USE))
        .hasMessageContaining("127.0.0.1:" + hub.server().port());

    assertThat(Snapshot.of(other.data())).isEqualTo(before);
  }

  @Test
  void refusesAFolderThatAnotherHubHasOpen() {
    assertThatThrownBy(() -> TestHub.listen(hub.made, 0))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.exit()).isEqualTo(Refusal.Exit.DATA_DIRECTORY))
        .hasMessageContaining("in use");
  }

  private GatewayClient activate(String name) {
    return activate(name, hub.createSite(name, ONE_APP));
  }

  private GatewayClient activate(String name, String password) {
    GatewayClient site = hub.gateway(name, password, "one");
    site.activate(claim("one"));
    return site;
  }

  private static String tryClaim(GatewayClient site, String instance) {
    try {
      site.activate(claim(instance));
      return "granted";
    } catch (GatewayException refused) {
      return refused.kind().name();
    }
  }

  private Future<MessageBatch> poll(GatewayClient site, long after) {
    long revision = revision(site);
    return threads.submit(() -> site.poll(after, revision, LONG));
  }

  /** Answered while it waited, or refused for now when it came just too late. */
  private static void endedWithoutNews(Future<MessageBatch> poll) throws Exception {
    try {
      assertThat(poll.get(10, TimeUnit.SECONDS).messages()).isEmpty();
    } catch (ExecutionException failure) {
      assertThat(failure.getCause())
          .isInstanceOfSatisfying(
              GatewayException.class, e -> assertThat(e.transientFailure()).isTrue());
    }
  }

  private static long revision(GatewayClient site) {
    return site.configuration().revision();
  }

  private ConnectedRegistry.Properties site(String name) {
    return hub.client.connectedRegistries().get(name).properties();
  }

  private String pullMap() {
    return hub.client.scopeMaps().id("_repositories_pull").toString();
  }

  private static Token status(String status) {
    return new Token(null, null, null, new Token.Properties(null, null, null, null, status));
  }

  private static ActivationRequest claim(String instance) {
    return new ActivationRequest(instance, "test");
  }

  private static StatusReport report(List<StatusReport.Detail> details) {
    return new StatusReport(
        "9.9", "site:443", "Enabled", "Succeeded", "Message", Instant.EPOCH, 7, details);
  }

  private int pull(String name, String password, String repository) throws Exception {
    var pull = HttpRequest.newBuilder(hub.uri("/v2/%s/manifests/v1".formatted(repository)));
    return hub.send(pull, name, password).statusCode();
  }

  private static void assertRefused(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
