package io.outport.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.hubapi.model.Webhook;
import io.outport.hubapi.model.WebhookEvent;
import io.outport.oci.model.Digest;
import io.outport.pki.TrustBundle;
import io.outport.testkit.FreePorts;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Events on their way to real receivers. */
final class WebhookDeliveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Tries again when the test is over. */
  private static final DeliverySettings PATIENT =
      new DeliverySettings(
          Duration.ofHours(1),
          Duration.ofHours(1),
          60,
          Duration.ofHours(24),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2));

  /** Tries again after a moment in which a test can do something. */
  private static final DeliverySettings UNHURRIED =
      new DeliverySettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          60,
          Duration.ofHours(24),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2));

  @TempDir private Path folder;

  @Test
  void tellsOfAPushInTheVendorsShape() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(200));
        var hub = EventHub.open(folder)) {
      hub.webhook("notify", receiver.uri(), "", "push", "delete");

      Digest digest = hub.push("app/web", "v1", "one");

      awaitRequests(receiver, 1);
      RawHttpServer.Request request = receiver.requests().getFirst();
      JsonNode body = EventHub.body(request);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.header("Content-Type")).hasValue("application/json");
      assertThat(body.get("action").stringValue()).isEqualTo("push");
      assertThat(body.get("timestamp").stringValue()).isEqualTo("2026-01-15T08:00:00Z");
      assertThat(body.get("id").stringValue()).hasSize(36);
      assertThat(body.at("/target/repository").stringValue()).isEqualTo("app/web");
      assertThat(body.at("/target/tag").stringValue()).isEqualTo("v1");
      assertThat(body.at("/target/digest").stringValue()).isEqualTo(digest.toString());
      assertThat(body.at("/target/mediaType").stringValue()).contains("oci.image.index");
      assertThat(body.at("/target/size").intValue()).isPositive();
      assertThat(body.at("/target/length")).isEqualTo(body.at("/target/size"));
      assertThat(body.at("/request/host").stringValue()).isEqualTo("hub.test:8443");
      assertThat(body.at("/request/method").stringValue()).isEqualTo("PUT");
      assertThat(body.has("connectedregistry")).isFalse();
    }
  }

  @Test
  void tellsOfEachTagAndTheManifestOfADeletion() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(200));
        var hub = EventHub.open(folder)) {
      Digest digest = hub.push("app/web", "v1", "one");
      hub.webhook("notify", receiver.uri(), "", "delete");

      hub.delete("app/web", digest);

      awaitRequests(receiver, 2);
      assertThat(receiver.requests())
          .extracting(EventHub::target)
          .containsExactly("app/web:v1", "app/web:");
      assertThat(EventHub.body(receiver.requests().getLast()).at("/target").has("mediaType"))
          .isFalse();
    }
  }

  @Test
  void speaksCloudEventsWhereTheContentTypeAsksForIt() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(200));
        var hub = EventHub.open(folder)) {
      Map<String, String> headers =
          Map.of("content-type", "application/cloudevents+json; charset=utf-8", "X-Key", "secret1");
      hub.webhook("notify", receiver.uri(), "", headers, "push");

      hub.push("app/web", "v1", "one");

      awaitRequests(receiver, 1);
      RawHttpServer.Request request = receiver.requests().getFirst();
      JsonNode body = EventHub.body(request);
      assertThat(request.header("Content-Type"))
          .hasValue("application/cloudevents+json; charset=utf-8");
      assertThat(request.header("X-Key")).hasValue("secret1");
      assertThat(body.get("specversion").stringValue()).isEqualTo("1.0");
      assertThat(body.get("type").stringValue())
          .isEqualTo("Microsoft.ContainerRegistry.ImagePushed");
      assertThat(body.get("source").stringValue()).endsWith("/registries/myhub");
      assertThat(body.get("subject").stringValue()).isEqualTo("app/web:v1");
      assertThat(body.at("/data/target/repository").stringValue()).isEqualTo("app/web");
    }
  }

  @Test
  void sendsOnlyWhatScopeAndActionsAskFor() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(200));
        var hub = EventHub.open(folder)) {
      hub.webhook("oneTag", receiver.uri().resolve("/tag"), "app/web:v1", "push");
      hub.webhook("allTags", receiver.uri().resolve("/tags"), "app/web:*", "push");
      hub.webhook("prefix", receiver.uri().resolve("/prefix"), "app/*", "push");
      hub.webhook("latest", receiver.uri().resolve("/latest"), "app/web", "push");
      hub.webhook("deletes", receiver.uri().resolve("/gone"), "", "delete");

      hub.push("app/web", "v1", "one");
      hub.push("app/web", "", "digest only");
      hub.push("app/db", "v1", "one");
      hub.push("other", "v1", "one");
      hub.push("app/web", "latest", "two");

      awaitRequests(receiver, 1 + 3 + 4 + 1);
      assertThat(targets(receiver, "/tag")).containsExactly("app/web:v1");
      assertThat(targets(receiver, "/tags"))
          .containsExactly("app/web:v1", "app/web:", "app/web:latest");
      assertThat(targets(receiver, "/prefix"))
          .containsExactlyInAnyOrder("app/web:v1", "app/web:", "app/db:v1", "app/web:latest");
      assertThat(targets(receiver, "/latest")).containsExactly("app/web:latest");
      assertThat(targets(receiver, "/gone")).isEmpty();
    }
  }

  /** At least once, and in order within each repository, whatever the receiver does. */
  @Test
  void bringsEverythingInOrderToAReceiverThatFailsNineTimesOfTen() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    List<String> taken = new CopyOnWriteArrayList<>();
    RawHttpServer.Script script =
        request -> {
          if (calls.incrementAndGet() % 10 != 0) {
            return RawReply.status(503);
          }
          taken.add(EventHub.target(request));
          return RawReply.status(200);
        };
    try (var receiver = RawHttpServer.start(script);
        var hub = EventHub.open(folder)) {
      hub.webhook("notify", receiver.uri(), "", "push");
      List<String> pushed = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        String repository = "app/r" + i % 5;
        hub.push(repository, "v" + i, "text " + i);
        pushed.add(repository + ":v" + i);
      }

      await().atMost(PATIENCE).until(() -> taken.size() >= pushed.size());
      for (int r = 0; r < 5; r++) {
        String prefix = "app/r" + r + ":";
        assertThat(taken.stream().filter(each -> each.startsWith(prefix)))
            .containsExactlyElementsOf(
                pushed.stream().filter(each -> each.startsWith(prefix)).toList());
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(hub.desk.events("notify"))
                      .hasSize(WebhookStore.MAX_DELIVERED)
                      .allMatch(each -> each.state().equals(WebhookEvent.DELIVERED)));
    }
  }

  /** The hub ends between a change and its delivery, again and again. */
  @Test
  void losesNothingThroughRestarts() throws Exception {
    List<String> taken = new CopyOnWriteArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    RawHttpServer.Script script =
        request -> {
          if (calls.incrementAndGet() % 3 == 0) {
            taken.add(EventHub.target(request));
            return RawReply.status(200);
          }
          return RawReply.status(500);
        };
    try (var receiver = RawHttpServer.start(script)) {
      List<String> pushed = new ArrayList<>();
      for (int life = 0; life < 6; life++) {
        try (var hub = EventHub.open(folder)) {
          if (life == 0) {
            hub.webhook("notify", receiver.uri(), "", "push");
          }
          for (int i = 0; i < 10; i++) {
            hub.push("app/web", "v%d-%d".formatted(life, i), "text %d %d".formatted(life, i));
            pushed.add("app/web:v%d-%d".formatted(life, i));
          }
        }
      }
      try (var _ = EventHub.open(folder)) {
        await().atMost(PATIENCE).until(() -> taken.containsAll(pushed));
      }
      assertThat(taken.stream().distinct()).containsExactlyElementsOf(pushed);
    }
  }

  @Test
  void doesNotSendAgainWhatWasDelivered() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(200))) {
      try (var hub = EventHub.open(folder)) {
        hub.webhook("notify", receiver.uri(), "", "push");
        hub.push("app/web", "v1", "one");
        await().atMost(PATIENCE).until(() -> hub.store.events(only(hub)).size() == 1);
      }
      try (var hub = EventHub.open(folder)) {
        hub.push("app/web", "v2", "two");
        awaitRequests(receiver, 2);
      }
      assertThat(receiver.requests())
          .extracting(EventHub::target)
          .containsExactly("app/web:v1", "app/web:v2");
    }
  }

  /** Others are told at once while one receiver takes all of its time. */
  @Test
  void letsASlowReceiverDelayNobodyElse() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    RawHttpServer.Script slow =
        _ -> {
          awaitOpen(gate);
          return RawReply.status(200);
        };
    try (var stuck = RawHttpServer.start(slow);
        var receiver = RawHttpServer.start(_ -> RawReply.status(200));
        var hub = EventHub.open(folder)) {
      hub.webhook("stuck", stuck.uri(), "", "push");
      hub.webhook("dead1", URI.create("http://127.0.0.1:" + FreePorts.pick()), "", "push");
      hub.webhook("quick", receiver.uri(), "", "push");

      IntStream.range(0, 200).forEach(i -> hub.push("app/web", "v" + i, "text " + i));

      awaitRequests(receiver, 200);
      // However much waits, what is in flight is bounded.
      assertThat(hub.delivery.events(entry(hub, "stuck")).size())
          .isLessThanOrEqualTo(WebhookRun.PAGE);
      gate.countDown();
    }
  }

  /** What waits keeps its order and survives a restart; all others are told at once. */
  @Test
  void letsAnEventThatFailsHoldUpItsOwnRepositoryOnly() throws Exception {
    AtomicBoolean healed = new AtomicBoolean();
    List<String> taken = new CopyOnWriteArrayList<>();
    RawHttpServer.Script script =
        request -> {
          String target = EventHub.target(request);
          if (target.equals("app/bad:v0") && !healed.get()) {
            return RawReply.status(503);
          }
          taken.add(target);
          return RawReply.status(200);
        };
    List<String> good = IntStream.range(0, 200).mapToObj(i -> "app/good:v" + i).toList();
    List<String> bad = IntStream.range(0, 5).mapToObj(i -> "app/bad:v" + i).toList();
    try (var receiver = RawHttpServer.start(script)) {
      try (var hub = EventHub.open(folder, PATIENT)) {
        hub.webhook("notify", receiver.uri(), "", "push");
        push(hub, bad.subList(0, 2));
        push(hub, good.subList(0, 100));
        push(hub, bad.subList(2, 4));
        push(hub, good.subList(100, 200));
        await().atMost(PATIENCE).until(() -> taken.size() >= good.size());
        assertThat(taken).containsExactlyElementsOf(good);
        assertThat(hub.desk.events("notify").getFirst().state()).isEqualTo(WebhookEvent.RETRYING);
      }
      healed.set(true);
      try (var hub = EventHub.open(folder)) {
        push(hub, bad.subList(4, 5));
        await().atMost(PATIENCE).until(() -> taken.containsAll(bad));
        await().atMost(PATIENCE).until(() -> hub.store.countWaiting(only(hub)) == 0);
      }
      assertThat(taken.subList(good.size(), taken.size())).containsExactlyElementsOf(bad);
    }
  }

  /** However many repositories fail, what waits is bounded; the feed keeps the rest. */
  @Test
  void stopsReadingWhereTooMuchWaits() throws Exception {
    AtomicBoolean healed = new AtomicBoolean();
    List<String> taken = new CopyOnWriteArrayList<>();
    RawHttpServer.Script script =
        request -> {
          if (!healed.get()) {
            return RawReply.status(503);
          }
          taken.add(EventHub.target(request));
          return RawReply.status(200);
        };
    List<String> all = IntStream.range(0, 300).mapToObj(i -> "app/r" + i + ":v1").toList();
    try (var receiver = RawHttpServer.start(script)) {
      try (var hub = EventHub.open(folder, PATIENT)) {
        hub.webhook("notify", receiver.uri(), "", "push");
        push(hub, all);
        await()
            .atMost(PATIENCE)
            .until(() -> hub.store.countWaiting(only(hub)) >= WaitingLines.MAX_LINES);
        hub.ring();
        assertThat(hub.store.countWaiting(only(hub)))
            .isLessThan(WaitingLines.MAX_LINES + WebhookRun.PAGE);
      }
      healed.set(true);
      try (var hub = EventHub.open(folder)) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  hub.ring();
                  return taken.containsAll(all);
                });
      }
      assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @Test
  void forgetsWhatWaitsWithTheWebhookOrWhenItIsDisabled() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(503));
        var hub = EventHub.open(folder, PATIENT)) {
      hub.webhook("notify", receiver.uri(), "", "push");
      push(hub, List.of("app/web:v1", "app/web:v2"));
      await().atMost(PATIENCE).until(() -> hub.store.countWaiting(only(hub)) == 2);

      hub.store.change("notify", entry -> entry.map(each -> enabled(each, false)));
      hub.store.change("notify", entry -> entry.map(each -> enabled(each, true)));

      assertThat(hub.store.countWaiting(only(hub))).isZero();
      hub.ring();
      push(hub, List.of("app/web:v3"));
      await().atMost(PATIENCE).until(() -> hub.store.countWaiting(only(hub)) == 1);
      WebhookEntry gone = only(hub);
      hub.store.change("notify", _ -> Optional.empty());
      assertThat(hub.store.countWaiting(gone)).isZero();
    }
  }

  /** So quickly that the sending does not notice: it must not wait for what is gone. */
  @Test
  void sendsWhatComesAfterAWebhookWasDisabledAndEnabledAgain() throws Exception {
    AtomicBoolean healed = new AtomicBoolean();
    List<String> taken = new CopyOnWriteArrayList<>();
    RawHttpServer.Script script =
        request -> {
          if (!healed.get()) {
            return RawReply.status(503);
          }
          taken.add(EventHub.target(request));
          return RawReply.status(200);
        };
    try (var receiver = RawHttpServer.start(script);
        var hub = EventHub.open(folder, UNHURRIED)) {
      hub.webhook("notify", receiver.uri(), "", "push");
      push(hub, List.of("app/web:v1", "app/web:v2"));
      await().atMost(PATIENCE).until(() -> hub.store.countWaiting(only(hub)) == 2);

      hub.store.change("notify", entry -> entry.map(each -> enabled(each, false)));
      hub.store.change("notify", entry -> entry.map(each -> enabled(each, true)));
      healed.set(true);
      push(hub, List.of("app/web:v3"));

      await().atMost(PATIENCE).until(() -> taken.contains("app/web:v3"));
      assertThat(taken).containsExactly("app/web:v3");
    }
  }

  private static WebhookEntry enabled(WebhookEntry entry, boolean enabled) {
    return new WebhookEntry(
        entry.name(),
        entry.incarnation(),
        entry.created(),
        entry.serviceUri(),
        entry.headers(),
        entry.actions(),
        entry.scope(),
        enabled,
        entry.location(),
        entry.tags());
  }

  private static void push(EventHub hub, List<String> targets) {
    for (String target : targets) {
      int colon = target.indexOf(':');
      hub.push(target.substring(0, colon), target.substring(colon + 1), "text " + target);
    }
  }

  @Test
  void givesUpInTheEndAndKeepsADeadLetter() throws Exception {
    DeliverySettings few =
        new DeliverySettings(
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            3,
            Duration.ofHours(24),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));
    RawHttpServer.Script script =
        request -> EventHub.target(request).endsWith(":bad") ? sorry() : RawReply.status(200);
    try (var receiver = RawHttpServer.start(script);
        var hub = EventHub.open(folder, few)) {
      hub.webhook("notify", receiver.uri(), "", Map.of("X-Key", "topsecret"), "push");

      hub.push("app/web", "bad", "one");
      hub.push("app/web", "good", "two");

      awaitRequests(receiver, 4);
      await().atMost(PATIENCE).until(() -> hub.store.events(only(hub)).size() == 2);
      List<WebhookEvent> events = hub.desk.events("notify");
      assertThat(events)
          .extracting(WebhookEvent::state)
          .containsExactly(WebhookEvent.DELIVERED, WebhookEvent.DEAD_LETTERED);
      WebhookEvent dead = events.getLast();
      assertThat(dead.attempts()).isEqualTo(3);
      assertThat(dead.eventResponseMessage().statusCode()).isEqualTo("500");
      assertThat(dead.eventResponseMessage().content()).contains("sorry").hasSizeLessThan(5_000);
      assertThat(dead.toString()).doesNotContain("topsecret");
    }
  }

  /** It echoes the secret, and talks for longer than anybody reads. */
  private static RawReply sorry() {
    return RawReply.status(500).body("sorry topsecret " + "x".repeat(100_000));
  }

  @Test
  void sendsWhatIsRefusedForEverOnlyOnce() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(400));
        var hub = EventHub.open(folder)) {
      hub.webhook("notify", receiver.uri(), "", "push");

      hub.push("app/web", "v1", "one");

      await().atMost(PATIENCE).until(() -> hub.store.events(only(hub)).size() == 1);
      assertThat(receiver.requests()).hasSize(1);
      assertThat(hub.desk.events("notify").getFirst().state())
          .isEqualTo(WebhookEvent.DEAD_LETTERED);
    }
  }

  @Test
  void givesUpOnAnEventThatIsADayOld() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(503));
        var hub = EventHub.open(folder)) {
      hub.webhook("notify", receiver.uri(), "", "push");
      hub.clock.advance(Duration.ofHours(-25));
      hub.push("app/web", "v1", "one");
      hub.clock.advance(Duration.ofHours(25));

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  hub.desk.events("notify").stream()
                      .anyMatch(each -> each.state().equals(WebhookEvent.DEAD_LETTERED)));
    }
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (var other = RawHttpServer.start(_ -> RawReply.status(200));
        var receiver =
            RawHttpServer.start(
                _ -> RawReply.status(307).header("Location", other.uri().toString()));
        var hub = EventHub.open(folder)) {
      hub.webhook("notify", receiver.uri(), "", "push");

      hub.push("app/web", "v1", "one");

      awaitRequests(receiver, 3);
      assertThat(other.requests()).isEmpty();
      assertThat(hub.desk.events("notify").toString()).contains("which is not followed");
    }
  }

  @Test
  void trustsTheAuthoritiesThatItWasGiven() throws Exception {
    TestIdentity identity = TestIdentity.forLoopback();
    try (var receiver =
            RawHttpServer.startTls(identity.serverContext(), _ -> RawReply.status(200));
        var hub = EventHub.trusting(folder, TrustBundle.of(List.of(identity.authority())))) {
      hub.webhook("notify", receiver.uri(), "", "push");

      hub.push("app/web", "v1", "one");

      awaitRequests(receiver, 1);
    }
  }

  @Test
  void saysWhyNothingGetsThroughToAStranger() throws Exception {
    try (var receiver =
            RawHttpServer.startTls(
                TestIdentity.forLoopback().serverContext(), _ -> RawReply.status(200));
        var hub = EventHub.open(folder)) {
      hub.webhook("notify", receiver.uri(), "", "push");
      hub.push("app/web", "v1", "one");

      await()
          .atMost(PATIENCE)
          .until(() -> hub.desk.events("notify").toString().contains("not trusted"));
      assertThat(receiver.requests()).isEmpty();
    }
  }

  /** Whoever mends an address need not wait for the next attempt. */
  @Test
  void usesAMendedAddressAtOnce() throws Exception {
    DeliverySettings patient =
        new DeliverySettings(
            Duration.ofHours(1),
            Duration.ofHours(1),
            60,
            Duration.ofHours(24),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(200));
        var hub = EventHub.open(folder, patient)) {
      hub.webhook("notify", URI.create("http://127.0.0.1:" + FreePorts.pick()), "", "push");
      hub.push("app/web", "v1", "one");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  hub.desk.events("notify").stream()
                      .anyMatch(each -> each.state().equals(WebhookEvent.RETRYING)));

      var address = new Webhook.Properties(receiver.uri().toString(), null, null, null, null, null);
      var _ = hub.desk.patch("notify", Webhook.of(address));

      awaitRequests(receiver, 1);
    }
  }

  @Test
  void sendsNothingOfTheTimeThatItWasDisabled() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(200));
        var hub = EventHub.open(folder)) {
      hub.push("app/web", "before", "zero");
      hub.webhook("notify", receiver.uri(), "", "push");
      setStatus(hub, "disabled");
      hub.push("app/web", "off", "one");
      setStatus(hub, "enabled");

      hub.push("app/web", "on", "two");

      awaitRequests(receiver, 1);
      assertThat(EventHub.target(receiver.requests().getFirst())).isEqualTo("app/web:on");
    }
  }

  @Test
  void pingsOnceAndSaysWhatCameOfIt() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(204));
        var hub = EventHub.open(folder)) {
      hub.webhook("notify", receiver.uri(), "", "push");

      String id = hub.desk.ping("notify").id();

      JsonNode body = EventHub.body(receiver.requests().getFirst());
      assertThat(body.get("action").stringValue()).isEqualTo("ping");
      assertThat(body.get("id").stringValue()).isEqualTo(id);
      WebhookEvent shown = hub.desk.events("notify").getFirst();
      assertThat(shown.id()).isEqualTo(id);
      assertThat(shown.eventResponseMessage().statusCode()).isEqualTo("204");
    }
  }

  /** The history is kept for days; if it is gone all the same, a person must hear so. */
  @Test
  void keepsADeadLetterForWhatTheHistoryLost() throws Exception {
    try (var receiver = RawHttpServer.start(_ -> RawReply.status(200))) {
      try (var hub = EventHub.open(folder)) {
        hub.webhook("notify", receiver.uri(), "", "push");
        hub.delivery.close();
        hub.push("app/web", "v1", "one");
        hub.clock.advance(Duration.ofDays(3));
        hub.metadata.trimChanges(hub.clock.instant());
        hub.push("app/web", "v2", "two");
      }
      try (var hub = EventHub.open(folder)) {
        awaitRequests(receiver, 1);
        await().atMost(PATIENCE).until(() -> hub.store.events(only(hub)).size() == 2);
        assertThat(hub.desk.events("notify").toString()).contains("were forgotten");
      }
    }
  }

  private static void awaitOpen(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static void setStatus(EventHub hub, String status) {
    var _ =
        hub.desk.patch(
            "notify", Webhook.of(new Webhook.Properties(null, null, status, null, null, null)));
  }

  private static WebhookEntry only(EventHub hub) {
    return entry(hub, "notify");
  }

  private static WebhookEntry entry(EventHub hub, String name) {
    return hub.store.find(name).orElseThrow();
  }

  private static List<String> targets(RawHttpServer receiver, String path) {
    return receiver.requests().stream()
        .filter(request -> request.path().equals(path))
        .map(EventHub::target)
        .toList();
  }

  private static void awaitRequests(RawHttpServer receiver, int count) {
    await().atMost(PATIENCE).until(() -> receiver.requests().size() >= count);
  }
}
