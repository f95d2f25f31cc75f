package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.outport.oci.model.Digest;
import io.outport.registry.content.StoreException;
import io.outport.registry.store.memory.MemoryBlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a client sees, and what the log holds, when the store fails. */
final class FailureTest {
  private static final byte[] BLOB = Samples.bytes(1_000);
  private static final String SECRET = "/var/lib/secret-place";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.outport.registry.http");
  private WatchedBlobStore blobs;
  private TestRegistry registry;
  private Client client;
  private Digest digest;

  @BeforeEach
  void start() {
    blobs = new WatchedBlobStore(new MemoryBlobStore());
    registry =
        TestRegistry.start(
            RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE), blobs);
    client = Client.of(registry);
    digest = client.pushBlob("app/web", BLOB);
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    client.close();
    registry.close();
  }

  @Test
  void hidesInternalsAndLogsOnceWithCorrelationId() {
    fail(StoreException.Kind.FAILED);

    var answer = client.get("/v2/app/web/blobs/" + digest);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(Client.text(answer))
        .contains("\"code\":\"UNKNOWN\"")
        .doesNotContain(SECRET)
        .doesNotContain("StoreException");
    assertThat(log.list).hasSize(1);
    ILoggingEvent event = log.list.getFirst();
    assertThat(event.getLevel()).isEqualTo(Level.ERROR);
    String id =
        event.getKeyValuePairs().stream()
            .filter(pair -> pair.key.equals("correlationId"))
            .map(pair -> String.valueOf(pair.value))
            .findFirst()
            .orElseThrow();
    assertThat(Client.text(answer)).contains(id);
    assertThat(event.getThrowableProxy().getMessage()).contains(SECRET);
  }

  @Test
  void programmerErrorIsHiddenTheSame() {
    blobs.failWith(new IllegalStateException(SECRET));

    var answer = client.get("/v2/app/web/blobs/" + digest);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(Client.text(answer)).doesNotContain(SECRET);
    assertThat(log.list).hasSize(1);
  }

  @Test
  void saysThatStorageIsFullAndGoesOnWhenThereIsRoom() {
    String session = client.startUpload("app/web");
    fail(StoreException.Kind.FULL);

    var patch = client.send("PATCH", session, BLOB);
    var post = client.send("POST", "/v2/app/web/blobs/uploads/?digest=" + digest, BLOB);

    assertThat(patch.statusCode()).isEqualTo(507);
    assertThat(post.statusCode()).isEqualTo(507);
    assertThat(Client.text(patch))
        .contains("INSUFFICIENT_STORAGE")
        .contains("storage is full")
        .doesNotContain(SECRET);

    blobs.recover();
    assertThat(client.send("PUT", session + "?digest=" + digest, BLOB).statusCode()).isEqualTo(201);
    assertThat(registry.blobs.listUploads()).isEmpty();
  }

  @Test
  void saysBusyWithoutLoggingAnError() {
    fail(StoreException.Kind.BUSY);

    var answer = client.get("/v2/app/web/blobs/" + digest);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(Client.header(answer, "Retry-After")).isEqualTo("1");
    assertThat(log.list).isEmpty();
  }

  @Test
  void keepsSecretsOutOfTheLog() {
    logger.setLevel(Level.TRACE);
    blobs.failWith(new IllegalStateException("broken"));

    String token = Client.text(client.get("/acr/oauth2/token?scope=repository:app/web:pull"));
    client.get("/v2/app/web/blobs/" + digest + "?token=query-secret");
    logger.setLevel(null);

    String logged =
        log.list.stream()
            .map(event -> event.getFormattedMessage() + event.getKeyValuePairs())
            .reduce("", String::concat);
    assertThat(logged)
        .doesNotContain("admin-password")
        .doesNotContain("query-secret")
        .doesNotContain(Client.basic("admin", "admin-password"));
    assertThat(token).doesNotContain("admin-password");
  }

  private void fail(StoreException.Kind kind) {
    blobs.failWith(new StoreException(kind, "could not touch " + SECRET, null));
  }
}
