package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.model.Refusal;
import io.outport.registry.store.sql.PostgresAccess;
import io.outport.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose metadata and resources are in PostgreSQL. */
final class PostgresHubTest {
  private static final String READ = "repositories/app/*/content/read";

  @TempDir private Path folder;
  private PostgresServer server;
  private MetadataPlace place;

  @BeforeEach
  void startServer() throws IOException, SQLException {
    server = PostgresServer.start(folder);
    place = new MetadataPlace.Postgres(access(server.create("hub")));
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  @Test
  void keepsEverythingThroughARestartAndAKillOfTheServer() throws Exception {
    NewHub made = TestHub.init(folder.resolve("hub"));
    String password;
    try (TestHub hub = TestHub.start(made, it -> it.with(place))) {
      password = hub.createSite("shop1", READ);
      assertThat(hub.push("app/web", "v1", "text")).isEqualTo(201);
      server.kill();
      // Try again later, as for any store that is busy.
      assertThat(hub.push("app/web", "v2", "text")).isEqualTo(429);
      server.startAgain();
      assertThat(hub.push("app/web", "v3", "text")).isEqualTo(201);
    }
    try (TestHub hub = TestHub.start(made, it -> it.with(place))) {
      assertThat(hub.gateway("shop1", password, "one").activate(claim()).repositories())
          .containsExactly("app/*");
      assertThat(pull(hub, password, "v1")).isEqualTo(200);
      assertThat(pull(hub, password, "v2")).isEqualTo(404);
      assertThat(pull(hub, password, "v3")).isEqualTo(200);
    }
  }

  /** It would come up empty, and its sites with it. */
  @Test
  void refusesToStartWithMetadataOfAnotherPlace() throws Exception {
    NewHub made = TestHub.init(folder.resolve("hub"));
    TestHub.start(made, it -> it.with(place)).close();
    assertRefused(
        () -> TestHub.start(made, it -> it.with(MetadataPlace.OWN_FILE)), "postgresql://");

    NewHub other = TestHub.init(folder.resolve("other"));
    TestHub.start(other).close();
    assertRefused(
        () -> TestHub.start(other, it -> it.with(place)), "keeps its metadata in 'metadata.db'");
  }

  /** A miswritten address at the first start must not bind the hub to it. */
  @Test
  void forgetsAPlaceThatWasNone() {
    NewHub made = TestHub.init(folder.resolve("hub"));
    MetadataPlace missing = new MetadataPlace.Postgres(access(server.url("missing")));
    assertRefused(() -> TestHub.start(made, it -> it.with(missing)), "no such database");

    TestHub.start(made, it -> it.with(place)).close();
  }

  @Test
  void refusesADatabaseThatAnotherHubUses() {
    NewHub made = TestHub.init(folder.resolve("hub"));
    NewHub other = TestHub.init(folder.resolve("other"));
    try (TestHub _ = TestHub.start(made, it -> it.with(place))) {
      assertRefused(() -> TestHub.start(other, it -> it.with(place)), "another hub is using it");
    }
  }

  private static void assertRefused(ThrowingCallable start, String words) {
    assertThatThrownBy(start)
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.exit()).isEqualTo(Refusal.Exit.DATA_DIRECTORY))
        .hasMessageContaining(words);
  }

  private static int pull(TestHub hub, String password, String tag) throws Exception {
    var pull = HttpRequest.newBuilder(hub.uri("/v2/app/web/manifests/" + tag));
    return hub.send(pull, "shop1", password).statusCode();
  }

  private static ActivationRequest claim() {
    return new ActivationRequest("one", "test");
  }

  private static PostgresAccess access(String url) {
    return PostgresAccess.of(url, Optional.of(PostgresServer.USER), Optional.empty());
  }
}
