package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.gateway.Bell;
import io.outport.hubapi.gateway.ClientAccount;
import io.outport.hubapi.gateway.Descendant;
import io.outport.hubapi.gateway.Message;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.References;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A middle site keeps what its children have yet to hear. */
final class SiteQueueTest {
  private static final String MEDIA_TYPE = "application/vnd.oci.image.index.v1+json";
  private static final long BASE = 1_000;

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private SqlMetadataStore metadata;
  private ToldEvents told;

  @BeforeEach
  void open() {
    metadata = SqlMetadataStore.open(folder.resolve("metadata.db"), clock);
    told = new ToldEvents(DurableFile.open(folder.resolve("told")));
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  @Test
  void keepsTheHistoryForTheMostPatientChildAndNotForGrandchildren() throws IOException {
    SiteState site =
        middle(
            below("middle", "lower", "P30D"),
            below("middle", "other", "P1D"),
            below("lower", "leaf", "P90D"));
    var queue = new SiteQueue(site, metadata, BASE);
    push("app", "v1");
    push("elsewhere", "v1");

    trimAfter(Duration.ofDays(30), site);
    assertThat(queue.read("lower", BASE, 10).messages())
        .extracting(Message::repository)
        .containsOnly("app");

    trimAfter(Duration.ofSeconds(1), site);
    assertThat(queue.read("lower", BASE, 10).recoveryNeeded()).isTrue();
  }

  @Test
  void keepsTheHistoryForAWeekAtLeast() throws IOException {
    assertThat(history(middle()).age()).isEqualTo(Duration.ofDays(7));
    assertThat(history(middle(below("middle", "lower", "P2D"))).age())
        .isEqualTo(Duration.ofDays(7));
    assertThat(history(middle(below("middle", "lower", "for long"))).age())
        .as("a time that cannot be read is the usual one")
        .isEqualTo(Duration.ofDays(7));
  }

  @Test
  void keepsTheHistoryForThreeMonthsWhileTheParentIsNotToldOfEvents() throws IOException {
    push("app", "v1");
    told.save(metadata.lastSequence());
    assertThat(history(middle()).age()).isEqualTo(Duration.ofDays(7));

    push("app", "v2");

    assertThat(history(middle()).age()).isEqualTo(Duration.ofDays(90));
  }

  private void trimAfter(Duration time, SiteState site) {
    clock.advance(time);
    history(site).trim();
  }

  private HistoryKeeper history(SiteState site) {
    return new HistoryKeeper(metadata, told, site, clock);
  }

  private SiteState middle(Descendant... below) throws IOException {
    return new SiteState(
        configuration("middle").withDescendants(List.of(below)),
        new StoredConfiguration(DurableFile.secret(folder.resolve("configuration.json"))),
        new SiteAccounts(clock),
        new SiteAccounts(clock),
        FileSyncJournal.open(folder.resolve("sync")),
        new Bell());
  }

  private static Descendant below(String parent, String name, String messageTtl) {
    return new Descendant(
        parent,
        new ClientAccount(name, true, List.of(), List.of()),
        null,
        configuration(name).withMessageTtl(messageTtl));
  }

  private static SiteConfiguration configuration(String name) {
    return new SiteConfiguration(
        name, 1, "ReadOnly", List.of("app"), "* * * * *", "", List.of(), "Information");
  }

  private void push(String repository, String tag) {
    byte[] bytes =
        "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"t\":\"%s\"}}"
            .formatted(tag)
            .getBytes(StandardCharsets.UTF_8);
    var manifest = new StoredManifest(Digest.ofBytes(bytes), MEDIA_TYPE, bytes);
    var _ =
        metadata.putManifest(
            new RepositoryName(repository), manifest, References.NONE, Set.of(new Tag(tag)));
  }
}
