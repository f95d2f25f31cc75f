package io.outport.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.gateway.Bell;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.GatewayException.Kind;
import io.outport.hubapi.gateway.Message;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.SiteLink;
import io.outport.hubapi.gateway.StatusReport;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayRoutesTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemorySites sites = new MemorySites();
  private final Bell bell = new Bell();
  private ExecutorService threads;
  private Vertx vertx;
  private URI address;

  @BeforeEach
  void listen() throws Exception {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    vertx = Vertx.vertx();
    var routes = new GatewayRoutes(sites, sites, bell, new JsonExchange(threads));
    HttpServer server = vertx.createHttpServer().requestHandler(routes);
    server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    address = URI.create("http://127.0.0.1:" + server.actualPort());
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void grantsTheClaimAgainToTheInstanceThatHoldsIt() throws Exception {
    try (GatewayClient first = client("shop1", "secret", "one")) {
      assertThat(first.activate(claim("one")).repositories()).containsExactly("app/*");
      assertThat(first.activate(claim("one")).revision()).isEqualTo(1);
    }
  }

  @Test
  void letsASiteSpeakForThoseBelowItAndForNoOther() throws Exception {
    try (GatewayClient shop = client("shop1", "secret", "one")) {
      assertRefused(
          Kind.NOT_ACTIVATED, () -> shop.activateBelow("till1", claim("two")), "claim it again");
      shop.activate(claim("one"));

      assertThat(shop.activateBelow("till1", claim("two")).name()).isEqualTo("shop1");
      assertThat(sites.claims).containsExactly("two");
      assertRefused(
          Kind.UNKNOWN_SITE, () -> shop.activateBelow("shop1", claim("two")), "UNKNOWN_SITE");

      sites.hubInReach = false;
      assertRefused(
          Kind.UNAVAILABLE, () -> shop.activateBelow("till1", claim("two")), "out of reach");
    }
  }

  @Test
  void sendsASiteThatIsBelowAnotherToItsOwnParent() throws Exception {
    try (GatewayClient till = client("till1", "secret", "one")) {
      assertRefused(Kind.OTHER_PARENT, () -> till.activate(claim("one")), "is below another one");
    }
  }

  @Test
  void refusesASecondInstanceOnEveryCallAndSaysHowToGoOn() throws Exception {
    try (GatewayClient first = client("shop1", "secret", "one");
        GatewayClient second = client("shop1", "secret", "two")) {
      first.activate(claim("one"));

      assertRefused(Kind.ALREADY_ACTIVATED, () -> second.activate(claim("two")), "deactivate");
      assertRefused(Kind.ALREADY_ACTIVATED, second::configuration, "deactivate");
      assertRefused(Kind.ALREADY_ACTIVATED, () -> second.poll(0, 1, Duration.ZERO), "deactivate");
    }
  }

  @Test
  void tellsAnInstanceThatNobodyHoldsTheSite() throws Exception {
    try (GatewayClient client = client("shop1", "secret", "one")) {
      assertRefused(Kind.NOT_ACTIVATED, client::configuration, "claim");
    }
  }

  @Test
  void tellsAWrongPasswordFromAnUnknownSite() throws Exception {
    try (GatewayClient wrong = client("shop1", "guess", "one");
        GatewayClient lost = client("shop9", "secret", "one")) {
      assertRefused(Kind.UNAUTHORIZED, () -> wrong.activate(claim("one")), "get-settings");
      assertRefused(Kind.UNKNOWN_SITE, () -> lost.activate(claim("one")), "shop9");
    }
  }

  @Test
  void answersALongPollAsSoonAsThereIsNews() throws Exception {
    try (GatewayClient client = client("shop1", "secret", "one")) {
      client.activate(claim("one"));
      Future<MessageBatch> waiting = threads.submit(() -> client.poll(0, 1, LONG));

      sites.publish("app/web");
      bell.ring();

      MessageBatch batch = waiting.get(5, TimeUnit.SECONDS);
      assertThat(batch.messages()).extracting(Message::repository).containsExactly("app/web");
      assertThat(batch.lastSequence()).isEqualTo(1);
    }
  }

  @Test
  void answersALongPollWhenTheConfigurationChanges() throws Exception {
    try (GatewayClient client = client("shop1", "secret", "one")) {
      client.activate(claim("one"));
      Future<MessageBatch> waiting = threads.submit(() -> client.poll(0, 1, LONG));

      sites.reconfigure();
      bell.ring();

      assertThat(waiting.get(5, TimeUnit.SECONDS).configurationRevision()).isEqualTo(2);
    }
  }

  @Test
  void holdsTheConfigurationUntilItIsAnother() throws Exception {
    try (GatewayClient client = client("shop1", "secret", "one")) {
      client.activate(claim("one"));
      assertThat(client.awaitConfiguration(1, Duration.ZERO)).isEmpty();
      Future<Optional<SiteConfiguration>> waiting =
          threads.submit(() -> client.awaitConfiguration(1, LONG));

      sites.publish("app/web");
      bell.ring();
      sites.reconfigure();
      bell.ring();

      assertThat(waiting.get(5, TimeUnit.SECONDS))
          .hasValueSatisfying(told -> assertThat(told.revision()).isEqualTo(2));
      assertThat(client.awaitConfiguration(1, LONG)).as("known to be old").isPresent();
      assertThat(client.configuration().revision()).as("as older sites ask").isEqualTo(2);
    }
  }

  @Test
  void endsAHeldConfigurationWhoseSiteIsDeactivatedMeanwhile() throws Exception {
    try (GatewayClient client = client("shop1", "secret", "one")) {
      client.activate(claim("one"));
      Future<Optional<SiteConfiguration>> waiting =
          threads.submit(() -> client.awaitConfiguration(1, LONG));

      sites.deactivate();
      bell.ring();

      assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
          .hasMessageContaining("NOT_ACTIVATED");
    }
  }

  @Test
  void passesOverForeignChangesHoweverMany() throws Exception {
    for (int i = 0; i < GatewayRoutes.MAX_BATCH + 10; i++) {
      sites.publish("other/web");
    }
    sites.publish("app/web");
    try (GatewayClient client = client("shop1", "secret", "one")) {
      client.activate(claim("one"));

      MessageBatch batch = client.poll(0, 1, LONG);

      assertThat(batch.messages()).hasSize(1);
      assertThat(batch.lastSequence()).isEqualTo(GatewayRoutes.MAX_BATCH + 11L);
    }
  }

  @Test
  void endsAPollWhoseSiteIsDeactivatedMeanwhile() throws Exception {
    try (GatewayClient client = client("shop1", "secret", "one")) {
      client.activate(claim("one"));
      Future<MessageBatch> waiting = threads.submit(() -> client.poll(0, 1, LONG));

      sites.deactivate();
      bell.ring();

      assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
          .hasMessageContaining("NOT_ACTIVATED");
    }
  }

  @Test
  void keepsStatusReports() throws Exception {
    try (GatewayClient client = client("shop1", "secret", "one")) {
      client.activate(claim("one"));
      var report =
          new StatusReport("1", "site:443", "Enabled", "Succeeded", "Message", null, 7, List.of());

      client.report(report);

      assertThat(sites.reports()).containsExactly(report);
    }
  }

  @Test
  void answersJunkWithWordsAndWithoutOurInsides() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest junk =
          HttpRequest.newBuilder(address.resolve("/gateway/v1/sites/shop1/activation"))
              .header("Authorization", "Basic c2hvcDE6c2VjcmV0")
              .POST(HttpRequest.BodyPublishers.ofString("{\"instanceId\": ["))
              .build();

      HttpResponse<String> answer = http.send(junk, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("BadRequest").doesNotContain("Exception", "jackson");
    }
  }

  @Test
  void refusesABodyOverTheLimit() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest large =
          HttpRequest.newBuilder(address.resolve("/gateway/v1/sites/shop1/status"))
              .PUT(
                  HttpRequest.BodyPublishers.ofByteArray(new byte[JsonExchange.MAX_BODY_BYTES + 1]))
              .build();

      assertThat(http.send(large, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(413);
    }
  }

  private GatewayClient client(String site, String password, String instance)
      throws NoSuchAlgorithmException {
    return new GatewayClient(
        new SiteLink(address, site, "shop1", password, instance), SSLContext.getDefault());
  }

  private static ActivationRequest claim(String instance) {
    return new ActivationRequest(instance, "test");
  }

  private static void assertRefused(
      Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }
}
