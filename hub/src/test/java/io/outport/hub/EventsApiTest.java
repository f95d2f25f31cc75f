package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.ArtifactEvent;
import io.outport.hubapi.gateway.ArtifactEventBatch;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.model.ActivityEvent;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Webhook;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Webhooks, what sites tell, and the audit log, at the doors of a real hub. */
class EventsApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final Instant TIME = Instant.parse("2026-01-15T08:00:00Z");

  @TempDir private Path folder;
  private TestHub hub;
  private RawHttpServer receiver;

  TestHub open(Path data) throws Exception {
    return TestHub.start(data);
  }

  @BeforeEach
  void start() throws Exception {
    hub = open(folder.resolve("hub"));
    receiver = RawHttpServer.start(_ -> RawReply.status(200));
  }

  @AfterEach
  void stop() throws Exception {
    receiver.close();
    hub.close();
  }

  @Test
  void tellsAWebhookOfAPushThroughTheFrontDoor() throws Exception {
    webhook(Map.of("X-Key", "topsecret"));

    assertThat(hub.push("app/web", "v1", "one")).isEqualTo(201);

    await().atMost(PATIENCE).until(() -> receiver.requests().size() == 1);
    assertThat(body(0).at("/target/tag").stringValue()).isEqualTo("v1");
    assertThat(receiver.requests().getFirst().header("X-Key")).hasValue("topsecret");
    await().atMost(PATIENCE).until(() -> hub.client.webhookEvents("notify").size() == 1);
    assertThat(hub.client.pingWebhook("notify").id()).isNotEmpty();
    assertThat(hub.client.webhookEvents("notify")).hasSize(2);
    assertThat(hub.client.webhooks().list()).hasSize(1);
    assertThat(ControlJson.mapper().writeValueAsString(hub.client.webhooks().get("notify")))
        .doesNotContain("topsecret")
        .doesNotContain(receiver.uri().toString());
    assertThat(hub.client.webhookConfig("notify").customHeaders()).containsKey("X-Key");
    hub.client.webhooks().delete("notify");
    assertThatThrownBy(() -> hub.client.webhookConfig("notify")).isInstanceOf(Refusal.class);
  }

  /** What a site tells twice, because an answer was lost, is told of once. */
  @Test
  void tellsOfWhatHappenedAtASite() throws Exception {
    webhook(Map.of("Content-Type", "application/cloudevents+json"));
    GatewayClient site = activeSite();

    assertThat(site.reportEvents(new ArtifactEventBatch(List.of(event(3, "app/web")))))
        .isEqualTo(3);
    assertThat(
            site.reportEvents(
                new ArtifactEventBatch(
                    List.of(event(3, "app/web"), event(5, "secret/repo"), event(7, "app/db")))))
        .isEqualTo(7);

    await().atMost(PATIENCE).until(() -> receiver.requests().size() == 2);
    assertThat(body(0).at("/source").stringValue()).endsWith("/connectedRegistries/shop1");
    assertThat(body(0).at("/data/connectedregistry/name").stringValue()).isEqualTo("shop1");
    assertThat(body(0).at("/data/target/size").intValue()).isEqualTo(12);
    assertThat(
            IntStream.range(0, 2)
                .mapToObj(i -> body(i).at("/data/target/repository").stringValue()))
        .containsExactlyInAnyOrder("app/web", "app/db");
    assertThat(site.reportEvents(new ArtifactEventBatch(List.of(event(7, "app/db"))))).isEqualTo(7);
    assertThat(receiver.requests()).hasSize(2);
  }

  @Test
  void refusesEventsThatAreNone() {
    GatewayClient site = activeSite();

    assertNoEvents(site, List.of(event(5, "app/web"), event(4, "app/web")));
    assertNoEvents(site, List.of(event(0, "app/web")));
    assertNoEvents(site, List.of(event(1, "App/Web")));
    assertNoEvents(
        site,
        IntStream.rangeClosed(1, ArtifactEventBatch.MAX_EVENTS + 1)
            .mapToObj(i -> event(i, "app/web"))
            .toList());
    GatewayClient stranger =
        hub.gateway("shop1", hub.generatePassword("shop1"), "another instance");
    assertThatThrownBy(
            () -> stranger.reportEvents(new ArtifactEventBatch(List.of(event(1, "app/web")))))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> assertThat(e.kind()).isEqualTo(GatewayException.Kind.ALREADY_ACTIVATED));
  }

  @Test
  void keepsWhoChangedWhatAndWhatCameOfIt() throws Exception {
    HubClient client = hub.client;
    client.scopeMaps().put("reader", ScopeMap.of("one", List.of("repositories/a/content/read")));
    assertThatThrownBy(
            () -> client.scopeMaps().put("reader", ScopeMap.of("x", List.of("nonsense"))))
        .isInstanceOf(Refusal.class);
    client.scopeMaps().delete("reader");
    var _ = client.scopeMaps().list();

    List<ActivityEvent> all = client.activity("eventTimestamp ge '2020-01-01T00:00:00Z'", 10);

    assertThat(all)
        .extracting(each -> each.operationName().value() + " " + each.status().value())
        .containsExactly(
            "Microsoft.ContainerRegistry/registries/scopeMaps/delete Succeeded",
            "Microsoft.ContainerRegistry/registries/scopeMaps/write Failed",
            "Microsoft.ContainerRegistry/registries/scopeMaps/write Succeeded");
    ActivityEvent first = all.getLast();
    assertThat(first.caller()).isEqualTo("admin");
    assertThat(first.resourceId()).isEqualTo(client.scopeMaps().id("reader").toString());
    assertThat(first.resourceGroupName()).isEqualTo("outport");
    assertThat(first.subStatus().value()).isEqualTo("201");
    assertThat(first.correlationId()).hasSize(36);
    assertThat(
            client.activity("eventTimestamp ge '2020-01-01T00:00:00Z' and status eq 'Failed'", 10))
        .hasSize(1);
  }

  @Test
  void filtersAndPagesTheAuditLog() throws Exception {
    for (int i = 0; i < 230; i++) {
      hub.client.webhooks().delete("missing" + i);
    }
    String since = "eventTimestamp ge '2020-01-01T00:00:00.000Z'";

    assertThat(hub.client.activity(since, 1_000)).hasSize(230);
    assertThat(hub.client.activity(since + " and resourceGroupName eq 'OUTPORT'", 5)).hasSize(5);
    assertThat(hub.client.activity(since + " and resourceGroupName eq 'other'", 5)).isEmpty();
    String id = hub.client.webhooks().id("missing7").toString();
    assertThat(hub.client.activity(since + " and resourceId eq '%s'".formatted(id), 5)).hasSize(1);
    assertThat(hub.client.activity(since + " and eventTimestamp le '2020-01-02T00:00:00+00:00'", 5))
        .isEmpty();
    for (String wrong :
        List.of("caller ge 'a'", "eventTimestamp ge 'soon'", "color eq 'red'", "nonsense")) {
      assertThatThrownBy(() -> hub.client.activity(wrong, 5)).isInstanceOf(Refusal.class);
    }
  }

  @Test
  void answersWithTheCallersCorrelationIdOrANewOne() throws Exception {
    var given =
        hub.send(
            HttpRequest.newBuilder(hub.uri("/subscriptions?api-version=2022-12-01"))
                .header("x-ms-correlation-request-id", "my-own-1"),
            "",
            "");
    assertThat(given.statusCode()).isEqualTo(401);
    assertThat(given.headers().firstValue("x-ms-correlation-request-id")).hasValue("my-own-1");

    var hostile =
        hub.send(
            HttpRequest.newBuilder(hub.uri("/nowhere"))
                .header("x-ms-correlation-request-id", "<script>"),
            "",
            "");
    assertThat(hostile.statusCode()).isEqualTo(404);
    assertThat(hostile.headers().firstValue("x-ms-correlation-request-id"))
        .get()
        .asString()
        .hasSize(36);
  }

  private void webhook(Map<String, String> headers) {
    hub.client
        .webhooks()
        .put(
            "notify",
            Webhook.of(
                new Webhook.Properties(
                    receiver.uri().toString(), headers, null, null, List.of("push"), null)));
  }

  private GatewayClient activeSite() {
    String password = hub.createSite("shop1", "repositories/app/*/content/read");
    GatewayClient site = hub.gateway("shop1", password, "one");
    site.activate(new ActivationRequest("one", "1"));
    return site;
  }

  private static void assertNoEvents(GatewayClient site, List<ArtifactEvent> events) {
    assertThatThrownBy(() -> site.reportEvents(new ArtifactEventBatch(events)))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("400");
  }

  private static ArtifactEvent event(long sequence, String repository) {
    return new ArtifactEvent(
        sequence, TIME, ArtifactEvent.Action.PUSH, repository, "v1", DIGEST, "a/b", 12L, null);
  }

  private JsonNode body(int at) {
    return ControlJson.mapper()
        .readTree(new String(receiver.requests().get(at).body(), StandardCharsets.UTF_8));
  }
}
