package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hub.TestHub;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.ServicePrincipal;
import io.outport.hubapi.model.ServicePrincipal.RoleAssignment;
import io.outport.hubapi.model.Token;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what at the control API of a real hub. */
final class PrincipalsApiTest {
  private static final String VERSION = "?api-version=2025-11-01";

  @TempDir private Path folder;
  private TestHub hub;
  private HubClient owner;
  private String subscription;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start(folder.resolve("hub"));
    hub.createSite("shop1", "repositories/app/*/content/read");
    hub.createSite("shop2", "repositories/app/*/content/read");
    owner = hub.connect(hub.context());
    subscription = owner.principals().subscription();
  }

  @AfterEach
  void stop() {
    owner.close();
    hub.close();
  }

  @Test
  void letsAReaderLookAndNothingElse() {
    try (HubClient reader = hub.connect(made("looker", "Reader", subscription, null))) {
      assertThat(reader.connectedRegistries().list()).hasSize(2);
      assertThat(reader.registry().name()).isEqualTo("myhub");
      assertThat(reader.principals().list()).hasSize(2);

      refuses(
          () -> reader.scopeMaps().put("readers", ScopeMap.of("", List.of())),
          "The client 'looker' with object id",
          "'Microsoft.ContainerRegistry/registries/scopeMaps/write'",
          "'" + owner.scopeMaps().id("readers") + "'");
      refuses(
          () -> reader.deactivate("shop1"),
          "'Microsoft.ContainerRegistry/registries/connectedRegistries/deactivate/action'",
          "'" + owner.connectedRegistries().id("shop1") + "'");
      refuses(
          () -> reader.generateCredentials(credentials("shop1")),
          "'Microsoft.ContainerRegistry/registries/generateCredentials/action'");
      refuses(
          () -> reader.tokens().delete("shop1"),
          "'Microsoft.ContainerRegistry/registries/tokens/delete'");
      refuses(
          () -> reader.principals().rotate("admin", null),
          "'Outport.Fleet/principals/rotate/action'");
    }
    assertThat(owner.scopeMaps().find("readers")).isEmpty();
  }

  @Test
  void letsAContributorDoAllButChangePrincipals() {
    try (HubClient maker = hub.connect(made("maker", "contributor", subscription, null))) {
      maker.scopeMaps().put("readers", ScopeMap.of("", List.of()));
      assertThat(maker.generateCredentials(credentials("shop1")).passwords()).isNotEmpty();

      refuses(
          () -> maker.principals().put("another", wanted("Owner", subscription, null)),
          "'Outport.Fleet/principals/write'");
      refuses(() -> maker.principals().delete("maker"), "'Outport.Fleet/principals/delete'");
    }
  }

  @Test
  void keepsARoleWithinItsScope() {
    String shop1 = owner.connectedRegistries().id("shop1").toString();
    try (HubClient local =
        hub.connect(made("local", "Contributor", shop1.toUpperCase(Locale.ROOT), null))) {
      local.deactivate("shop1");
      assertThat(local.connectedRegistries().get("shop1").name()).isEqualTo("shop1");

      refuses(() -> local.connectedRegistries().get("shop2"), "connectedRegistries/read'");
      refuses(() -> local.connectedRegistries().list(), "connectedRegistries/read'");
      refuses(() -> local.deactivate("shop2"), "deactivate/action'");
      fails(
          () -> local.connectedRegistries().get("shop1/../shop2"),
          Refusal.Exit.NOT_FOUND,
          "no such path");
      refuses(() -> local.principals().list(), "'Outport.Fleet/principals/read'");
    }
  }

  @Test
  void letsEveryRoleFindTheRegistry() throws Exception {
    HubContext narrow =
        made("local", "Reader", owner.connectedRegistries().id("shop1").toString(), null);
    String token = token(narrow);

    for (String path :
        List.of(
            "/subscriptions",
            subscription,
            subscription + "/resourceGroups",
            subscription + "/providers/Microsoft.ContainerRegistry/registries")) {
      assertThat(call("GET", path, token).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(call("GET", owner.registryId().toString(), token).statusCode()).isEqualTo(403);
  }

  @Test
  void endsARotatedSecretAndWhatItSignedInAtOnce() throws Exception {
    HubContext old = made("maker", "Contributor", subscription, null);
    String token = token(old);

    ServicePrincipal fresh = owner.principals().rotate("maker", null);

    assertThat(call("GET", subscription, token).statusCode()).isEqualTo(401);
    assertThat(signIn(old).statusCode()).isEqualTo(401);
    String secret = String.valueOf(fresh.properties().secretText());
    assertThat(signIn(old.withSecret(secret)).statusCode()).isEqualTo(200);
  }

  @Test
  void endsADeletedPrincipalAtOnce() throws Exception {
    HubContext gone = made("maker", "Contributor", subscription, null);
    String token = token(gone);

    owner.principals().delete("maker");

    assertThat(call("GET", subscription, token).statusCode()).isEqualTo(401);
    assertThat(signIn(gone).statusCode()).isEqualTo(401);
    assertThat(owner.principals().list()).hasSize(1);
  }

  @Test
  void endsASecretAtItsExpiry() throws Exception {
    Instant soon = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS);
    HubContext brief = made("brief", "Reader", subscription, soon);
    String token = token(brief);

    Awaitility.await().until(() -> call("GET", subscription, token).statusCode() == 401);

    assertThat(signIn(brief).body()).contains("ended at");
  }

  @Test
  void changesRolesOnTheNextRequest() throws Exception {
    String token = token(made("looker", "Contributor", subscription, null));

    owner.principals().put("looker", wanted("Reader", subscription, null));

    HttpResponse<String> answer = call("DELETE", owner.scopeMaps().id("shop1").toString(), token);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("AuthorizationFailed");
  }

  @Test
  void keepsTheLastOwner() {
    rejects(() -> owner.principals().delete("admin"), "no Owner");
    rejects(
        () -> owner.principals().put("admin", wanted("Contributor", subscription, null)),
        "no Owner");
    rejects(() -> owner.principals().rotate("admin", Instant.now().plusSeconds(60)), "no Owner");

    try (HubClient second = hub.connect(made("second", "Owner", subscription, null))) {
      owner.principals().delete("admin");

      rejects(() -> second.principals().delete("second"), "no Owner");
    }
  }

  @Test
  void showsASecretOnceAndKeepsOnlyItsHash() throws Exception {
    HubContext made = made("maker", "Contributor", subscription, null);

    assertThat(owner.principals().list()).allMatch(each -> each.properties().secretText() == null);
    assertThat(owner.principals().put("maker", wanted("Reader", subscription, null)).properties())
        .extracting(ServicePrincipal.Properties::secretText)
        .isNull();
    assertThat(Files.readString(folder.resolve("hub").resolve("hub.json")))
        .contains("\"maker\"", "sha256$")
        .doesNotContain(made.clientSecret());
  }

  @Test
  void keepsPrincipalsOverARestart() throws Exception {
    HubContext made = made("maker", "Reader", subscription, null);

    hub = hub.restarted();

    try (HubClient maker = hub.connect(made)) {
      assertThat(maker.connectedRegistries().list()).hasSize(2);
      refuses(() -> maker.deactivate("shop1"), "deactivate");
    }
  }

  /** Before there were roles, every principal might do everything, and goes on to. */
  @Test
  void readsAFolderOfTheFirstFormat() throws Exception {
    Path document = folder.resolve("hub").resolve("hub.json");
    String text = Files.readString(document);
    Files.writeString(
        document,
        text.replace("\"format\" : 2", "\"format\" : 1")
            .replaceAll("(?s),\\s*\"roles\" : .*?](,\\s*\"created\" : \"[^\"]*\")?\\s*}", "}"));
    assertThat(Files.readString(document)).doesNotContain("roles");

    hub = hub.restarted();

    try (HubClient admin = hub.connect(hub.context())) {
      assertThat(admin.principals().list().getFirst().properties().roles())
          .containsExactly(new RoleAssignment("Owner", subscription));
      admin.principals().put("maker", wanted("Reader", subscription, null));
    }
    assertThat(Files.readString(document)).contains("\"format\" : 2");
  }

  @Test
  void refusesWhatIsNoPrincipal() {
    rejects(
        () -> owner.principals().put("maker", wanted("Boss", subscription, null)),
        "'Boss'",
        "Owner, Contributor or Reader");
    rejects(
        () -> owner.principals().put("maker", wanted("Reader", "/subscriptions/x", null)),
        "/subscriptions/x",
        "begins with");
    rejects(() -> owner.principals().put("a", wanted("Reader", subscription, null)), "name 'a'");
    rejects(() -> owner.principals().put("shop1", wanted("Reader", subscription, null)), "token");
    rejects(
        () -> owner.principals().put("maker", wanted("Reader", subscription, Instant.EPOCH)),
        "over already");
    rejects(() -> owner.principals().put("maker", ServicePrincipal.of(List.of(), null)), "role");
    made("maker", "Reader", subscription, null);
    rejects(
        () -> owner.tokens().put("maker", Token.of(owner.scopeMaps().id("shop1").toString())),
        "administrator");
  }

  @Test
  void letsAReaderPullAndNotPush() throws Exception {
    HubContext looker = made("looker", "Reader", subscription, null);

    var pull = HttpRequest.newBuilder(hub.uri("/v2/_catalog"));
    var push =
        HttpRequest.newBuilder(hub.uri("/v2/app/blobs/uploads/")).POST(BodyPublishers.noBody());
    assertThat(hub.send(pull, looker.clientId(), looker.clientSecret()).statusCode())
        .isEqualTo(200);
    assertThat(hub.send(push, looker.clientId(), looker.clientSecret()).statusCode())
        .isIn(401, 403);
  }

  private HubContext made(String name, String role, String scope, @Nullable Instant expiry) {
    ServicePrincipal.Properties made =
        owner.principals().put(name, wanted(role, scope, expiry)).properties();
    HubContext mine = hub.context();
    return new HubContext(
        name,
        mine.endpoint(),
        mine.tenantId(),
        mine.subscriptionId(),
        mine.resourceGroup(),
        mine.registry(),
        String.valueOf(made.appId()),
        String.valueOf(made.secretText()),
        mine.caPem());
  }

  private static ServicePrincipal wanted(String role, String scope, @Nullable Instant expiry) {
    return ServicePrincipal.of(List.of(new RoleAssignment(role, scope)), expiry);
  }

  private GenerateCredentials credentials(String token) {
    return new GenerateCredentials(owner.tokens().id(token).toString(), "password2", null);
  }

  private static void refuses(ThrowingCallable call, String... words) {
    fails(call, Refusal.Exit.UNAUTHORIZED, words);
  }

  private static void rejects(ThrowingCallable call, String... words) {
    fails(call, Refusal.Exit.REJECTED, words);
  }

  private static void fails(ThrowingCallable call, Refusal.Exit exit, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.getMessage()).contains(words);
              assertThat(refusal.exit()).isEqualTo(exit);
            });
  }

  private String token(HubContext context) throws Exception {
    HttpResponse<String> answer = signIn(context);
    assertThat(answer.statusCode()).isEqualTo(200);
    return ControlJson.mapper().readTree(answer.body()).get("access_token").stringValue();
  }

  private HttpResponse<String> signIn(HubContext context) throws Exception {
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=x"
            .formatted(context.clientId(), context.clientSecret());
    return hub.send(
        HttpRequest.newBuilder(hub.uri("/%s/oauth2/v2.0/token".formatted(context.tenantId())))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)),
        "",
        "");
  }

  private HttpResponse<String> call(String method, String path, String bearer) throws Exception {
    return hub.send(
        HttpRequest.newBuilder(hub.uri(path + VERSION))
            .header("Authorization", "Bearer " + bearer)
            .method(method, BodyPublishers.noBody()),
        "",
        "");
  }
}
