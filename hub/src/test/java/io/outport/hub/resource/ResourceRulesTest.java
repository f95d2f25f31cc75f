package io.outport.hub.resource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectedRegistry.GarbageCollection;
import io.outport.hubapi.model.ConnectedRegistry.Logging;
import io.outport.hubapi.model.ConnectedRegistry.Parent;
import io.outport.hubapi.model.ConnectedRegistry.Properties;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceRulesTest {
  private static final ResourceId REGISTRY = ResourceId.ofRegistry("sub", "outport", "myhub");

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private SqliteDatabase database;
  private ResourceStore store;
  private ScopeMapDesk scopeMaps;
  private TokenDesk tokens;
  private SiteDesk sites;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("hub.db"));
    store = ResourceStore.open(database, () -> {});
    scopeMaps = new ScopeMapDesk(store, REGISTRY, clock);
    tokens = new TokenDesk(store, REGISTRY, "admin"::equalsIgnoreCase, clock, new SecureRandom());
    sites = new SiteDesk(store, REGISTRY, "hub:8443", new SiteActivity(clock), clock);
    scopeMaps.addBuiltIns();
    scopeMaps.put("shop1", ScopeMap.of("", List.of("repositories/app/*/content/read")));
    tokens.put("shop1", Token.of(id("scopeMaps", "shop1")));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void givesASiteTheDefaultsOfTheReference() {
    Properties site = sites.put("shop1", site(sync(null, null, null))).resource().properties();

    assertThat(site.mode()).isEqualTo("ReadOnly");
    assertThat(site.connectionState()).isEqualTo("Offline");
    assertThat(site.activation()).isEqualTo(new ConnectedRegistry.Activation("Inactive"));
    assertThat(syncOf("shop1"))
        .isEqualTo(
            new SyncProperties(
                id("tokens", "shop1"), "* * * * *", null, "P2D", null, "hub:8443", "SyncToken"));
    assertThat(site.logging()).isEqualTo(new Logging("Information", "Disabled"));
    assertThat(site.garbageCollection()).isEqualTo(new GarbageCollection(true, "0 0 * * *"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop", "shop-1", "shop_1", "şhop1", "a b c d"})
  void refusesASitesNameThatIsNotAllowed(String name) {
    assertRefused(() -> sites.put(name, site(sync(null, null, null))), "name");
  }

  @ParameterizedTest
  @CsvSource({
    "Mirror, ReadOnly",
    "registry, ReadWrite",
    "readwrite, ReadWrite",
    "READONLY, ReadOnly"
  })
  void readsEverySpellingOfAMode(String mode, String meaning) {
    sites.put("shop1", site(mode, sync(null, null, null)));

    assertThat(sites.get("shop1").properties().mode()).isEqualTo(meaning);
  }

  @Test
  void refusesAnotherModeLater() {
    sites.put("shop1", site("ReadOnly", sync(null, null, null)));

    assertRefused(
        () -> sites.put("shop1", site("ReadWrite", sync(null, null, null))), "cannot be changed");
    assertRefused(() -> sites.put("shop2", site("Sideways", sync(null, null, null))), "mode");
  }

  @ParameterizedTest
  @CsvSource({
    "PT59M, out of range",
    "P7DT1S, out of range",
    "-PT2H, out of range",
    "three hours, not an ISO 8601 duration",
  })
  void refusesAWindowOutOfRange(String window, String words) {
    assertRefused(() -> sites.put("shop1", site(sync("0 9 * * *", window, null))), words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "P7D", "p1dt2h"})
  void takesAWindowInRange(String window) {
    sites.put("shop1", site(sync("0 9 * * *", window, null)));

    assertThat(syncOf("shop1").syncWindow()).isEqualToIgnoringCase(window);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT23H", "P91D"})
  void refusesATimeToLiveOutOfRange(String span) {
    assertRefused(() -> sites.put("shop1", site(sync(null, null, span))), "out of range");
  }

  @Test
  void clearsTheWindowWhenTheScheduleBecomesContinuous() {
    sites.put("shop1", site(sync("0 9 * * *", "PT3H", null)));

    sites.patch("shop1", site(new SyncProperties(null, "* * * * *", null, null, null, null)));

    assertThat(syncOf("shop1").syncWindow()).isNull();
  }

  @Test
  void keepsWhatAPatchDoesNotName() {
    sites.put("shop1", site(sync("0 9 * * *", "PT3H", "P5D")));

    sites.patch(
        "SHOP1",
        new ConnectedRegistry(
            null, null, null, Properties.desired(null, null, null, new Logging("debug", null))));

    Properties site = sites.get("shop1").properties();
    assertThat(site.logging()).isEqualTo(new Logging("Debug", "Disabled"));
    assertThat(syncOf("shop1").messageTtl()).isEqualTo("P5D");
    assertThat(syncOf("shop1").schedule()).isEqualTo("0 9 * * *");
  }

  @Test
  void refusesASiteWithoutASyncToken() {
    assertRefused(
        () -> sites.put("shop1", site(new SyncProperties(null, null, null, null, null, null))),
        "needs a sync token");
    assertRefused(
        () -> sites.put("shop1", site(syncWith(id("tokens", "nobody")))), "no token 'nobody'");
    assertRefused(() -> sites.put("shop1", site(syncWith("nobody"))), "is not the id of a token");
    assertRefused(
        () -> sites.put("shop1", site(syncWith(id("scopeMaps", "shop1")))),
        "is not the id of a token");
  }

  @Test
  void refusesOneSyncTokenForTwoSites() {
    sites.put("shop1", site(sync(null, null, null)));

    assertRefused(() -> sites.put("shop2", site(sync(null, null, null))), "sync token of");
  }

  @Test
  void refusesAnUnknownOrOneTooManyClientTokens() {
    List<String> ids = new ArrayList<>();
    for (int at : IntStream.rangeClosed(0, SiteWishes.MAX_CLIENT_TOKENS).toArray()) {
      tokens.put("till-" + at, Token.of(id("scopeMaps", "_repositories_pull")));
      ids.add(id("tokens", "till-" + at));
    }

    assertRefused(() -> sites.put("shop1", withClients(ids)), "at most 50");
    assertRefused(
        () -> sites.put("shop1", withClients(List.of(id("tokens", "nobody")))), "no token");
    sites.put("shop1", withClients(ids.subList(0, SiteWishes.MAX_CLIENT_TOKENS)));
  }

  @Test
  void namesAClientTokenOnce() {
    tokens.put("till1", Token.of(id("scopeMaps", "_repositories_pull")));

    sites.put("shop1", withClients(List.of(id("tokens", "till1"), id("tokens", "TILL1"))));

    assertThat(sites.get("shop1").properties().clientTokenIds())
        .containsExactly(id("tokens", "till1"));
  }

  @Test
  void refusesAParentThatIsNone() {
    assertRefused(() -> sites.put("shop1", below("other", "ReadOnly", "shop1")), "no connected");
    assertRefused(() -> sites.put("shop1", below("shop1", "ReadOnly", "shop1")), "no connected");
  }

  @Test
  void letsOneWriteBelowOneThatWritesOnly() {
    tokenFor("north", "south", "north1", "north2", "south1");
    sites.put("north", below("", "ReadWrite", "north"));
    sites.put("south", below("", "ReadOnly", "south"));

    sites.put("north1", below("NORTH", "ReadWrite", "north1"));
    sites.put("north2", below("north", "ReadOnly", "north2"));

    assertRefused(
        () -> sites.put("south1", below("south", "ReadWrite", "south1")),
        "only below a ReadWrite one may another write");
    assertThat(requireNonNull(sites.get("north1").properties().parent()).id())
        .isEqualTo(id("connectedRegistries", "north"));
  }

  @Test
  void refusesARingAMoveAndANameThatIsTakenElsewhere() {
    tokenFor("north", "south", "north1");
    sites.put("north", below("", "ReadWrite", "north"));
    sites.put("south", below("", "ReadWrite", "south"));
    sites.put("north1", below("north", "ReadWrite", "north1"));

    assertRefused(
        () -> sites.put("north", below("north1", "ReadWrite", "north")), "itself or below it");
    assertRefused(
        () -> sites.put("north", below("north", "ReadWrite", "north")), "itself or below it");
    assertRefused(
        () -> sites.put("NORTH1", below("south", "ReadWrite", "north1")), "choose another name");
    assertThat(sites.put("north1", below("north", "ReadWrite", "north1")).created()).isFalse();
  }

  @Test
  void keepsAParentWhileOthersAreBelowIt() {
    tokenFor("north", "north1");
    sites.put("north", below("", "ReadWrite", "north"));
    sites.put("north1", below("north", "ReadOnly", "north1"));

    assertRefused(() -> sites.delete("NORTH"), "is the parent of north1");
    sites.delete("north1");
    assertThat(sites.delete("north")).isTrue();
  }

  @Test
  void resyncsOnlyASiteThatSomebodyHolds() {
    sites.put("shop1", site(sync(null, null, null)));
    assertRefused(() -> sites.resync("shop1"), "held by no instance");
    store.change(
        all -> {
          SiteEntry site = all.site("shop1").orElseThrow();
          return all.with(site.withHolder(new SiteEntry.Holder("one", "1.0", clock.instant())));
        });
    long revision = revision();

    var result = sites.resync("shop1").properties().registrySyncResult();

    assertThat(requireNonNull(result).syncTrigger()).isEqualTo("ManualResync");
    assertThat(result.syncState()).isEqualTo("Pending");
    assertThat(revision()).isGreaterThan(revision);
    sites.put("shop1", site(sync(null, null, null)));
    assertThat(store.current().site("shop1").orElseThrow().desired().resyncAsked())
        .isEqualTo(clock.instant());
  }

  @Test
  void refusesAWindowWithoutASchedule() {
    assertRefused(() -> sites.put("shop1", site(sync(null, "PT4H", null))), "continuous schedule");
  }

  @Test
  void refusesAnotherWayToSignIn() {
    var sync =
        new SyncProperties(id("tokens", "shop1"), null, null, null, null, null, "ManagedIdentity");

    assertRefused(() -> sites.put("shop1", site(sync)), "signs in with a sync token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*:*", "*:*:*", "*@*:*", "a/b:*", "a:v1:*", "a@sha256:X:delete", "a/*:push"})
  void takesTheReferencesNotificationPatterns(String pattern) {
    String given = pattern.replace("sha256:X", "sha256:" + "a".repeat(64));

    sites.put("shop1", withNotifications(given, given));

    assertThat(sites.get("shop1").properties().notificationsList()).containsExactly(given);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a:pull", "a:v1@sha256:1:push", "A:push", "a@v1:push", "*/a:push"})
  void refusesWhatIsNoNotificationPattern(String pattern) {
    assertRefused(() -> sites.put("shop1", withNotifications(pattern)), "is not a pattern");
  }

  private void tokenFor(String... names) {
    for (String name : names) {
      tokens.put(name, Token.of(id("scopeMaps", "shop1")));
    }
  }

  private static ConnectedRegistry below(String parent, String mode, String token) {
    String parentId = parent.isEmpty() ? null : id("connectedRegistries", parent);
    return new ConnectedRegistry(
        null,
        null,
        null,
        Properties.desired(mode, new Parent(parentId, syncWith(id("tokens", token))), null, null));
  }

  private static ConnectedRegistry withNotifications(String... patterns) {
    return new ConnectedRegistry(
        null,
        null,
        null,
        new Properties(
            null,
            null,
            null,
            null,
            null,
            null,
            new Parent(null, syncWith(id("tokens", "shop1"))),
            null,
            null,
            null,
            null,
            List.of(patterns),
            null,
            null,
            null));
  }

  @Test
  void keepsASyncTokenWhileItsSiteExists() {
    sites.put("shop1", site(sync(null, null, null)));

    assertRefused(() -> tokens.delete("shop1"), "sync token of connected registry 'shop1'");
    assertThat(sites.delete("SHOP1")).isTrue();
    assertThat(tokens.delete("shop1")).isTrue();
    assertThat(tokens.delete("shop1")).isFalse();
  }

  @Test
  void takesADeletedClientTokenFromItsSites() {
    tokens.put("till1", Token.of(id("scopeMaps", "_repositories_pull")));
    sites.put("shop1", withClients(List.of(id("tokens", "till1"))));
    long revision = revision();

    tokens.delete("till1");

    assertThat(sites.get("shop1").properties().clientTokenIds()).isEmpty();
    assertThat(revision()).isGreaterThan(revision);
  }

  @Test
  void keepsAScopeMapThatATokenUses() {
    assertRefused(() -> scopeMaps.delete("shop1"), "used by token shop1");
  }

  @Test
  void keepsTheBuiltInScopeMaps() {
    assertThat(scopeMaps.list())
        .extracting(ScopeMap::name)
        .contains("_repositories_admin", "_repositories_pull", "_repositories_push");
    assertRefused(() -> scopeMaps.delete("_repositories_pull"), "built in");
    assertRefused(
        () -> scopeMaps.patch("_repositories_pull", ScopeMap.of("", List.of())), "built in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "repositories/app/read",
        "repositories/APP/../content/read",
        "repositories/a*/content/read",
        "repositories//content/read",
        "gateway/shop/config/read",
        "gateway/shop1/all",
        "everything",
        "",
      })
  void refusesAnActionThatIsNone(String action) {
    assertRefused(() -> scopeMaps.put("other", ScopeMap.of("", List.of(action))), "");
    assertThat(store.current().scopeMap("other")).isEmpty();
  }

  @Test
  void keepsActionsOnceAndInLowerCase() {
    scopeMaps.put(
        "other",
        ScopeMap.of(
            "",
            List.of(
                "repositories/App/Content/Read",
                "repositories/app/content/read",
                "gateway/Shop1/config/read")));

    assertThat(scopeMaps.get("other").properties().actions())
        .containsExactly("repositories/app/content/read", "gateway/shop1/config/read");
  }

  @Test
  void refusesMoreRepositoriesThanAScopeMapMayName() {
    List<String> actions =
        IntStream.rangeClosed(0, ScopeActions.MAX_REPOSITORIES)
            .mapToObj("repositories/app%d/content/read"::formatted)
            .toList();

    assertRefused(() -> scopeMaps.put("other", ScopeMap.of("", actions)), "at most 500");
  }

  @Test
  void refusesATokenThatNobodyCouldUse() {
    assertRefused(() -> tokens.put("till1", Token.of(id("scopeMaps", "none"))), "no scope map");
    assertRefused(() -> tokens.put("Admin", Token.of(id("scopeMaps", "shop1"))), "administrator");
    assertRefused(() -> tokens.put("a:b:c", Token.of(id("scopeMaps", "shop1"))), "token name");
  }

  @Test
  void endsAPasswordAtItsExpiry() {
    var request =
        new GenerateCredentials(
            id("tokens", "shop1"), null, clock.instant().plus(Duration.ofHours(1)));
    GeneratedCredentials made = tokens.generate(request);
    String password = String.valueOf(made.passwords().getFirst().value());

    assertThat(made.passwords()).hasSize(2);
    assertThat(accepts(password)).isTrue();
    clock.advance(Duration.ofHours(1));
    assertThat(accepts(password)).isFalse();
  }

  @Test
  void refusesToGenerateWhatCouldNotBeUsed() {
    assertRefused(
        () -> tokens.generate(new GenerateCredentials(id("tokens", "shop1"), "password3", null)),
        "password1");
    assertRefused(
        () ->
            tokens.generate(new GenerateCredentials(id("tokens", "shop1"), null, clock.instant())),
        "over already");
    assertRefused(
        () -> tokens.generate(new GenerateCredentials(id("tokens", "nobody"), null, null)),
        "no token");
  }

  @Test
  void emptiesASlotThatAPatchLeavesOut() {
    tokens.generate(new GenerateCredentials(id("tokens", "shop1"), null, null));
    var kept = new Token.Credentials(List.of(new Token.Password("password2", null, null, null)));

    Token patched =
        tokens.patch(
            "shop1",
            new Token(null, null, null, new Token.Properties(null, null, null, kept, null)));

    assertThat(requireNonNull(patched.properties().credentials()).passwords())
        .extracting(Token.Password::name)
        .containsExactly("password2");
  }

  @Test
  void changesNothingWhenARuleIsBroken() {
    sites.put("shop1", site(sync(null, null, null)));
    Resources before = store.current();

    assertRefused(() -> tokens.delete("shop1"), "");

    assertThat(store.current()).isSameAs(before);
  }

  @Test
  void readsBackWhatItKept() {
    sites.put("shop1", site(sync("0 9 * * *", "PT3H", "P5D")));
    tokens.generate(new GenerateCredentials(id("tokens", "shop1"), null, null));

    assertThat(ResourceStore.open(database, () -> {}).current()).isEqualTo(store.current());
  }

  private SyncProperties syncOf(String site) {
    Parent parent = requireNonNull(sites.get(site).properties().parent());
    return requireNonNull(parent.syncProperties());
  }

  private long revision() {
    return store.current().site("shop1").orElseThrow().revision();
  }

  private boolean accepts(String password) {
    return store.current().token("shop1").orElseThrow().accepts(password, clock.instant());
  }

  private static String id(String kind, String name) {
    return REGISTRY.child(kind, name).toString();
  }

  private static SyncProperties sync(
      @Nullable String schedule, @Nullable String window, @Nullable String ttl) {
    return new SyncProperties(id("tokens", "shop1"), schedule, window, ttl, null, null);
  }

  private static SyncProperties syncWith(String tokenId) {
    return new SyncProperties(tokenId, null, null, null, null, null);
  }

  private static ConnectedRegistry site(SyncProperties sync) {
    return site(null, sync);
  }

  private static ConnectedRegistry site(@Nullable String mode, SyncProperties sync) {
    return new ConnectedRegistry(
        null, null, null, Properties.desired(mode, new Parent(null, sync), null, null));
  }

  private static ConnectedRegistry withClients(List<String> ids) {
    return new ConnectedRegistry(
        null,
        null,
        null,
        Properties.desired(null, new Parent(null, sync(null, null, null)), ids, null));
  }

  private static void assertRefused(ThrowingCallable call, String words) {
    assertThatThrownBy(call).isInstanceOf(ResourceProblem.class).hasMessageContaining(words);
  }
}
