package io.outport.hubapi.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.GarbageResult;
import io.outport.hubapi.model.ScrubResult;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a hub is asked for the result of long work, by a server that counts. */
final class LongWorkTest {
  private static final String SCRUBBED = "{\"blobs\":1,\"bytes\":2,\"damaged\":[],\"lost\":[]}";
  private static final String CLUSTER_TYPE = "connectedClusters";

  private final VirtualClock clock = VirtualClock.start();
  private final List<Duration> pauses = new ArrayList<>();
  private int answers;

  @Test
  void takesAnAnswerAtOnceWithoutAskingAgain() throws IOException {
    try (RawHttpServer hub = hub(0, Duration.ZERO, 200, SCRUBBED);
        HubClient client = client(hub)) {
      assertThat(client.scrub().blobs()).isEqualTo(1);

      assertThat(asked(hub)).isEqualTo(1);
      assertThat(pauses).isEmpty();
    }
  }

  @Test
  void pausesBeforeItAsksAHubAgainThatAnswersAtOnce() throws IOException {
    try (RawHttpServer hub = hub(4, Duration.ZERO, 200, SCRUBBED);
        HubClient client = client(hub)) {
      ScrubResult _ = client.scrub();

      assertThat(asked(hub)).isEqualTo(5);
      assertThat(pauses).hasSize(4).containsOnly(Duration.ofSeconds(1));
    }
  }

  /** The hub holds the question for some seconds itself. */
  @Test
  void asksAHubAgainAtOnceThatTookItsTime() throws IOException {
    try (RawHttpServer hub =
            hub(
                4,
                Duration.ofSeconds(5),
                200,
                "{\"dryRun\":true,\"links\":0,\"blobs\":0,\"bytes\":0,\"items\":[]}");
        HubClient client = client(hub)) {
      GarbageResult _ = client.collectGarbage(true);

      assertThat(asked(hub)).isEqualTo(5);
      assertThat(pauses).isEmpty();
    }
  }

  @Test
  void takesAnOperationWithoutContentForOneThatIsDone() throws IOException {
    try (RawHttpServer hub = hub(0, Duration.ZERO, 204, "");
        HubClient client = client(hub)) {
      ExtensionClient extensions = client.clusters().extensions(CLUSTER_TYPE, "shop");

      assertThat(extensions.operation("/operations/1")).isEmpty();
      assertThat(asked(hub)).isEqualTo(1);
    }
  }

  /** Whoever is told not to wait at all must not ask without end. */
  @Test
  void neverPausesForNoTimeBetweenTwoLooksAtAnOperation() throws IOException {
    String running = "{\"status\":\"InProgress\"}";
    try (RawHttpServer hub =
            RawHttpServer.startTls(
                HubClientTest.IDENTITY.serverContext(),
                request ->
                    isSignIn(request) ? token() : json(200, running).header("Retry-After", "0"));
        HubClient client = client(hub)) {
      ExtensionClient extensions = client.clusters().extensions(CLUSTER_TYPE, "shop");

      assertThat(extensions.operation("/operations/1").orElseThrow().pauseSeconds()).isEqualTo(1);
    }
  }

  /** Answers 202 so many times, each after this long, and then with this. */
  private RawHttpServer hub(int vain, Duration held, int status, String body) throws IOException {
    return RawHttpServer.startTls(
        HubClientTest.IDENTITY.serverContext(),
        request -> {
          if (isSignIn(request)) {
            return token();
          }
          clock.advance(held);
          return answers++ < vain ? json(202, "") : json(status, body);
        });
  }

  private HubClient client(RawHttpServer hub) {
    return new HubClient(
        HubClientTest.context(hub.uri()),
        JsonCaller.create(HubClientTest.IDENTITY.clientContext()),
        new Polling(pauses::add, clock));
  }

  private static boolean isSignIn(RawHttpServer.Request request) {
    return request.path().endsWith("/oauth2/v2.0/token");
  }

  private static long asked(RawHttpServer hub) {
    return hub.requests().stream().filter(each -> !isSignIn(each)).count();
  }

  private static RawReply token() {
    return json(200, "{\"access_token\":\"t\",\"expires_in\":3600}");
  }

  private static RawReply json(int status, String body) {
    return RawReply.status(status).header("Content-Type", "application/json").body(body);
  }
}
