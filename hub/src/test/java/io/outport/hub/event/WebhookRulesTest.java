package io.outport.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hub.resource.ResourceDesk;
import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.Webhook;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a webhook may be; whatever is refused changes nothing and repeats no secret. */
final class WebhookRulesTest {
  private static final String URI = "https://ci.example/hook?key=topsecret";

  @TempDir private Path folder;
  private EventHub hub;

  @BeforeEach
  void open() {
    hub = EventHub.open(folder);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void showsAddressAndHeadersOnlyWhereAsked() {
    var made = put(wanted(URI, Map.of("X-Key", "topsecret"), "app/*", "Push", "DELETE", "push"));

    assertThat(made.created()).isTrue();
    Webhook.Properties shown = shown("NOTIFY");
    assertThat(shown.serviceUri()).isNull();
    assertThat(shown.customHeaders()).isNull();
    assertThat(shown.actions()).containsExactly("push", "delete");
    assertThat(shown.status()).isEqualTo("enabled");
    assertThat(shown.scope()).isEqualTo("app/*");
    assertThat(shown.provisioningState()).isEqualTo("Succeeded");
    assertThat(hub.desk.config("notify").serviceUri()).isEqualTo(URI);
    assertThat(hub.desk.config("notify").customHeaders()).containsEntry("X-Key", "topsecret");
    assertThat(hub.store.list().toString() + hub.desk.config("notify") + hub.desk.list())
        .doesNotContain("topsecret");
  }

  @Test
  void changesWhatIsGivenAndKeepsTheRest() {
    put(wanted(URI, Map.of("X-Key", "topsecret"), "app/*", "push"));

    hub.desk.patch("notify", Webhook.of(properties(null, null, "web:*", "disabled", null)));
    hub.desk.patch("notify", new Webhook(null, null, null, null, Map.of("team", "a"), null));

    Webhook.Properties shown = shown("notify");
    assertThat(shown.scope()).isEqualTo("web:*");
    assertThat(shown.status()).isEqualTo("disabled");
    assertThat(shown.actions()).containsExactly("push");
    assertThat(hub.desk.get("notify").tags()).containsEntry("team", "a");
    assertThat(hub.desk.config("notify").customHeaders()).containsEntry("X-Key", "topsecret");
  }

  @Test
  void forgetsWhatAPutDoesNotSay() {
    put(wanted(URI, Map.of("X-Key", "topsecret"), "app/*", "push"));

    var again = put(wanted(URI, null, null, "push"));

    assertThat(again.created()).isFalse();
    assertThat(shown("notify").scope()).isEmpty();
    assertThat(hub.desk.config("notify").customHeaders()).isEmpty();
  }

  @Test
  void keepsWebhooksThroughARestart() {
    put(wanted(URI, Map.of("X-Key", "topsecret"), "app/*", "push"));
    hub.close();
    hub = EventHub.open(folder);

    assertThat(hub.desk.config("notify").serviceUri()).isEqualTo(URI);
    assertThat(hub.desk.delete("notify")).isTrue();
    assertThat(hub.desk.delete("notify")).isFalse();
    assertThat(hub.desk.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://ci.example/",
        "https:///hook",
        "https://user:topsecret@ci.example/",
        "https://ci.example/#topsecret",
        "http://ci.example:0/",
        "http://ci.example:99999/",
        "/hook",
        "http://ci example/topsecret",
        "javascript:topsecret",
      })
  void refusesAnAddressThatNothingCanBeSentTo(String uri) {
    assertRefused(wanted(uri, null, null, "push"), "serviceUri");
  }

  @ParameterizedTest
  @CsvSource({
    "Host, a, belongs to the connection",
    "content-length, 5, belongs to the connection",
    "'X Key', topsecret, is not the name of a header",
    "'', topsecret, is not the name of a header",
    "X-Key, 'top\nsecret', cannot be sent",
    "X-Key, 'topsecret\u0000', cannot be sent",
    "X-Key, 'topsecretЖ', cannot be sent",
  })
  void refusesAHeaderThatCannotBeSent(String name, String value, String words) {
    assertRefused(wanted(URI, Map.of(name, value), null, "push"), words);
  }

  @Test
  void refusesTooManyHeadersOrOneTwice() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i <= WebhookWishes.MAX_HEADERS; i++) {
      many.put("X-" + i, "topsecret");
    }
    assertRefused(wanted(URI, many, null, "push"), "at most 32 custom headers");
    assertRefused(
        wanted(URI, Map.of("X-Key", "topsecret", "x-key", "b"), null, "push"), "the same name");
    String longest = "x".repeat(WebhookWishes.MAX_HEADER_LENGTH + 1);
    assertRefused(wanted(URI, Map.of("X-Key", longest), null, "push"), "cannot be sent");
  }

  @ParameterizedTest
  @CsvSource({
    "App:v1, repository pattern 'App'",
    "app:, tag ''",
    "app:v1:v2, tag 'v1:v2'",
    "a*b, repository pattern 'a*b'",
    "'*/*', repository pattern '*/*'",
    "app@sha256:abc, repository pattern 'app@sha256'",
  })
  void refusesAScopeInWords(String scope, String words) {
    assertRefused(wanted(URI, null, scope, "push"), words);
  }

  @Test
  void refusesUnknownActionsStatusesAndNames() {
    assertRefused(wanted(URI, null, null, "pull"), "action 'pull' is not one: give push, delete");
    assertRefused(wanted(URI, null, null), "needs an action");
    assertRefused(Webhook.of(properties(URI, null, null, "off", List.of("push"))), "status 'off'");
    assertThatThrownBy(() -> hub.desk.put("a-b-c-d", wanted(URI, null, null, "push")))
        .hasMessageContaining("use 5 to 50 letters and digits");
    assertThatThrownBy(() -> hub.desk.get("missing"))
        .hasMessageContaining("there is no webhook 'missing': see 'outport webhook list'");
    assertThatThrownBy(() -> hub.desk.patch("missing", Webhook.of(Webhook.Properties.NONE)))
        .hasMessageContaining("there is no webhook");
  }

  @Test
  void hasABoundOnWebhooks() {
    for (int i = 0; i < WebhookDesk.MAX_WEBHOOKS; i++) {
      hub.desk.put(
          "webhook" + i, Webhook.of(properties(URI, null, null, "disabled", List.of("push"))));
    }

    assertRefused(wanted(URI, null, null, "push"), "which is the most");
  }

  private Webhook.Properties shown(String name) {
    return Objects.requireNonNull(hub.desk.get(name).properties());
  }

  private void assertRefused(Webhook wanted, String words) {
    assertThatThrownBy(() -> put(wanted))
        .isInstanceOf(ResourceProblem.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("topsecret");
    assertThat(hub.store.find("notify")).isEmpty();
  }

  private ResourceDesk.Written<Webhook> put(Webhook wanted) {
    return hub.desk.put("notify", wanted);
  }

  private static Webhook wanted(
      String uri,
      @Nullable Map<String, String> headers,
      @Nullable String scope,
      String... actions) {
    return Webhook.of(properties(uri, headers, scope, null, List.of(actions)));
  }

  private static Webhook.Properties properties(
      @Nullable String uri,
      @Nullable Map<String, String> headers,
      @Nullable String scope,
      @Nullable String status,
      @Nullable List<String> actions) {
    return new Webhook.Properties(uri, headers, status, scope, actions, null);
  }
}
