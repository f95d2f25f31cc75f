package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.gateway.Bell;
import io.outport.hubapi.gateway.ArtifactEvent;
import io.outport.hubapi.gateway.ArtifactEventBatch;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.References;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site tells its parent of, and that none of it is lost. */
final class EventOutboxTest {
  private static final String MEDIA_TYPE = "application/vnd.oci.image.index.v1+json";

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private final List<ArtifactEvent> taken = new ArrayList<>();
  private GatewayException.@Nullable Kind refusal;
  private boolean answersGetLost;
  private SqlMetadataStore metadata;
  private SiteState site;
  private EventOutbox outbox;

  @BeforeEach
  void start() throws Exception {
    metadata = SqlMetadataStore.open(folder.resolve("metadata.db"), clock);
    site = site("*:*");
    outbox = outbox();
  }

  @AfterEach
  void stop() {
    metadata.close();
  }

  @Test
  void tellsOfWhatThePatternsAskFor() throws Exception {
    site.apply(configuration(2, "app/*:push", "other:v1:delete"));
    Digest pushed = push("app/web", "v1", "one");
    push("elsewhere", "v1", "one");
    push("other", "v1", "one");
    metadata.deleteTag(new RepositoryName("other"), new Tag("v1"));
    metadata.deleteTag(new RepositoryName("app/web"), new Tag("v1"));

    sendAll();

    assertThat(texts()).containsExactly("PUSH app/web:v1", "DELETE other:v1");
    ArtifactEvent first = taken.getFirst();
    assertThat(first.digest()).isEqualTo(pushed.toString());
    assertThat(first.mediaType()).isEqualTo(MEDIA_TYPE);
    assertThat(first.size()).isPositive();
    assertThat(first.time()).isEqualTo(clock.instant());
    assertThat(first.connectedRegistry()).isNull();
  }

  /** The original loses what was refused with 403. */
  @Test
  void losesNothingWhileTheParentRefuses() {
    for (GatewayException.Kind kind : GatewayException.Kind.values()) {
      refusal = kind;
      push("app/web", kind.name(), kind.name());
      assertThatThrownBy(outbox::send).isInstanceOf(GatewayException.class);
    }
    refusal = null;

    sendAll();

    assertThat(texts())
        .containsExactlyElementsOf(
            List.of(GatewayException.Kind.values()).stream()
                .map(kind -> "PUSH app/web:" + kind.name())
                .toList());
  }

  @Test
  void tellsAgainAfterACrashBeforeTheAnswer() throws Exception {
    push("app/web", "v1", "one");
    answersGetLost = true;
    assertThatThrownBy(outbox::send).isInstanceOf(GatewayException.class);
    answersGetLost = false;

    outbox = outbox();
    sendAll();

    assertThat(texts()).containsExactly("PUSH app/web:v1", "PUSH app/web:v1");
    assertThat(taken.getFirst()).isEqualTo(taken.getLast());
  }

  @Test
  void continuesAfterARestart() throws Exception {
    push("app/web", "v1", "one");
    sendAll();
    push("app/web", "v2", "two");

    outbox = outbox();
    sendAll();

    assertThat(texts()).containsExactly("PUSH app/web:v1", "PUSH app/web:v2");
  }

  @Test
  void tellsOfWhatHappensOnceSomebodyAsks() {
    site.apply(configuration(2));
    push("app/web", "unheard", "one");
    sendAll();
    site.apply(configuration(3, "*:*"));
    sendAll();
    push("app/web", "heard", "two");

    sendAll();

    assertThat(texts()).containsExactly("PUSH app/web:heard");
  }

  /** The telling looks at the configuration every two seconds only. */
  @Test
  void hearsOfWhatHappensRightAfterItWasAskedTo() throws Exception {
    site.apply(configuration(2));
    sendAll();
    push("app/web", "quiet", "one");
    site.apply(configuration(3, "*:*"));
    push("app/web", "heard", "two");

    sendAll();

    assertThat(texts()).containsExactly("PUSH app/web:heard");
  }

  @Test
  void keepsQuietOutsideTheWindow() throws Exception {
    site.apply(
        new SiteConfiguration(
                "shop1", 2, "ReadOnly", List.of("*"), "0 20 * * *", "PT1H", List.of(), "None")
            .withNotifications(List.of("*:*")));
    push("app/web", "v1", "one");
    sendAll();
    assertThat(taken).isEmpty();

    clock.advance(Duration.ofHours(12).plusMinutes(5));
    sendAll();

    assertThat(texts()).containsExactly("PUSH app/web:v1");
  }

  @Test
  void sendsManyInBatchesAndInOrder() {
    for (int i = 0; i < 450; i++) {
      push("app/web", "v" + i, "text " + i);
    }

    sendAll();

    assertThat(taken).hasSize(450);
    assertThat(taken).extracting(ArtifactEvent::sequence).isSorted();
  }

  @Test
  void beginsAnewWhereItsPlaceIsDamaged() throws Exception {
    push("app/web", "v1", "one");
    sendAll();
    DurableFile.open(folder.resolve("told")).write("nonsense".getBytes(StandardCharsets.UTF_8));
    outbox = outbox();
    sendAll();
    push("app/web", "v2", "two");

    sendAll();

    assertThat(texts()).containsExactly("PUSH app/web:v1", "PUSH app/web:v2");
  }

  private void sendAll() {
    while (outbox.send()) {
      outbox.rest();
    }
    outbox.rest();
  }

  private long take(ArtifactEventBatch batch) {
    if (refusal != null) {
      throw new GatewayException(refusal, "refused by the test", null);
    }
    assertThat(batch.events()).hasSizeLessThanOrEqualTo(ArtifactEventBatch.MAX_EVENTS);
    taken.addAll(batch.events());
    if (answersGetLost) {
      throw new GatewayException(GatewayException.Kind.UNREACHABLE, "lost by the test", null);
    }
    return batch.events().getLast().sequence();
  }

  private List<String> texts() {
    return taken.stream()
        .map(each -> "%s %s:%s".formatted(each.action(), each.repository(), each.tag()))
        .toList();
  }

  private EventOutbox outbox() {
    var told = new ToldEvents(DurableFile.open(folder.resolve("told")));
    EventOutbox fresh = new EventOutbox(metadata, told, this::take, site, clock);
    site.follow(fresh::heed);
    return fresh;
  }

  private SiteState site(String... notifications) throws Exception {
    return new SiteState(
        configuration(1, notifications),
        new StoredConfiguration(DurableFile.secret(folder.resolve("configuration.json"))),
        new SiteAccounts(clock),
        new SiteAccounts(clock),
        FileSyncJournal.open(folder.resolve("sync")),
        new Bell());
  }

  private static SiteConfiguration configuration(long revision, String... notifications) {
    return new SiteConfiguration(
            "shop1", revision, "ReadOnly", List.of("*"), "* * * * *", "", List.of(), "None")
        .withNotifications(List.of(notifications));
  }

  private Digest push(String repository, String tag, String text) {
    byte[] bytes =
        "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"t\":\"%s\"}}"
            .formatted(text)
            .getBytes(StandardCharsets.UTF_8);
    var manifest = new StoredManifest(Digest.ofBytes(bytes), MEDIA_TYPE, bytes);
    var _ =
        metadata.putManifest(
            new RepositoryName(repository), manifest, References.NONE, Set.of(new Tag(tag)));
    return manifest.digest();
  }
}
