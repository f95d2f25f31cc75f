package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
import tools.jackson.databind.json.JsonMapper;

/** {@code az acr webhook} with a real receiver, and {@code az monitor activity-log list}. */
@Tag("az")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class AzEventsIT {
  private static final Duration DELIVERY = Duration.ofSeconds(20);
  private static final String SECRET = "key-of-the-receiver";

  private Az az;
  private RawHttpServer receiver;

  @BeforeAll
  void start() throws IOException {
    az = Az.signedIn();
    receiver = RawHttpServer.start(_ -> RawReply.status(200));
  }

  @AfterAll
  void end() throws IOException {
    receiver.close();
    az.close();
  }

  @Test
  @Order(1)
  void makesOneAndShowsItWithoutItsSecrets() {
    JsonNode made =
        webhook("create", "--uri", receiver.uri() + "/hook", "--actions", "push", "delete")
            .and("--scope", "app/*", "--headers", "X-Key=" + SECRET)
            .json();

    assertThat(made.path("provisioningState").asString()).isEqualTo("Succeeded");
    assertThat(made.path("status").asString()).isEqualTo("enabled");
    assertThat(made.path("scope").asString()).isEqualTo("app/*");
    assertThat(made.path("id").asString()).isEqualTo(az.id("/webhooks/notify"));
    assertThat(texts(made.path("actions"))).containsExactlyInAnyOrder("push", "delete");
    JsonNode shown = webhook("show").json();
    assertThat(shown.toString()).doesNotContain(SECRET).doesNotContain("/hook");
    assertThat(az.tsv("[].name", "acr", "webhook", "list", "-r", Az.REGISTRY)).isEqualTo("notify");
  }

  @Test
  @Order(2)
  void tellsTheReceiverOfAPushAndOfAPing() throws IOException {
    String digest = az.view().push("app/web", "v1", "one");
    az.view().push("lib/one", "v1", "of another scope");
    awaitCalls(1);

    JsonNode event = body(receiver.requests().getFirst());
    assertThat(receiver.requests().getFirst().path()).isEqualTo("/hook");
    assertThat(receiver.requests().getFirst().header("X-Key")).hasValue(SECRET);
    assertThat(event.path("action").asString()).isEqualTo("push");
    assertThat(event.at("/target/repository").asString()).isEqualTo("app/web");
    assertThat(event.at("/target/digest").asString()).isEqualTo(digest);

    String ping = webhook("ping").json().path("id").asString();
    awaitCalls(2);
    assertThat(body(receiver.requests().getLast()).path("action").asString()).isEqualTo("ping");
    assertThat(body(receiver.requests().getLast()).path("id").asString()).isEqualTo(ping);
  }

  @Test
  @Order(3)
  void listsWhatWasSent() {
    JsonNode events = webhook("list-events").json();

    assertThat(
            texts(events.valueStream().map(each -> each.at("/eventRequestMessage/content/action"))))
        .containsExactlyInAnyOrder("push", "ping");
    assertThat(texts(events.valueStream().map(each -> each.at("/eventResponseMessage/statusCode"))))
        .containsOnly("200");
    assertThat(events.toString()).doesNotContain(SECRET);
    assertThat(
            az.succeeds(
                    "acr",
                    "webhook",
                    "list-events",
                    "-r",
                    Az.REGISTRY,
                    "-n",
                    "notify",
                    "-o",
                    "table")
                .out())
        .contains("push", "app/web", "200");
  }

  @Test
  @Order(4)
  void showsAddressAndHeadersToWhoAsksForThem() {
    JsonNode config = webhook("get-config").json();

    assertThat(config.path("serviceUri").asString()).isEqualTo(receiver.uri() + "/hook");
    assertThat(config.at("/customHeaders/X-Key").asString()).isEqualTo(SECRET);
  }

  @Test
  @Order(5)
  void updatesItAndTheNextEventGoesThere() throws IOException {
    JsonNode changed =
        webhook("update", "--uri", receiver.uri() + "/other", "--actions", "push")
            .and("--scope", "lib/*", "--headers", "X-Key=another")
            .json();
    assertThat(changed.path("scope").asString()).isEqualTo("lib/*");
    assertThat(texts(changed.path("actions"))).containsExactly("push");

    az.view().push("lib/one", "v2", "two");
    awaitCalls(3);

    RawHttpServer.Request last = receiver.requests().getLast();
    assertThat(last.path()).isEqualTo("/other");
    assertThat(last.header("X-Key")).hasValue("another");
    assertThat(webhook("update", "--status", "disabled").json().path("status").asString())
        .isEqualTo("disabled");
  }

  @Test
  @Order(6)
  void deletesIt() {
    az.succeeds("acr", "webhook", "delete", "-r", Az.REGISTRY, "-n", "notify");

    az.run("acr", "webhook", "show", "-r", Az.REGISTRY, "-n", "notify").failedSaying("notify");
    assertThat(az.tsv("[].name", "acr", "webhook", "list", "-r", Az.REGISTRY)).isEmpty();
    az.run("acr", "webhook", "create", "-r", Az.REGISTRY, "-n", "notify").failedSaying("--uri");
    az.run(
            "acr",
            "webhook",
            "create",
            "-r",
            Az.REGISTRY,
            "-n",
            "notify",
            "--uri",
            "ftp://example.org",
            "--actions",
            "push")
        .failedSaying("http");
  }

  @Test
  @Order(7)
  void theAuditLogHasWhoDidWhat() {
    JsonNode log = az.json("monitor", "activity-log", "list", "--offset", "1h");

    List<String> operations = texts(log.valueStream().map(each -> each.at("/operationName/value")));
    assertThat(operations)
        .contains(
            "Microsoft.ContainerRegistry/registries/webhooks/write",
            "Microsoft.ContainerRegistry/registries/webhooks/ping/action",
            "Microsoft.ContainerRegistry/registries/webhooks/delete");
    assertThat(texts(log.valueStream().map(each -> each.path("caller")))).containsOnly("admin");
    assertThat(log.toString()).doesNotContain(SECRET);
    String failed =
        az.tsv(
            "[].operationName.value",
            "monitor",
            "activity-log",
            "list",
            "--offset",
            "1h",
            "--resource-group",
            Az.GROUP,
            "--status",
            "Failed");
    assertThat(failed).contains("webhooks/write").doesNotContain("webhooks/delete");
    assertThat(az.json("monitor", "activity-log", "list", "--offset", "1h", "--caller", "nobody"))
        .isEmpty();
    assertThat(az.json("monitor", "activity-log", "list", "--offset", "1h", "--max-events", "2"))
        .hasSize(2);
  }

  private void awaitCalls(int count) {
    Patience.until(count + " calls", DELIVERY, () -> receiver.requests().size() == count);
  }

  static JsonNode body(RawHttpServer.Request request) {
    return JsonMapper.shared().readTree(new String(request.body(), StandardCharsets.UTF_8));
  }

  private static List<String> texts(JsonNode list) {
    return texts(list.valueStream());
  }

  private static List<String> texts(Stream<JsonNode> all) {
    return all.map(JsonNode::asString).toList();
  }

  private Words webhook(String verb, String... flags) {
    return new Words(az, List.of("acr", "webhook", verb, "-r", Az.REGISTRY, "-n", "notify"))
        .and(flags);
  }

  /** A command that grows word by word. */
  private record Words(Az az, List<String> words) {
    Words and(String... more) {
      return new Words(az, Stream.concat(words.stream(), Stream.of(more)).toList());
    }

    JsonNode json() {
      return az.json(words.toArray(String[]::new));
    }
  }
}
